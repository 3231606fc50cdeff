package io.farspan.e2e;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.farspan.plugin.FunctionPlugin;
import io.farspan.testkit.plugin.PluginJar;

/** Jars of plugins that a function must be able to do without. */
final class OddPlugins {

    private static final String NAMESAKE =
            """
            package other;
            import io.farspan.plugin.*;
            import io.farspan.protocol.call.Role;
            import io.farspan.protocol.json.RawJson;
            public class %s implements FunctionPlugin {
                public String name() { return "%s"; }
                public String version() { return "%s"; }
                public Role role() { return Role.VIEWER; }
                public boolean changesState() { return false; }
                public PluginAnswer answer(RawJson body, PluginContext context) { %s }
            }
            """;

    private OddPlugins() {}

    /** A plugin whose name another has, one of a later Java, and one of a release whose classes are missing. */
    static List<Path> write(Path folder) throws IOException {
        Path namesake = folder.resolve("namesake.jar");
        PluginJar.write(
                namesake,
                FunctionPlugin.class,
                "other.Namesake",
                NAMESAKE.formatted("Namesake", "heap", "6.6", "return PluginAnswer.of(body);"));
        Path future = folder.resolve("of-a-later-java.jar");
        PluginJar.write(
                future, FunctionPlugin.class, "other.Later", NAMESAKE.formatted("Later", "later", "1", "return null;"));
        try (FileSystem jar = FileSystems.newFileSystem(future)) {
            byte[] type = Files.readAllBytes(jar.getPath("other/Later.class"));
            type[7] = (byte) 200; // the major version of the class file
            Files.write(jar.getPath("other/Later.class"), type);
        }
        Path unlinked = folder.resolve("of-another-release.jar");
        PluginJar.write(
                unlinked,
                FunctionPlugin.class,
                "other.Unlinked",
                NAMESAKE.formatted(
                        "Unlinked",
                        "unlinked",
                        "1",
                        // only this test has it, so that it is missing where the plugin runs
                        "return PluginAnswer.of(RawJson.of(org.assertj.core.util.Strings.quote(\"x\")));"));
        return List.of(namesake, future, unlinked);
    }
}
