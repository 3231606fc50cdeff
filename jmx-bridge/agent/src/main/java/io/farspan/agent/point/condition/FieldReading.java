package io.farspan.agent.point.condition;

import java.lang.ref.WeakReference;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/** Fields by name, of classes whose {@link ClassFields} are known. */
public final class FieldReading {

    /** As that is called which stands beside a name. */
    private static final Set<String> VALUES = Set.of("value", "values", "val", "text", "content");

    private FieldReading() {}

    /** The field of the object that an expression gives, of any class; {@code length} of an array. */
    static Expression of(Expression target, String name) {
        return new OfObject(target, name);
    }

    /**
     * A field that a name alone means in the code of a class: its own or an inherited one, also a static one.
     *
     * @param instance the expression for {@code this}; empty where there is none
     */
    public static Optional<Expression> of(Class<?> owner, String name, Optional<Expression> instance) {
        return ClassFields.find(owner)
                .named(name)
                .flatMap(field -> Modifier.isStatic(field.getModifiers())
                        ? Optional.of(new OfClass(owner, name))
                        : instance.map(target -> new OfObject(target, name)));
    }

    private static @Nullable Object read(Field field, @Nullable Object target) {
        try {
            return field.get(target);
        } catch (IllegalAccessException e) {
            throw new EvaluationFailure("the field " + field.getName() + " cannot be read: " + e.getMessage());
        }
    }

    /** A static field, whose class is not kept from being unloaded. */
    private static final class OfClass extends Expression {
        private final WeakReference<Class<?>> owner;
        private final String name;

        OfClass(Class<?> owner, String name) {
            super(Type.OBJECT);
            this.owner = new WeakReference<>(owner);
            this.name = name;
        }

        @Override
        public @Nullable Object value(long p, long q, @Nullable Object x, @Nullable Object y) {
            return Optional.ofNullable(owner.get())
                    .flatMap(ClassFields::known)
                    .flatMap(fields -> fields.named(name))
                    .map(field -> read(field, null))
                    .orElse(null);
        }
    }

    /** A field of whatever object comes. */
    private static final class OfObject extends Expression {
        private final Expression target;
        private final String name;

        OfObject(Expression target, String name) {
            super(Type.OBJECT);
            this.target = target;
            this.name = name;
        }

        @Override
        public @Nullable Object value(long p, long q, @Nullable Object x, @Nullable Object y) {
            Object object = target.value(p, q, x, y);
            if (object == null) {
                throw new EvaluationFailure("'" + name + "' cannot be read of null");
            }
            if (Secrets.isSecret(object)) {
                throw new EvaluationFailure("'" + name + "' is part of a secret");
            }
            if (object.getClass().isArray() && name.equals("length")) {
                return Array.getLength(object);
            }
            Optional<ClassFields> fields = ClassFields.known(object.getClass());
            if (fields.isEmpty()) {
                throw EvaluationFailure.passing("the fields of " + Operand.described(object) + " are not known yet");
            }
            if (VALUES.contains(name) && fields.get().isSecretPair(object)) {
                throw new EvaluationFailure("'" + name + "' is part of a secret");
            }
            Optional<Field> field = fields.get().named(name);
            if (field.isPresent()) {
                return read(field.get(), object);
            }
            throw new EvaluationFailure(Operand.described(object) + " has no field '" + name + "' that can be read");
        }
    }
}
