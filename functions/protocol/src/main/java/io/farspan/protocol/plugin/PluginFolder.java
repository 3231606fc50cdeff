package io.farspan.protocol.plugin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.zip.ZipFile;

/**
 * The class loader over the jars of a folder. The jars see one another, so that a plugin's libraries may lie beside it, and
 * what Farspan itself has comes before what they bring. A file that is not a jar costs only itself.
 */
public final class PluginFolder implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(PluginFolder.class.getName());

    private final ClassLoader parent;
    private final List<Path> jars;
    private final URLClassLoader loader;

    private PluginFolder(List<Path> jars, ClassLoader parent) {
        this.parent = parent;
        this.jars = List.copyOf(jars);
        this.loader = new URLClassLoader(
                "farspan-plugins", jars.stream().map(PluginFolder::url).toArray(URL[]::new), parent);
    }

    /** No folder: only what {@code parent} has. */
    public static PluginFolder none(ClassLoader parent) {
        return new PluginFolder(List.of(), parent);
    }

    /** The folder that the setting {@code farspan.plugins} names, if it names one. */
    public static PluginFolder read(Function<String, Optional<String>> settings, ClassLoader parent) {
        return settings.apply("farspan.plugins")
                .filter(folder -> !folder.isBlank())
                .map(folder -> open(Path.of(folder), parent))
                .orElseGet(() -> none(parent));
    }

    /**
     * The jars of {@code folder}, by name.
     *
     * @throws IllegalArgumentException when the folder cannot be read
     */
    public static PluginFolder open(Path folder, ClassLoader parent) {
        List<Path> jars = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.jar")) {
            files.forEach(jars::add);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "The folder of plugins " + folder + " cannot be read (" + e
                            + "). Create it, make it readable, or remove the setting.",
                    e);
        }
        return new PluginFolder(
                jars.stream().sorted().filter(PluginFolder::isJar).toList(), parent);
    }

    private static boolean isJar(Path file) {
        try (ZipFile jar = new ZipFile(file.toFile())) {
            return jar.size() > 0;
        } catch (IOException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0} is not a jar ({1}) and is left out. Copy it again, or remove it.",
                    file,
                    e.getMessage());
            return false;
        }
    }

    /**
     * What the class path and the jars offer of a service, each called by its name. What cannot be made is left out and
     * logged; so is what has the name of another that came before it, the class path's first, then the jars' by file
     * name.
     */
    public <S> Plugins<S> find(Class<S> service, Function<S, String> name) {
        PluginSearch<S> search = new PluginSearch<>(service, name);
        search.classPath(parent);
        jars.forEach(jar -> search.jar(jar, loader));
        Plugins<S> found = search.found();
        found.faults().forEach(fault -> LOG.log(System.Logger.Level.WARNING, fault));
        return found;
    }

    /** Makes the jars' classes; its parent is Farspan's own loader. */
    public ClassLoader classLoader() {
        return loader;
    }

    /** Closes the jars: what came from them must not be used afterwards. */
    @Override
    public void close() {
        try {
            loader.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(jar + " cannot be named by a URL", e);
        }
    }
}
