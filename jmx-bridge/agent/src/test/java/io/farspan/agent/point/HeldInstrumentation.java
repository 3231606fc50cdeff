package io.farspan.agent.point;

import java.io.OutputStream;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

import com.sun.tools.attach.VirtualMachine;
import org.jspecify.annotations.Nullable;

/** The instrumentation of the JVM that runs the tests: an agent with no more than this class, attached by another process. */
public final class HeldInstrumentation {

    private static volatile @Nullable Instrumentation held;

    private HeldInstrumentation() {}

    /** Called by the JVM when the agent is attached to it. */
    public static void agentmain(String options, Instrumentation instrumentation) {
        held = instrumentation;
    }

    /** Attaches an agent to a process: {@code PID JAR}. */
    public static void main(String[] arguments) throws Exception {
        VirtualMachine machine = VirtualMachine.attach(arguments[0]);
        machine.loadAgent(arguments[1]);
        machine.detach();
    }

    /** The instrumentation of this JVM. */
    public static synchronized Instrumentation get() throws Exception {
        if (held == null) {
            Path jar = Files.createTempFile("instrumentation", ".jar");
            write(jar);
            Path classes = Path.of(HeldInstrumentation.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            classes.toString(),
                            HeldInstrumentation.class.getName(),
                            Long.toString(ProcessHandle.current().pid()),
                            jar.toString())
                    .inheritIO()
                    .start()
                    .waitFor();
            Files.delete(jar);
        }
        Instrumentation instrumentation = held;
        if (instrumentation == null) {
            throw new IllegalStateException("no agent could be attached to this JVM");
        }
        return instrumentation;
    }

    private static void write(Path jar) throws Exception {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.putValue("Agent-Class", HeldInstrumentation.class.getName());
        attributes.putValue("Can-Retransform-Classes", "true");
        attributes.putValue("Can-Redefine-Classes", "true");
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file, manifest)) {
            out.finish();
        }
    }
}
