package io.farspan.protocol.plugin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.farspan.testkit.plugin.PluginJar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PluginFolderTest {

    private static final ClassLoader PARENT = PluginFolderTest.class.getClassLoader();

    @TempDir
    Path folder;

    @Test
    void aJarThatIsDroppedInIsFoundByItsName() throws IOException {
        // given
        jar("hello.jar", "sample.Hello", "\"hello\"");

        // when
        try (PluginFolder plugins = PluginFolder.open(folder, PARENT)) {
            Plugins<Supplier> found = plugins.find(Supplier.class, PluginFolderTest::name);

            // then
            assertThat(found.faults()).isEmpty();
            assertThat(found.names()).containsExactly("hello");
            assertThat(found.usable().get(0).source()).isEqualTo("hello.jar");
            assertThat(found.find("hello"))
                    .get()
                    .satisfies(it -> assertThat(it.getClass().getClassLoader()).isSameAs(plugins.classLoader()));
            assertThat(found.find("goodbye")).isEmpty();
        }
    }

    @Test
    void aPluginThatThrowsCostsOnlyItself() throws IOException {
        // given: one that throws when it is asked for its name, one when it is made, one that works
        jar("a.jar", "sample.Nameless", "fail()");
        PluginJar.write(
                folder.resolve("b.jar"),
                Supplier.class,
                "sample.Stillborn",
                """
                package sample;
                public class Stillborn implements java.util.function.Supplier<Object> {
                    public Stillborn() { throw new IllegalStateException("no licence"); }
                    public Object get() { return "stillborn"; }
                }
                """);
        jar("c.jar", "sample.Hello", "\"hello\"");

        // when
        Plugins<Supplier> found = find();

        // then
        assertThat(found.names()).containsExactly("hello");
        assertThat(found.faults()).hasSize(2);
        assertThat(found.faults().get(0)).contains("a.jar").contains("failed as asked");
        assertThat(found.faults().get(1))
                .contains("b.jar")
                .contains("no licence")
                .contains("remove it");
    }

    @Test
    void aPluginOfAnotherVersionCostsOnlyItself() throws IOException {
        // given: a class file for a Java version that does not exist yet
        jar("future.jar", "sample.Future", "\"future\"");
        Path jar = folder.resolve("future.jar");
        try (var zip = java.nio.file.FileSystems.newFileSystem(jar)) {
            Path type = zip.getPath("sample/Future.class");
            byte[] bytes = Files.readAllBytes(type);
            bytes[7] = (byte) 200;
            Files.write(type, bytes);
        }
        jar("hello.jar", "sample.Hello", "\"hello\"");

        // when
        Plugins<Supplier> found = find();

        // then
        assertThat(found.names()).containsExactly("hello");
        assertThat(found.faults())
                .singleElement()
                .asString()
                .contains("future.jar")
                .contains("Java");
    }

    @Test
    void aPluginThatIsNotWhatItIsOfferedForCostsOnlyItself() throws IOException {
        // given
        PluginJar.write(
                folder.resolve("other.jar"), Supplier.class, "sample.Other", "package sample; public class Other {}");

        // when, then
        assertThat(find().faults()).singleElement().asString().contains("other.jar");
    }

    @Test
    void aNameThatExistsTwiceIsRefusedNamingBothJars() throws IOException {
        // given
        jar("one.jar", "sample.One", "\"hello\"");
        jar("two.jar", "sample.Two", "\"hello\"");

        // when
        Plugins<Supplier> found = find();

        // then
        assertThat(found.usable()).extracting(Plugin::source).containsExactly("one.jar");
        assertThat(found.faults())
                .singleElement()
                .asString()
                .contains("one.jar")
                .contains("two.jar");
    }

    @Test
    void twoVersionsOfTheSamePluginAreSaidToBeTwo() throws IOException {
        // given
        jar("hello-1.0.jar", "sample.Hello", "\"hello\"");
        jar("hello-1.1.jar", "sample.Hello", "\"hello\"");

        // when
        Plugins<Supplier> found = find();

        // then
        assertThat(found.usable()).extracting(Plugin::source).containsExactly("hello-1.0.jar");
        assertThat(found.faults())
                .singleElement()
                .asString()
                .contains("hello-1.0.jar")
                .contains("hello-1.1.jar");
    }

    @Test
    void aFileThatIsNotAJarCostsOnlyItself() throws IOException {
        // given
        Files.writeString(folder.resolve("broken.jar"), "not found");
        Files.writeString(folder.resolve("README.txt"), "what these are");
        jar("hello.jar", "sample.Hello", "\"hello\"");

        // when, then
        assertThat(find().names()).containsExactly("hello");
    }

    @Test
    void aFolderThatCannotBeReadIsAWrongSetting() {
        // given
        Map<String, String> settings =
                Map.of("farspan.plugins", folder.resolve("missing").toString());

        // when, then
        assertThatThrownBy(() -> PluginFolder.read(key -> Optional.ofNullable(settings.get(key)), PARENT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(folder.resolve("missing").toString())
                .hasMessageContaining("Create it");
    }

    @Test
    void withoutAFolderThereIsWhatTheClassPathHas() {
        try (PluginFolder plugins = PluginFolder.read(key -> Optional.empty(), PARENT)) {
            assertThat(plugins.find(java.nio.file.spi.FileSystemProvider.class, it -> it.getScheme())
                            .names())
                    .contains("jar");
        }
    }

    private Plugins<Supplier> find() {
        try (PluginFolder plugins = PluginFolder.open(folder, PARENT)) {
            return plugins.find(Supplier.class, PluginFolderTest::name);
        }
    }

    private static String name(Supplier<?> plugin) {
        return String.valueOf(plugin.get());
    }

    private void jar(String file, String className, String name) throws IOException {
        PluginJar.write(
                folder.resolve(file),
                Supplier.class,
                className,
                """
                package sample;
                public class %s implements java.util.function.Supplier<Object> {
                    public Object get() { return %s; }
                    static Object fail() { throw new IllegalStateException("failed as asked"); }
                }
                """
                        .formatted(className.substring("sample.".length()), name));
    }
}
