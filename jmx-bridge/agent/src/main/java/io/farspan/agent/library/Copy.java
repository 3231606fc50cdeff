package io.farspan.agent.library;

import java.lang.instrument.Instrumentation;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Creates the object that puts the appender into one copy of a library, in a class loader below the copy's own. */
final class Copy {

    private static final String CONTEXTS = ".Contexts";

    private Copy() {}

    /**
     * The object of our classes that know the library.
     *
     * @param context a class of the copy
     * @param removed told when the appender may be missing
     * @return puts the appender in where it is missing, and says whether it is in
     */
    static BooleanSupplier of(
            Library library,
            Class<?> context,
            Instrumentation instrumentation,
            Consumer<Object[]> target,
            Runnable removed)
            throws ReflectiveOperationException {
        AppenderLoader loader = new AppenderLoader(context.getClassLoader(), library.ours());
        open(Class.forName(library.entry(), false, loader), loader, instrumentation);
        return (BooleanSupplier) Class.forName(library.ours() + CONTEXTS, true, loader)
                .getConstructor(Consumer.class, Runnable.class)
                .newInstance(target, removed);
    }

    /** Where the library is a named module, its state is for its own eyes unless it is opened. */
    private static void open(Class<?> entry, AppenderLoader loader, Instrumentation instrumentation) {
        Module module = entry.getModule();
        if (module.isNamed() && instrumentation.isModifiableModule(module)) {
            instrumentation.redefineModule(
                    module,
                    Set.of(),
                    Map.of(),
                    Map.of(entry.getPackageName(), Set.of(loader.getUnnamedModule())),
                    Set.of(),
                    Map.of());
        }
    }
}
