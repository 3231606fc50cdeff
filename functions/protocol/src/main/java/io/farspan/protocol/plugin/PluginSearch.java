package io.farspan.protocol.plugin;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Function;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Collects what offers a service, and why something else does not. */
final class PluginSearch<S> {

    private static final int MOST_BROKEN = 100;

    private final Class<S> service;
    private final Function<S, String> name;
    private final Map<String, Plugin<S>> found = new LinkedHashMap<>();
    private final Map<String, String> classes = new LinkedHashMap<>();
    private final List<String> faults = new ArrayList<>();

    PluginSearch(Class<S> service, Function<S, String> name) {
        this.service = service;
        this.name = name;
    }

    Plugins<S> found() {
        return new Plugins<>(new ArrayList<>(found.values()), faults);
    }

    /** What the service loader finds; it goes on after one that it cannot make. */
    void classPath(ClassLoader loader) {
        Iterator<ServiceLoader.Provider<S>> providers =
                ServiceLoader.load(service, loader).stream().iterator();
        int broken = 0;
        while (broken < MOST_BROKEN) {
            try {
                if (!providers.hasNext()) {
                    return;
                }
                ServiceLoader.Provider<S> provider = providers.next();
                String source = source(provider.type());
                classes.put(provider.type().getName(), source);
                offer(provider.get(), source);
            } catch (ServiceConfigurationError | LinkageError | RuntimeException e) {
                broken++;
                faults.add(broken("The class path", e));
            }
        }
    }

    /** What a jar lists in {@code META-INF/services}; read here and not by a service loader, which would not say where. */
    void jar(Path jar, ClassLoader loader) {
        String source = String.valueOf(jar.getFileName());
        try {
            for (String line : listed(jar)) {
                if (classes.containsKey(line)) {
                    faults.add(source + " offers " + line + ", which " + classes.get(line)
                            + " offers already; the one in " + source + " is left out. Remove one of the two.");
                    continue;
                }
                classes.put(line, source);
                try {
                    offer(
                            service.cast(Class.forName(line, true, loader)
                                    .getConstructor()
                                    .newInstance()),
                            source);
                } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
                    faults.add(broken(source, e));
                }
            }
        } catch (IOException e) {
            faults.add(broken(source, e));
        }
    }

    private List<String> listed(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            ZipEntry entry = file.getEntry("META-INF/services/" + service.getName());
            return entry == null
                    ? List.of()
                    : new String(file.getInputStream(entry).readAllBytes(), UTF_8)
                            .lines()
                            .map(line -> line.replaceFirst("#.*", "").strip())
                            .filter(line -> !line.isEmpty())
                            .distinct()
                            .toList();
        }
    }

    private void offer(S offer, String source) {
        String own = name.apply(offer);
        if (own == null || own.isBlank()) {
            throw new IllegalArgumentException(offer.getClass().getName() + " has no name");
        }
        Plugin<S> other = found.putIfAbsent(own, new Plugin<>(own, offer, source));
        if (other != null) {
            faults.add("The name '" + own + "' is taken twice, by " + other.source() + " and by " + source + "; the "
                    + service.getSimpleName() + " in " + source + " is left out. Remove one of the two or rename it.");
        }
    }

    private String broken(String source, Throwable cause) {
        Throwable root = cause.getCause() == null ? cause : cause.getCause();
        return source + " offers a " + service.getSimpleName() + " that cannot be used: " + root
                + ". It is left out; build it for this version of Farspan and Java "
                + Runtime.version().feature() + ", or remove it.";
    }

    private static String source(Class<?> type) {
        CodeSource code = type.getProtectionDomain().getCodeSource();
        URL location = code == null ? null : code.getLocation();
        return location == null
                ? "the class path"
                : location.getPath().replaceFirst("/+$", "").replaceFirst(".*/", "");
    }
}
