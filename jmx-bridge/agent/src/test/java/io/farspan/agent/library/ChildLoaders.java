package io.farspan.agent.library;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * An application that runs others, each in a class loader of its own with a library of its own, as a web container does:
 * {@code FOLDER CLASS FOLDER CLASS …}. It says whether each loader could be unloaded.
 */
public final class ChildLoaders {

    private ChildLoaders() {}

    public static void main(String[] arguments) throws Exception {
        List<WeakReference<ClassLoader>> ended = new ArrayList<>();
        for (int i = 0; i < arguments.length; i += 2) {
            ended.add(run(Path.of(arguments[i]), arguments[i + 1]));
        }
        System.out.println("all logged");
        for (WeakReference<ClassLoader> loader : ended) {
            for (int attempt = 0; attempt < 100 && loader.get() != null; attempt++) {
                System.gc();
            }
            System.out.println("unloaded " + (loader.get() == null));
        }
    }

    private static WeakReference<ClassLoader> run(Path folder, String main) throws Exception {
        URLClassLoader loader = new URLClassLoader(path(folder), ClassLoader.getPlatformClassLoader());
        Thread thread = new Thread(() -> {
            try {
                Class.forName(main, true, loader)
                        .getMethod("main", String[].class)
                        .invoke(null, (Object) new String[] {"end"});
            } catch (ReflectiveOperationException e) {
                e.printStackTrace();
            }
        });
        thread.setContextClassLoader(loader);
        thread.start();
        thread.join();
        return new WeakReference<>(loader);
    }

    private static URL[] path(Path folder) throws IOException {
        List<URL> urls = new ArrayList<>();
        urls.add(ChildLoaders.class.getProtectionDomain().getCodeSource().getLocation());
        try (Stream<Path> jars = Files.list(folder)) {
            for (Path jar : jars.toList()) {
                urls.add(url(jar));
            }
        }
        return urls.toArray(URL[]::new);
    }

    private static URL url(Path jar) throws MalformedURLException {
        return jar.toUri().toURL();
    }
}
