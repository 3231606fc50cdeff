package io.farspan.agent.point.transform;

import java.util.List;
import java.util.Optional;

import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.IntInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.VarInsnNode;

/** The instructions that lead to a site. None of them is a branch, so that a method's stack frames stay as they are. */
final class Injection {

    private Injection() {}

    /**
     * Comes to the site with what the condition needs, and then with what is recorded.
     *
     * @param recorded nothing when no variables are recorded, not even none of them
     */
    static InsnList hit(int slot, Registers condition, Optional<List<Variable>> recorded) {
        InsnList code = point(slot);
        if (recorded.isPresent()) {
            code.add(new InsnNode(Opcodes.DUP));
        }
        arguments(code, slot, condition);
        call(code, "begin", BridgeClasses.BEGIN);
        if (recorded.isEmpty()) {
            code.add(new InsnNode(Opcodes.POP));
            return code;
        }
        put(code, recorded.get());
        call(code, "end", BridgeClasses.END);
        return code;
    }

    /** Enters a method, and keeps the time in a variable. */
    static InsnList enter(int slot, Registers condition, int time) {
        InsnList code = point(slot);
        arguments(code, slot, condition);
        call(code, "enter", BridgeClasses.ENTER);
        code.add(new VarInsnNode(Opcodes.LSTORE, time));
        return code;
    }

    /** Leaves a method. */
    static InsnList exit(int slot, int time) {
        InsnList code = point(slot);
        code.add(new VarInsnNode(Opcodes.LLOAD, time));
        call(code, "exit", BridgeClasses.EXIT);
        return code;
    }

    private static InsnList point(int slot) {
        InsnList code = new InsnList();
        code.add(new FieldInsnNode(Opcodes.GETSTATIC, BridgeClasses.BRIDGE, BridgeClasses.POINTS, BridgeClasses.ARRAY));
        code.add(number(slot));
        code.add(new InsnNode(Opcodes.AALOAD));
        return code;
    }

    private static void arguments(InsnList code, int slot, Registers registers) {
        for (int i = 0; i < 2; i++) {
            if (i < registers.numbers().size()) {
                loadNumber(code, registers.numbers().get(i));
            } else {
                code.add(new InsnNode(Opcodes.LCONST_0));
            }
        }
        boolean array = !registers.further().isEmpty();
        for (int i = 0; i < (array ? 1 : 2); i++) {
            code.add(
                    i < registers.objects().size()
                            ? load(registers.objects().get(i))
                            : new InsnNode(Opcodes.ACONST_NULL));
        }
        if (array) {
            code.add(point(slot));
            code.add(number(registers.further().size()));
            call(code, "room", BridgeClasses.ROOM); // none while the site is closed
            put(code, registers.further());
        }
    }

    /** A boolean and whole numbers as a long, others as the bits of a double. */
    private static void loadNumber(InsnList code, Variable variable) {
        code.add(load(variable));
        switch (variable.type().getSort()) {
            case Type.LONG:
                return;
            case Type.FLOAT:
                code.add(new InsnNode(Opcodes.F2D));
                break;
            case Type.DOUBLE:
                break;
            default:
                code.add(new InsnNode(Opcodes.I2L));
                return;
        }
        code.add(new MethodInsnNode(Opcodes.INVOKESTATIC, "java/lang/Double", "doubleToRawLongBits", "(D)J", false));
    }

    /** Puts variables into the array that is on the stack, and leaves it there; nothing where there is none. */
    private static void put(InsnList code, List<Variable> variables) {
        int index = 0;
        for (Variable variable : variables) {
            code.add(new InsnNode(Opcodes.DUP));
            code.add(number(index++));
            code.add(load(variable));
            code.add(new MethodInsnNode(
                    Opcodes.INVOKESTATIC, BridgeClasses.BRIDGE, "put", BridgeClasses.put(variable.type()), false));
        }
    }

    private static VarInsnNode load(Variable variable) {
        return new VarInsnNode(variable.type().getOpcode(Opcodes.ILOAD), variable.slot());
    }

    private static IntInsnNode number(int value) {
        return new IntInsnNode(Opcodes.SIPUSH, value);
    }

    private static void call(InsnList code, String name, String descriptor) {
        code.add(new MethodInsnNode(Opcodes.INVOKEVIRTUAL, BridgeClasses.BRIDGE, name, descriptor, false));
    }
}
