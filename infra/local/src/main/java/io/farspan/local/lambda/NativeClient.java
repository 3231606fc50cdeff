package io.farspan.local.lambda;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The native part of AWS's runtime interface client. Left to itself, each client unpacks it to the same file in
 * {@code /tmp}, which is fine in a microVM of its own; clients that start together on one machine map each other's half
 * written file and die of SIGBUS. Here it is unpacked once and named to them.
 */
final class NativeClient {

    private static final String PROPERTY =
            "com.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient.JNI";

    private NativeClient() {}

    /** The JVM's option that names the library, unpacked from a jar in {@code runtime} into {@code work}. */
    static String unpack(Path runtime, Path work) throws IOException {
        String cpu = System.getProperty("os.arch").toLowerCase(Locale.ROOT).equals("aarch64") ? "aarch_64" : "x86_64";
        String libc = Files.exists(Path.of("/etc/alpine-release")) ? "linux_musl" : "linux";
        String name = "jni/libaws-lambda-jni." + libc + "-" + cpu + ".so";
        List<Path> jars;
        try (Stream<Path> files = Files.list(runtime)) {
            jars = files.filter(file -> file.toString().endsWith(".jar")).toList();
        }
        for (Path jar : jars) {
            try (ZipFile zip = new ZipFile(jar.toFile())) {
                ZipEntry entry = zip.getEntry(name);
                if (entry != null) {
                    Path library = Files.createTempDirectory(work, "native-").resolve("libaws-lambda-jni.so");
                    try (InputStream in = zip.getInputStream(entry)) {
                        Files.copy(in, library);
                    }
                    return "-D" + PROPERTY + "=" + library.toAbsolutePath();
                }
            }
        }
        throw new IOException("No jar in " + runtime + " has " + name
                + "; the runtime interface client of this version keeps its native library elsewhere");
    }
}
