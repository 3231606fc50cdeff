package io.farspan.agent.library;

import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;

/** Sees which classes are loaded, and never changes one. For a class of no library it costs one look into a small map. */
final class LoadingWatch implements ClassFileTransformer {

    private final Map<String, Library> contexts = new HashMap<>();
    private final Map<String, Library> beforeEvents = new HashMap<>();
    private final BiConsumer<Library, @Nullable ClassLoader> found;
    private final BiConsumer<Library, @Nullable ClassLoader> soon;

    /**
     * @param libraries those that are looked for
     * @param found told of a loader that is loading a library
     * @param soon called in the thread of the application that loads what comes right before a first event
     */
    LoadingWatch(
            Set<Library> libraries,
            BiConsumer<Library, @Nullable ClassLoader> found,
            BiConsumer<Library, @Nullable ClassLoader> soon) {
        this.found = found;
        this.soon = soon;
        for (Library library : libraries) {
            contexts.put(library.context().replace('.', '/'), library);
            for (String name : library.beforeEvents()) {
                beforeEvents.put(name, library);
            }
        }
    }

    @Override
    public byte @Nullable [] transform(
            @Nullable ClassLoader loader,
            @Nullable String name,
            @Nullable Class<?> redefined,
            @Nullable ProtectionDomain domain,
            byte[] bytes) {
        if (name != null && redefined == null) {
            Library library = contexts.get(name);
            if (library != null) {
                found.accept(library, loader);
                return null;
            }
            Library logging = beforeEvents.get(name);
            if (logging != null) {
                soon.accept(logging, loader);
            }
        }
        return null;
    }
}
