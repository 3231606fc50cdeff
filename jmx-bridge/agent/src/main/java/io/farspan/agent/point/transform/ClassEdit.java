package io.farspan.agent.point.transform;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.ParameterNode;

import io.farspan.agent.point.condition.ClassFields;
import io.farspan.agent.point.condition.Expression;
import io.farspan.agent.point.condition.MalformedExpression;
import io.farspan.agent.point.hit.Rendering;
import io.farspan.agent.point.hit.Site;
import io.farspan.agent.point.spec.PointKind;
import io.farspan.agent.point.spec.PointSpec;
import io.farspan.agent.point.spec.Template;

/** Puts points into the bytes of a class. */
final class ClassEdit {

    private static final int MOST_VARIABLES = 64;

    /** A method whose code is longer than this is never compiled by the JVM. */
    private static final int LONGEST_COMPILED = 8_000;

    private final Class<?> type;
    private final ClassNode node = new ClassNode(Opcodes.ASM9);
    private final ClassReader reader;
    private final Installed installed;

    ClassEdit(Class<?> type, byte[] bytes, Installed installed) {
        this.type = type;
        this.installed = installed;
        this.reader = new ClassReader(bytes);
        reader.accept(node, ClassReader.EXPAND_FRAMES);
    }

    /**
     * The bytes with all points for which there is a place; the reasons of the others are noted.
     *
     * @param parameters names that the class has lost on its way here
     * @return null when it is as it is
     */
    byte @Nullable [] with(Collection<Point> points, Map<String, List<ParameterNode>> parameters) {
        List<Runnable> edits = new ArrayList<>();
        for (Point point : points) {
            try {
                edits.addAll(edits(point));
            } catch (Refused e) {
                installed.refuse(point.id(), e.reason());
            } catch (MalformedExpression e) {
                installed.refuse(point.id(), String.valueOf(e.getMessage()));
            }
        }
        if (edits.isEmpty() && parameters.isEmpty()) {
            return null;
        }
        edits.forEach(Runnable::run);
        ParameterNames.restore(node, parameters);
        Map<String, LabelNode> ends = ends(node);
        ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
        node.accept(writer);
        byte[] edited = writer.toByteArray();
        checkLengths(ends);
        return edited;
    }

    /** A label at the end of each method, which knows the code's length when the class has been written. */
    private static Map<String, LabelNode> ends(ClassNode node) {
        Map<String, LabelNode> ends = new HashMap<>();
        for (MethodNode method : node.methods) {
            if (method.instructions.size() > 0) {
                LabelNode end = new LabelNode();
                method.instructions.add(end);
                ends.put(method.name + method.desc, end);
            }
        }
        return ends;
    }

    private void checkLengths(Map<String, LabelNode> ends) {
        if (ends.values().stream().noneMatch(end -> length(end) > LONGEST_COMPILED)) {
            return;
        }
        ClassNode original = new ClassNode(Opcodes.ASM9);
        reader.accept(original, 0);
        Map<String, LabelNode> originals = ends(original);
        original.accept(new ClassWriter(0));
        originals.forEach((method, end) -> {
            if (length(end) <= LONGEST_COMPILED
                    && length(Objects.requireNonNull(ends.get(method))) > LONGEST_COMPILED) {
                throw new Refused("with the point the method " + method + " would be too long for the JVM's compiler: "
                        + length(end) + " bytes of at most " + LONGEST_COMPILED + " are there already");
            }
        });
    }

    private static int length(LabelNode end) {
        return end.getLabel().getOffset();
    }

    /** What is to be done for a point, found before anything is changed. */
    private List<Runnable> edits(Point point) {
        List<Runnable> edits = new ArrayList<>();
        Optional<MalformedExpression> malformed = Optional.empty();
        for (Place place : new Places(node).of(point.spec())) {
            try {
                edits.add(edit(point, place));
            } catch (MalformedExpression e) { // the same line may be in a lambda too, which has other variables
                malformed = Optional.of(e);
            }
        }
        if (edits.isEmpty() && malformed.isPresent()) {
            throw malformed.get();
        }
        return edits;
    }

    private Runnable edit(Point point, Place place) {
        PointSpec spec = point.spec();
        MethodEdit method = new MethodEdit(place.method(), node.version);
        Registers registers = Registers.of(place, type, spec.conditionNames());
        Optional<Expression> condition = spec.condition(registers);
        if (spec.kind() == PointKind.TIMING) {
            int slot = installed.add(point.id(), new Site(point.hits(), condition.orElse(null), null));
            return () -> {
                int time = place.method().maxLocals;
                method.surround(Injection.enter(slot, registers, time), () -> Injection.exit(slot, time), time);
            };
        }
        Optional<List<Variable>> recorded = recorded(spec, place);
        Optional<Rendering> rendering = recorded.map(variables -> rendering(spec, place, variables));
        int slot = installed.add(point.id(), new Site(point.hits(), condition.orElse(null), rendering.orElse(null)));
        return () -> method.insert(Injection.hit(slot, registers, recorded), place.instruction());
    }

    private static Optional<List<Variable>> recorded(PointSpec spec, Place place) {
        if (spec.kind() == PointKind.SNAPSHOT) {
            return Optional.of(place.variables().stream().limit(MOST_VARIABLES).collect(Collectors.toList()));
        }
        return spec.message().map(message -> Registers.wanted(place, message.names()));
    }

    private Rendering rendering(PointSpec spec, Place place, List<Variable> variables) {
        List<String> names = variables.stream().map(Variable::name).collect(Collectors.toList());
        ClassFields.find(type); // most often that of "this", which the first hit shows then
        Optional<Template> message = spec.message();
        return message.isPresent()
                ? Rendering.message(
                        names,
                        message.get().texts(),
                        message.get().bind(Registers.further(place, type, variables)),
                        spec.bytes())
                : Rendering.snapshot(names, spec.depth(), spec.bytes());
    }
}
