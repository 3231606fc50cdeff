package io.farspan.agent.point.transform;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TryCatchBlockNode;

/** Puts instructions into a method without changing what its stack frames mean. */
final class MethodEdit {

    private static final int FIRST_WITH_FRAMES = 50;

    private final MethodNode method;
    private final int version;

    /**
     * @param version of the class file
     */
    MethodEdit(MethodNode method, int version) {
        this.method = method;
        this.version = version & 0xFFFF;
    }

    /** Puts code before an instruction, so that jumps to the instruction come to the code first; or before all of them. */
    void insert(InsnList code, Optional<AbstractInsnNode> before) {
        if (before.isEmpty()) {
            method.instructions.insert(code);
            return;
        }
        AbstractInsnNode instruction = before.get();
        if (instruction.getOpcode() == Opcodes.NEW) {
            LabelNode created = new LabelNode();
            renameCreated(instruction, created);
            code.add(created);
        }
        method.instructions.insertBefore(instruction, code);
    }

    /** Frames name an object that is not initialised by the place of its NEW, which is behind the code now. */
    private void renameCreated(AbstractInsnNode instruction, LabelNode created) {
        List<AbstractInsnNode> labels = new ArrayList<>();
        for (AbstractInsnNode at = instruction.getPrevious(); at != null && at.getOpcode() < 0; at = at.getPrevious()) {
            if (at instanceof LabelNode) {
                labels.add(at);
            }
        }
        for (AbstractInsnNode at : method.instructions) {
            if (at instanceof FrameNode) {
                rename(((FrameNode) at).local, labels, created);
                rename(((FrameNode) at).stack, labels, created);
            }
        }
    }

    private static void rename(List<Object> types, List<AbstractInsnNode> labels, LabelNode created) {
        if (types != null) {
            types.replaceAll(type -> labels.contains(type) ? created : type);
        }
    }

    /**
     * Surrounds a method: code at its beginning, which sets a new variable of type long, and code at each of its ends, an exception
     * too. A constructor's exception is only seen after the call of another constructor.
     */
    void surround(InsnList beginning, Supplier<InsnList> ending, int variable) {
        for (AbstractInsnNode at : method.instructions.toArray()) {
            if (at.getOpcode() >= Opcodes.IRETURN && at.getOpcode() <= Opcodes.RETURN) {
                method.instructions.insertBefore(at, ending.get());
            } else if (at instanceof FrameNode) {
                FrameNode frame = (FrameNode) at;
                frame.local = withLong(frame.local, variable);
            }
        }
        LabelNode from = new LabelNode();
        Optional<AbstractInsnNode> constructed =
                method.name.equals("<init>") ? Place.superCall(method) : Optional.empty();
        if (constructed.isPresent()) {
            method.instructions.insert(constructed.get(), from);
        } else {
            method.instructions.insert(from);
        }
        method.instructions.insert(beginning);
        handler(from, ending.get(), variable);
        method.maxLocals = variable + 2;
    }

    private void handler(LabelNode from, InsnList ending, int variable) {
        LabelNode to = new LabelNode();
        method.instructions.add(to);
        if (version >= FIRST_WITH_FRAMES) {
            Object[] locals = withLong(List.of(), variable).toArray();
            method.instructions.add(
                    new FrameNode(Opcodes.F_NEW, locals.length, locals, 1, new Object[] {"java/lang/Throwable"}));
        }
        method.instructions.add(ending);
        method.instructions.add(new InsnNode(Opcodes.ATHROW));
        method.tryCatchBlocks.add(new TryCatchBlockNode(from, to, to, null));
    }

    private static List<Object> withLong(List<Object> locals, int variable) {
        List<Object> all = new ArrayList<>(locals);
        int size = 0;
        for (Object type : all) {
            size += type == Opcodes.LONG || type == Opcodes.DOUBLE ? 2 : 1;
        }
        for (; size < variable; size++) {
            all.add(Opcodes.TOP);
        }
        all.add(Opcodes.LONG);
        return all;
    }
}
