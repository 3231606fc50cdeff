package io.farspan.agent.point.transform;

import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

import io.farspan.agent.point.hit.Site;

/** The bytes of the two classes of the {@link Bridge}, which no compiler could make: one is in {@code java.lang}. */
final class BridgeClasses {

    static final String BRIDGE = "java/lang/FarspanPoint";
    static final String POINTS = "POINTS";
    static final String ARRAY = "[L" + BRIDGE + ";";
    static final String ROOM = "(I)[Ljava/lang/Object;";
    static final String BEGIN = "(JJLjava/lang/Object;Ljava/lang/Object;)[Ljava/lang/Object;";
    static final String END = "([Ljava/lang/Object;)V";
    static final String ENTER = "(JJLjava/lang/Object;Ljava/lang/Object;)J";
    static final String EXIT = "(J)V";

    private static final String LEADING = "io/farspan/agent/point/transform/Leading";
    private static final String SITE = Type.getInternalName(Site.class);
    private static final String OBJECT = "java/lang/Object";

    private BridgeClasses() {}

    /** The descriptor of the method that puts a value into an array, if there is one. */
    static String put(Type type) {
        return "([Ljava/lang/Object;I" + (type.getSort() < Type.ARRAY ? type.getDescriptor() : "Ljava/lang/Object;")
                + ")V";
    }

    /** Does nothing; its array has one object that does nothing in all of its elements. */
    static byte[] bridge() {
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        writer.visit(
                Opcodes.V11,
                Opcodes.ACC_PUBLIC | Opcodes.ACC_SUPER | Opcodes.ACC_SYNTHETIC,
                BRIDGE,
                null,
                OBJECT,
                null);
        writer.visitField(Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC | Opcodes.ACC_FINAL, POINTS, ARRAY, null, null)
                .visitEnd();
        initializer(method(writer, Opcodes.ACC_STATIC, "<clinit>", "()V"));
        MethodVisitor constructor = method(writer, Opcodes.ACC_PUBLIC, "<init>", "()V");
        constructor.visitVarInsn(Opcodes.ALOAD, 0);
        constructor.visitMethodInsn(Opcodes.INVOKESPECIAL, OBJECT, "<init>", "()V", false);
        end(constructor, Opcodes.RETURN);
        MethodVisitor room = method(writer, Opcodes.ACC_PUBLIC, "room", ROOM);
        room.visitInsn(Opcodes.ACONST_NULL);
        end(room, Opcodes.ARETURN);
        MethodVisitor begin = method(writer, Opcodes.ACC_PUBLIC, "begin", BEGIN);
        begin.visitInsn(Opcodes.ACONST_NULL);
        end(begin, Opcodes.ARETURN);
        end(method(writer, Opcodes.ACC_PUBLIC, "end", END), Opcodes.RETURN);
        MethodVisitor enter = method(writer, Opcodes.ACC_PUBLIC, "enter", ENTER);
        enter.visitInsn(Opcodes.LCONST_0);
        end(enter, Opcodes.LRETURN);
        end(method(writer, Opcodes.ACC_PUBLIC, "exit", EXIT), Opcodes.RETURN);
        for (Type type : new Type[] {
            Type.INT_TYPE,
            Type.LONG_TYPE,
            Type.FLOAT_TYPE,
            Type.DOUBLE_TYPE,
            Type.BOOLEAN_TYPE,
            Type.CHAR_TYPE,
            Type.BYTE_TYPE,
            Type.SHORT_TYPE,
            Type.getObjectType(OBJECT)
        }) {
            putting(method(writer, Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC, "put", put(type)), type);
        }
        writer.visitEnd();
        return writer.toByteArray();
    }

    private static void initializer(MethodVisitor code) {
        code.visitIntInsn(Opcodes.SIPUSH, Bridge.SLOTS);
        code.visitTypeInsn(Opcodes.ANEWARRAY, BRIDGE);
        code.visitInsn(Opcodes.DUP);
        code.visitTypeInsn(Opcodes.NEW, BRIDGE);
        code.visitInsn(Opcodes.DUP);
        code.visitMethodInsn(Opcodes.INVOKESPECIAL, BRIDGE, "<init>", "()V", false);
        code.visitMethodInsn(
                Opcodes.INVOKESTATIC, "java/util/Arrays", "fill", "([Ljava/lang/Object;Ljava/lang/Object;)V", false);
        code.visitFieldInsn(Opcodes.PUTSTATIC, BRIDGE, POINTS, ARRAY);
        end(code, Opcodes.RETURN);
    }

    /** Puts a value into an array unless there is none. */
    private static void putting(MethodVisitor code, Type type) {
        Label none = new Label();
        code.visitVarInsn(Opcodes.ALOAD, 0);
        code.visitJumpInsn(Opcodes.IFNULL, none);
        code.visitVarInsn(Opcodes.ALOAD, 0);
        code.visitVarInsn(Opcodes.ILOAD, 1);
        code.visitVarInsn(type.getOpcode(Opcodes.ILOAD), 2);
        if (type.getSort() < Type.ARRAY) {
            Type box = box(type);
            code.visitMethodInsn(
                    Opcodes.INVOKESTATIC, box.getInternalName(), "valueOf", Type.getMethodDescriptor(box, type), false);
        }
        code.visitInsn(Opcodes.AASTORE);
        code.visitLabel(none);
        code.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
        end(code, Opcodes.RETURN);
    }

    /** The class whose objects hold values of a primitive type. */
    static Type box(Type type) {
        switch (type.getSort()) {
            case Type.BOOLEAN:
                return Type.getType(Boolean.class);
            case Type.CHAR:
                return Type.getType(Character.class);
            case Type.BYTE:
                return Type.getType(Byte.class);
            case Type.SHORT:
                return Type.getType(Short.class);
            case Type.INT:
                return Type.getType(Integer.class);
            case Type.LONG:
                return Type.getType(Long.class);
            case Type.FLOAT:
                return Type.getType(Float.class);
            default:
                return Type.getType(Double.class);
        }
    }

    /** Leads to a site. */
    static byte[] leading() {
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        writer.visit(
                Opcodes.V11, Opcodes.ACC_PUBLIC | Opcodes.ACC_FINAL | Opcodes.ACC_SUPER, LEADING, null, BRIDGE, null);
        String site = "L" + SITE + ";";
        writer.visitField(Opcodes.ACC_PRIVATE | Opcodes.ACC_FINAL, "site", site, null, null)
                .visitEnd();
        MethodVisitor constructor = method(writer, Opcodes.ACC_PUBLIC, "<init>", "(" + site + ")V");
        constructor.visitVarInsn(Opcodes.ALOAD, 0);
        constructor.visitMethodInsn(Opcodes.INVOKESPECIAL, BRIDGE, "<init>", "()V", false);
        constructor.visitVarInsn(Opcodes.ALOAD, 0);
        constructor.visitVarInsn(Opcodes.ALOAD, 1);
        constructor.visitFieldInsn(Opcodes.PUTFIELD, LEADING, "site", site);
        end(constructor, Opcodes.RETURN);
        passing(writer, "room", ROOM);
        passing(writer, "begin", BEGIN);
        passing(writer, "end", END);
        passing(writer, "enter", ENTER);
        passing(writer, "exit", EXIT);
        writer.visitEnd();
        return writer.toByteArray();
    }

    /** Calls the site's method of the same name with the same arguments. */
    private static void passing(ClassWriter writer, String name, String descriptor) {
        MethodVisitor code = method(writer, Opcodes.ACC_PUBLIC, name, descriptor);
        code.visitVarInsn(Opcodes.ALOAD, 0);
        code.visitFieldInsn(Opcodes.GETFIELD, LEADING, "site", "L" + SITE + ";");
        int slot = 1;
        for (Type type : Type.getArgumentTypes(descriptor)) {
            code.visitVarInsn(type.getOpcode(Opcodes.ILOAD), slot);
            slot += type.getSize();
        }
        code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, SITE, name, descriptor, false);
        end(code, Type.getReturnType(descriptor).getOpcode(Opcodes.IRETURN));
    }

    private static MethodVisitor method(ClassWriter writer, int access, String name, String descriptor) {
        MethodVisitor code = writer.visitMethod(access, name, descriptor, null, null);
        code.visitCode();
        return code;
    }

    private static void end(MethodVisitor code, int instruction) {
        code.visitInsn(instruction);
        code.visitMaxs(0, 0);
        code.visitEnd();
    }
}
