package io.farspan.agent.spool;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;

/**
 * A mapped file that can be given back before the garbage collector would, which a deleted file's blocks wait for.
 *
 * <p>An {@code Arena} does it from Java 22 on, where {@code Unsafe} begins to write warnings, and {@code Unsafe} before;
 * both are found by name.
 */
final class Mapping {

    private final MappedByteBuffer buffer;
    private final Release release;

    private Mapping(MappedByteBuffer buffer, Release release) {
        this.buffer = buffer;
        this.release = release;
    }

    static Mapping of(FileChannel file, FileChannel.MapMode mode, long size) throws IOException {
        try {
            return Runtime.version().feature() >= 22 ? inArena(file, mode, size) : plain(file, mode, size);
        } catch (ReflectiveOperationException e) {
            if (e.getCause() instanceof IOException) {
                throw (IOException) e.getCause();
            }
            return new Mapping(file.map(mode, 0, size), () -> {});
        }
    }

    private static Mapping inArena(FileChannel file, FileChannel.MapMode mode, long size)
            throws ReflectiveOperationException {
        Class<?> type = Class.forName("java.lang.foreign.Arena");
        Object arena = type.getMethod("ofShared").invoke(null);
        Object segment = FileChannel.class
                .getMethod("map", FileChannel.MapMode.class, long.class, long.class, type)
                .invoke(file, mode, 0L, size, arena);
        Object mapped = Class.forName("java.lang.foreign.MemorySegment")
                .getMethod("asByteBuffer")
                .invoke(segment);
        return new Mapping(
                (MappedByteBuffer) mapped, () -> type.getMethod("close").invoke(arena));
    }

    private static Mapping plain(FileChannel file, FileChannel.MapMode mode, long size) throws IOException {
        MappedByteBuffer mapped = file.map(mode, 0, size);
        return new Mapping(mapped, () -> {
            Class<?> unsafe = Class.forName("sun.misc.Unsafe");
            Field instance = unsafe.getDeclaredField("theUnsafe");
            instance.setAccessible(true);
            unsafe.getMethod("invokeCleaner", ByteBuffer.class).invoke(instance.get(null), mapped);
        });
    }

    MappedByteBuffer buffer() {
        return buffer;
    }

    /** Nobody uses the buffer any more. */
    void close() {
        try {
            release.release();
        } catch (ReflectiveOperationException | RuntimeException e) {
            // The collector does it later; until then a deleted segment keeps its blocks.
        }
    }

    private interface Release {
        void release() throws ReflectiveOperationException;
    }
}
