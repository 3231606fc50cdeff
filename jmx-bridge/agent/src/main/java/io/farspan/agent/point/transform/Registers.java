package io.farspan.agent.point.transform;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import org.objectweb.asm.Type;

import io.farspan.agent.point.condition.Expression;
import io.farspan.agent.point.condition.FieldReading;
import io.farspan.agent.point.condition.MalformedExpression;
import io.farspan.agent.point.condition.Register;
import io.farspan.agent.point.condition.Scope;

/**
 * Which variables of a place an expression gets, and in which registers: the first two numbers and the first two objects as they
 * are. When there are more, the second object is an array of all further ones, numbers in boxes. A name that is no variable
 * is a field of {@code this}, or a static one.
 */
final class Registers implements Scope {

    private static final String THIS = "this";

    private final Place place;
    private final Class<?> owner;
    private final List<Variable> numbers = new ArrayList<>();
    private final List<Variable> objects = new ArrayList<>();
    private final List<Variable> further = new ArrayList<>();

    private Registers(Place place, Class<?> owner) {
        this.place = place;
        this.owner = owner;
    }

    /** The registers for an expression with these variables. */
    static Registers of(Place place, Class<?> owner, List<String> names) {
        Registers registers = new Registers(place, owner);
        List<Variable> wanted = wanted(place, names);
        int primitives = 0;
        for (Variable variable : wanted) {
            primitives += variable.isPrimitive() ? 1 : 0;
        }
        boolean fits = primitives <= 2 && wanted.size() - primitives <= 2;
        for (Variable variable : wanted) {
            if (variable.isPrimitive() && registers.numbers.size() < 2) {
                registers.numbers.add(variable);
            } else if (!variable.isPrimitive() && registers.objects.size() < (fits ? 2 : 1)) {
                registers.objects.add(variable);
            } else {
                registers.further.add(variable);
            }
        }
        return registers;
    }

    /** All of them in an array, as what is recorded needs them. */
    static Registers further(Place place, Class<?> owner, List<Variable> variables) {
        Registers registers = new Registers(place, owner);
        registers.further.addAll(variables);
        return registers;
    }

    /** The variables behind names, {@code this} among them if a name is no variable. */
    static List<Variable> wanted(Place place, List<String> names) {
        return names.stream()
                .map(name -> place.variable(name).isPresent() ? name : THIS)
                .distinct()
                .flatMap(name -> place.variable(name).stream())
                .collect(Collectors.toList());
    }

    List<Variable> numbers() {
        return numbers;
    }

    List<Variable> objects() {
        return objects;
    }

    List<Variable> further() {
        return further;
    }

    @Override
    public Expression variable(String name) {
        Optional<Expression> local = place.variable(name).map(this::register);
        return local.or(() -> FieldReading.of(owner, name, place.variable(THIS).map(this::register)))
                .orElseThrow(() -> new MalformedExpression("there is no '" + name + "' here; there are "
                        + place.variables().stream().map(Variable::name).collect(Collectors.joining(", "))
                        + " and the fields of " + owner.getName()
                        + (place.hasNoNames() ? " (the class was compiled without the names of its variables)" : "")));
    }

    private Expression register(Variable variable) {
        int index = further.indexOf(variable);
        if (index >= 0) {
            return Register.further(index);
        }
        if (!variable.isPrimitive()) {
            return Register.object(objects.indexOf(variable) == 1);
        }
        boolean second = numbers.indexOf(variable) == 1;
        switch (variable.type().getSort()) {
            case Type.BOOLEAN:
                return Register.truth(second);
            case Type.CHAR:
                return Register.character(second);
            case Type.FLOAT:
            case Type.DOUBLE:
                return Register.fraction(second);
            default:
                return Register.whole(second);
        }
    }
}
