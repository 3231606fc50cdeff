package io.farspan.agent.library;

import java.io.IOException;
import java.io.InputStream;

import org.jspecify.annotations.Nullable;

/**
 * Defines our classes that know a library below the loader of the application's copy, where both are visible to them. The
 * application sees neither this loader nor them.
 */
@SuppressWarnings("BanClassLoader")
final class AppenderLoader extends ClassLoader {

    static {
        registerAsParallelCapable();
    }

    private final String ours;

    /**
     * @param library the loader that defined the library
     * @param ours the package of our classes
     */
    AppenderLoader(@Nullable ClassLoader library, String ours) {
        super("farspan-appender", library);
        this.ours = ours + ".";
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(ours)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? findClass(name) : loaded;
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        String path = name.replace('.', '/') + ".class";
        try (InputStream bytes = AppenderLoader.class.getClassLoader().getResourceAsStream(path)) {
            if (bytes == null) {
                throw new ClassNotFoundException(name);
            }
            byte[] all = bytes.readAllBytes();
            return defineClass(name, all, 0, all.length);
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }
}
