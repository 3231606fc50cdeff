package io.farspan.local.azure;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The function app's own classes: its jar and its {@code lib} folder. As with the Java worker, only Azure's function
 * API comes from the host, and all functions of an app share one class loader.
 *
 * @see <a href="https://github.com/Azure/azure-functions-java-worker">the worker's EnhancedClassLoaderProvider</a>
 */
final class AppClassLoader extends URLClassLoader {

    private static final String API = "com.microsoft.azure.functions.";

    private static final Map<Path, AppClassLoader> LOADERS = new HashMap<>();

    private AppClassLoader(List<URL> classpath) {
        super(classpath.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    /** The class loader of the app with this jar. */
    static synchronized AppClassLoader of(Path jar) throws IOException {
        AppClassLoader known = LOADERS.get(jar);
        if (known == null) {
            known = open(jar);
            LOADERS.put(jar, known);
        }
        return known;
    }

    private static AppClassLoader open(Path jar) throws IOException {
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
