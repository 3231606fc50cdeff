package io.farspan.agent.point;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/** The bytes that a class has now, after all other agents, as the JVM shows them to one that comes last. */
final class ClassBytes {

    private ClassBytes() {}

    static byte[] of(Class<?> type) throws Exception {
        Instrumentation instrumentation = HeldInstrumentation.get();
        AtomicReference<byte[]> seen = new AtomicReference<>();
        ClassFileTransformer looking = new ClassFileTransformer() {
            @Override
            public byte @Nullable [] transform(
                    ClassLoader loader, String name, Class<?> redefined, ProtectionDomain domain, byte[] bytes) {
                if (redefined == type) {
                    seen.set(bytes);
                }
                return null;
            }
        };
        instrumentation.addTransformer(looking, true);
        try {
            instrumentation.retransformClasses(type);
        } finally {
            instrumentation.removeTransformer(looking);
        }
        return seen.get();
    }
}
