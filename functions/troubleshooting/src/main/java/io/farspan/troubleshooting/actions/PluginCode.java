package io.farspan.troubleshooting.actions;

import java.util.Objects;
import java.util.function.Supplier;

import io.farspan.protocol.call.Names;
import io.farspan.protocol.call.Text;
import io.farspan.protocol.problem.FarspanException;

/**
 * Calls of an action's code, which a third party may have written. Whatever it throws is a {@link Defect} of that action: an
 * {@link Error} would end the thread and the router, and then each next home.
 */
final class PluginCode {

    private PluginCode() {}

    /** What an action's code threw, as its cause. */
    static final class Defect extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private Defect(Throwable cause) {
            super(Text.escape(Names.shorten(words(cause))), cause);
        }

        private static String words(Throwable cause) {
            return cause instanceof FarspanException said ? said.problem().detail() : cause.toString();
        }
    }

    /** What it answers, which is not null. Fails with a {@link Defect}. */
    static <T> T call(Supplier<T> code) {
        try {
            return Objects.requireNonNull(code.get(), "it answered null");
        } catch (Throwable e) { // also a checked exception, which other languages throw undeclared
            if (e instanceof VirtualMachineError ours && !(e instanceof StackOverflowError)) {
                throw ours; // the router's own trouble, as when its heap is full
            }
            throw new Defect(e);
        }
    }

    /** Runs it. Fails with a {@link Defect}. */
    static void run(Runnable code) {
        call(() -> {
            code.run();
            return true;
        });
    }
}
