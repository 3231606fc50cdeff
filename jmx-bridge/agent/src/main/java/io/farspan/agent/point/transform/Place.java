package io.farspan.agent.point.transform;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.LocalVariableNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/** A place in a method where a point can be, and the variables that have values there. */
final class Place {

    private final MethodNode method;
    private final Optional<AbstractInsnNode> before;
    private final Map<String, Variable> variables;

    private Place(MethodNode method, Optional<AbstractInsnNode> before, Map<String, Variable> variables) {
        this.method = method;
        this.before = before;
        this.variables = variables;
    }

    /** Before a method's first instruction, where its parameters are. Without debug information they are {@code p0}, {@code p1} … */
    static Place entry(MethodNode method, String owner) {
        Map<String, Variable> variables = new LinkedHashMap<>();
        int slot = 0;
        if ((method.access & Opcodes.ACC_STATIC) == 0) {
            if (!method.name.equals("<init>")) {
                variables.put("this", new Variable("this", Type.getObjectType(owner), 0));
            }
            slot = 1;
        }
        Type[] types = Type.getArgumentTypes(method.desc);
        for (int i = 0; i < types.length; i++) {
            String name = parameter(method, slot).orElse("p" + i);
            variables.put(name, new Variable(name, types[i], slot));
            slot += types[i].getSize();
        }
        return new Place(method, Optional.empty(), variables);
    }

    private static Optional<String> parameter(MethodNode method, int slot) {
        return locals(method).stream()
                .filter(local -> local.index == slot && isFromTheBeginning(method, local))
                .map(local -> local.name)
                .findFirst();
    }

    private static boolean isFromTheBeginning(MethodNode method, LocalVariableNode local) {
        for (AbstractInsnNode at = method.instructions.getFirst(); at != null; at = at.getNext()) {
            if (at == local.start) {
                return true;
            }
            if (at.getOpcode() >= 0) {
                return false;
            }
        }
        return false;
    }

    /** Before an instruction, with the variables that the debug information says are there. */
    static Place before(AbstractInsnNode instruction, MethodNode method, String owner) {
        Map<String, Variable> variables = new LinkedHashMap<>();
        int index = method.instructions.indexOf(instruction);
        boolean hasThis = (method.access & Opcodes.ACC_STATIC) == 0 && !isBeforeSuper(method, index);
        if (hasThis) {
            variables.put("this", new Variable("this", Type.getObjectType(owner), 0));
        }
        List<LocalVariableNode> locals = new ArrayList<>(locals(method)); // in the order in which their blocks end
        locals.sort(Comparator.comparingInt(local -> local.index));
        for (LocalVariableNode local : locals) {
            boolean visible = method.instructions.indexOf(local.start) <= index
                    && index < method.instructions.indexOf(local.end)
                    && !local.name.equals("this");
            if (visible) {
                variables.put(local.name, new Variable(local.name, Type.getType(local.desc), local.index));
            }
        }
        return new Place(method, Optional.of(instruction), variables);
    }

    private static List<LocalVariableNode> locals(MethodNode method) {
        return method.localVariables == null ? List.of() : method.localVariables;
    }

    /** Whether an instruction of a constructor comes before the call of another one on the same object. */
    private static boolean isBeforeSuper(MethodNode method, int index) {
        return method.name.equals("<init>")
                && index <= superCall(method).map(method.instructions::indexOf).orElse(index);
    }

    /** Where a constructor calls another one on the same object. */
    static Optional<AbstractInsnNode> superCall(MethodNode method) {
        int created = 0;
        for (AbstractInsnNode at = method.instructions.getFirst(); at != null; at = at.getNext()) {
            if (at.getOpcode() == Opcodes.NEW) {
                created++;
            } else if (at.getOpcode() == Opcodes.INVOKESPECIAL && ((MethodInsnNode) at).name.equals("<init>")) {
                if (created == 0) {
                    return Optional.of(at);
                }
                created--;
            }
        }
        return Optional.empty();
    }

    MethodNode method() {
        return method;
    }

    /** The instruction that it is before; empty when it is before all of them. */
    Optional<AbstractInsnNode> instruction() {
        return before;
    }

    /** Whether the class was compiled without the names of its variables. */
    boolean hasNoNames() {
        return locals(method).isEmpty();
    }

    Optional<Variable> variable(String name) {
        return Optional.ofNullable(variables.get(name));
    }

    Collection<Variable> variables() {
        return new ArrayList<>(variables.values());
    }
}
