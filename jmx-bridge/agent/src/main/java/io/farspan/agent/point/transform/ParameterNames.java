package io.farspan.agent.point.transform;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.ParameterNode;

/**
 * The names of parameters that a class compiled with {@code -parameters} has, and frameworks read. Some releases of the JVM
 * forget them when a class is retransformed, whoever does that and why (JDK-8240908); there they are put in again.
 */
final class ParameterNames {

    private static final String PROBE = "io/farspan/agent/point/transform/NamedParameter";

    private final boolean forgotten;

    private ParameterNames(boolean forgotten) {
        this.forgotten = forgotten;
    }

    /** Finds out whether this JVM forgets them, with a class of our own. */
    static ParameterNames of(Instrumentation instrumentation) {
        AtomicBoolean kept = new AtomicBoolean();
        Class<?> probe = probe();
        ClassFileTransformer looking = new ClassFileTransformer() {
            @Override
            public byte @Nullable [] transform(
                    @Nullable ClassLoader loader,
                    @Nullable String name,
                    @Nullable Class<?> redefined,
                    @Nullable ProtectionDomain domain,
                    byte[] bytes) {
                if (redefined == probe) {
                    kept.set(read(bytes).methods.stream().anyMatch(method -> method.parameters != null));
                }
                return null;
            }
        };
        instrumentation.addTransformer(looking, true);
        try {
            instrumentation.retransformClasses(probe);
        } catch (Exception | LinkageError e) {
            throw new Refused("this JVM does not retransform classes: " + e);
        } finally {
            instrumentation.removeTransformer(looking);
        }
        return new ParameterNames(!kept.get());
    }

    private static Class<?> probe() {
        try {
            return Class.forName(PROBE.replace('/', '.'));
        } catch (ClassNotFoundException absent) {
            ClassWriter writer = new ClassWriter(0);
            writer.visit(Opcodes.V11, Opcodes.ACC_SUPER, PROBE, null, "java/lang/Object", null);
            MethodVisitor method =
                    writer.visitMethod(Opcodes.ACC_STATIC | Opcodes.ACC_NATIVE, "probe", "(I)V", null, null);
            method.visitParameter("named", 0);
            method.visitEnd();
            writer.visitEnd();
            try {
                return MethodHandles.lookup().defineClass(writer.toByteArray());
            } catch (IllegalAccessException e) {
                throw new IllegalStateException("a class of our own package", e);
            }
        }
    }

    private static ClassNode read(byte[] bytes) {
        ClassNode node = new ClassNode(Opcodes.ASM9);
        new ClassReader(bytes).accept(node, ClassReader.SKIP_CODE);
        return node;
    }

    /** What this JVM would forget of a class; to be asked before it is retransformed. */
    Map<String, List<ParameterNode>> of(Class<?> type) {
        Map<String, List<ParameterNode>> names = new HashMap<>();
        if (forgotten) {
            try {
                for (Method method : type.getDeclaredMethods()) {
                    add(method.getName() + Type.getMethodDescriptor(method), method, names);
                }
                for (Constructor<?> constructor : type.getDeclaredConstructors()) {
                    add("<init>" + Type.getConstructorDescriptor(constructor), constructor, names);
                }
            } catch (LinkageError e) {
                throw new Refused(
                        "this JVM forgets the names of parameters when it changes a class, and which there are cannot"
                                + " be found out because a type is missing: " + e);
            }
        }
        return names;
    }

    private static void add(String method, Executable executable, Map<String, List<ParameterNode>> names) {
        List<ParameterNode> nodes = new ArrayList<>();
        for (Parameter parameter : executable.getParameters()) {
            if (!parameter.isNamePresent()) {
                return;
            }
            nodes.add(new ParameterNode(parameter.getName(), parameter.getModifiers()));
        }
        if (!nodes.isEmpty()) {
            names.put(method, nodes);
        }
    }

    /** Puts names into a class that lacks them. */
    static void restore(ClassNode node, Map<String, List<ParameterNode>> names) {
        for (MethodNode method : node.methods) {
            List<ParameterNode> known = names.get(method.name + method.desc);
            if (method.parameters == null && known != null) {
                method.parameters = known;
            }
        }
    }
}
