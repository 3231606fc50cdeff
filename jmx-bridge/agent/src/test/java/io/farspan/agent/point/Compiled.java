package io.farspan.agent.point;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Classes that a test compiles from a text, and loads into as many loaders as it wants. */
public final class Compiled {

    private final String source;
    private final Map<String, byte[]> classes;

    private Compiled(String source, Map<String, byte[]> classes) {
        this.source = source;
        this.classes = classes;
    }

    /** Compiles one file of the package {@code shop} with debug information. */
    public static Compiled of(String name, String source) {
        return of(name, source, "-g");
    }

    public static Compiled of(String name, String source, String... options) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        Map<String, ByteArrayOutputStream> outputs = new HashMap<>();
        JavaFileManager files =
                new ForwardingJavaFileManager<JavaFileManager>(compiler.getStandardFileManager(null, null, null)) {
                    @Override
                    public JavaFileObject getJavaFileForOutput(
                            Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
                        return new SimpleJavaFileObject(URI.create("memory:///" + className.replace('.', '/')), kind) {
                            @Override
                            public OutputStream openOutputStream() {
                                return outputs.computeIfAbsent(className, absent -> new ByteArrayOutputStream());
                            }
                        };
                    }
                };
        JavaFileObject file =
                new SimpleJavaFileObject(URI.create("memory:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreErrors) {
                        return source;
                    }
                };
        if (!compiler.getTask(null, files, null, List.of(options), null, List.of(file))
                .call()) {
            throw new IllegalArgumentException("the class of the test does not compile");
        }
        Map<String, byte[]> classes = new HashMap<>();
        outputs.forEach((className, bytes) -> classes.put(className, bytes.toByteArray()));
        return new Compiled(source, classes);
    }

    /** The line that a comment marks: {@code // HERE}. */
    public int line(String mark) {
        List<String> lines = source.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).endsWith("// " + mark)) {
                return i + 1;
            }
        }
        throw new IllegalArgumentException("no line is marked " + mark);
    }

    /** The same with other bytes of a class. */
    public Compiled with(String className, byte[] bytes) {
        Map<String, byte[]> others = new HashMap<>(classes);
        others.put(className, bytes);
        return new Compiled(source, others);
    }

    public byte[] bytes(String className) {
        return classes.get(className);
    }

    /** A loader of its own, which sees nothing but the JDK. */
    public ClassLoader loader() {
        return loader(name -> {});
    }

    /**
     * A loader of its own.
     *
     * @param loading told the names of classes before they are looked for, in the thread that does
     */
    @SuppressWarnings("BanClassLoader")
    public ClassLoader loader(Consumer<String> loading) {
        return new ClassLoader("shop", ClassLoader.getPlatformClassLoader()) {
            @Override
            protected Class<?> loadClass(String className, boolean resolve) throws ClassNotFoundException {
                loading.accept(className);
                return super.loadClass(className, resolve);
            }

            @Override
            protected Class<?> findClass(String className) throws ClassNotFoundException {
                byte[] bytes = classes.get(className);
                if (bytes == null) {
                    throw new ClassNotFoundException(className);
                }
                return defineClass(className, bytes, 0, bytes.length);
            }
        };
    }

    /** A class in a loader of its own. */
    public Class<?> load(String className) throws ClassNotFoundException {
        return Class.forName(className, true, loader());
    }
}
