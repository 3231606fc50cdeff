package io.farspan.testkit.plugin;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Compiles one class and packs it into a jar that offers it as a service. */
public final class PluginJar {

    private PluginJar() {}

    /**
     * Writes the jar.
     *
     * @param jar where to
     * @param service the interface that the class is offered for
     * @param className its name
     * @param source its source, compiled against the test's class path
     */
    public static void write(Path jar, Class<?> service, String className, String source) throws IOException {
        Path classes = Files.createTempDirectory(jar.toAbsolutePath().getParent(), "classes");
        compile(classes, className, source);
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                entry(out, classes.relativize(file).toString(), Files.readAllBytes(file));
            }
            entry(out, "META-INF/services/" + service.getName(), (className + "\n").getBytes(UTF_8));
        }
    }

    private static void compile(Path classes, String className, String source) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> errors = new DiagnosticCollector<>();
        JavaFileObject file =
                new SimpleJavaFileObject(
                        URI.create("string:///" + className.replace('.', '/') + ".java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                    }
                };
        List<String> options =
                List.of("-d", classes.toString(), "-proc:none", "-classpath", System.getProperty("java.class.path"));
        if (!compiler.getTask(null, null, errors, options, null, List.of(file)).call()) {
            throw new IllegalArgumentException(className + " does not compile: "
                    + errors.getDiagnostics().stream()
                            .map((Diagnostic<? extends JavaFileObject> it) -> it.getMessage(null))
                            .toList());
        }
    }

    private static void entry(JarOutputStream out, String name, byte[] content) throws IOException {
        out.putNextEntry(new ZipEntry(name));
        out.write(content);
    }
}
