package io.farspan.local.azure;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The function app's own classes: its jar and its {@code lib} folder. As with the Java worker, only Azure's function
 * API comes from the host.
 */
final class AppClassLoader extends URLClassLoader {

    private static final String API = "com.microsoft.azure.functions.";

    private AppClassLoader(List<URL> classpath) {
        super(classpath.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    static AppClassLoader of(Path jar) throws IOException {
        List<URL> classpath = new ArrayList<>();
        classpath.add(jar.toUri().toURL());
        try (Stream<Path> libraries = Files.list(jar.resolveSibling("lib"))) {
            for (Path library : libraries.sorted().toList()) {
                classpath.add(library.toUri().toURL());
            }
        }
        return new AppClassLoader(classpath);
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        return name.startsWith(API) ? AppClassLoader.class.getClassLoader().loadClass(name) : super.findClass(name);
    }
}
