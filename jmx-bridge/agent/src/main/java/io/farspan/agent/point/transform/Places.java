package io.farspan.agent.point.transform;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.LineNumberNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.VarInsnNode;

import io.farspan.agent.point.spec.PointSpec;

/** Finds the places of a point in a class. */
final class Places {

    private static final int NAMED = 10;

    private final ClassNode owner;

    Places(ClassNode owner) {
        this.owner = owner;
    }

    /**
     * All places of a point.
     *
     * @throws Refused when there is none, with what there is
     */
    List<Place> of(PointSpec spec) {
        return spec.line() > 0 ? ofLine(spec) : ofMethod(spec);
    }

    private List<Place> ofMethod(PointSpec spec) {
        List<Place> places = new ArrayList<>();
        boolean found = false;
        for (MethodNode method : owner.methods) {
            if (spec.isAtMethod(method.name, method.desc) && (method.access & Opcodes.ACC_BRIDGE) == 0) {
                found = true;
                if (method.instructions.size() > 0) {
                    places.add(Place.entry(method, owner.name));
                }
            }
        }
        if (places.isEmpty()) {
            throw new Refused(
                    found
                            ? "the method is abstract or native and has no code: name the class that implements it"
                            : "the class has no such method; it has " + methods());
        }
        return places;
    }

    private String methods() {
        return owner.methods.stream()
                .map(method -> method.name)
                .filter(name -> !name.contains("$"))
                .distinct()
                .sorted()
                .limit(NAMED)
                .collect(Collectors.joining(", "));
    }

    private List<Place> ofLine(PointSpec spec) {
        List<Place> places = new ArrayList<>();
        NavigableSet<Integer> lines = new TreeSet<>();
        for (MethodNode method : owner.methods) {
            int previous = 0;
            boolean first = true;
            for (AbstractInsnNode at = method.instructions.getFirst(); at != null; at = at.getNext()) {
                if (at instanceof LineNumberNode) {
                    int line = ((LineNumberNode) at).line;
                    lines.add(line);
                    if (line == spec.line() && line != previous && (first || !isReturn(at))) {
                        first = false;
                        instruction(at).ifPresent(next -> places.add(Place.before(next, method, owner.name)));
                    }
                    previous = line;
                }
            }
        }
        if (places.isEmpty()) {
            throw new Refused(
                    lines.isEmpty()
                            ? "the class was compiled without line numbers: give 'method' instead of 'line'"
                            : "there is no code at this line; the nearest lines with code are "
                                    + nearest(lines, spec.line()));
        }
        return places;
    }

    /** Whether it only returns what was computed before a {@code finally}, so that the line was there already. */
    private static boolean isReturn(AbstractInsnNode line) {
        Optional<AbstractInsnNode> next = instruction(line)
                .flatMap(load -> load instanceof VarInsnNode ? instruction(load.getNext()) : Optional.of(load));
        return next.isPresent()
                && next.get().getOpcode() >= Opcodes.IRETURN
                && next.get().getOpcode() <= Opcodes.RETURN;
    }

    private static Optional<AbstractInsnNode> instruction(@Nullable AbstractInsnNode from) {
        AbstractInsnNode at = from;
        while (at != null && at.getOpcode() < 0) {
            at = at.getNext();
        }
        return Optional.ofNullable(at);
    }

    private static String nearest(NavigableSet<Integer> lines, int line) {
        Integer before = lines.lower(line);
        Integer after = lines.higher(line);
        return before == null ? String.valueOf(after) : after == null ? before.toString() : before + " and " + after;
    }
}
