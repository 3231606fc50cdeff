package io.farspan.agent.point.transform;

import org.objectweb.asm.Type;

/** A local variable that has a value at a place in code. */
final class Variable {

    private final String name;
    private final Type type;
    private final int slot;

    Variable(String name, Type type, int slot) {
        this.name = name;
        this.type = type;
        this.slot = slot;
    }

    String name() {
        return name;
    }

    Type type() {
        return type;
    }

    int slot() {
        return slot;
    }

    /** Whether it is a number, a boolean or a character, which needs a box to be an object. */
    boolean isPrimitive() {
        return type.getSort() < Type.ARRAY;
    }
}
