package io.farspan.agent.point.hit;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.farspan.agent.point.condition.ClassFields;
import io.farspan.agent.point.condition.Expression;
import io.farspan.agent.point.condition.Parser;
import io.farspan.agent.point.condition.Register;
import io.farspan.agent.point.spec.PointSpec;

/**
 * What happens at a hit, once and for nobody. Afterwards no class of ours or of the JDK is initialised for the first time by a
 * hit in a thread whose stack is nearly used up: what fails there stays unusable for the whole application.
 */
public final class Rehearsal {

    private static final String SPEC = "{\"kind\":\"snapshot\",\"class\":\"x.Y\",\"method\":\"z\",\"rate\":100}";
    private static final String CONDITION = "x.name.toLowerCase().contains('a') && 1 + x.sum * 2.5 > 3";

    private Rehearsal() {}

    /** Records a hit, and fails to evaluate a condition. */
    public static void run() {
        Hits hits = new Hits("0", PointSpec.parse(SPEC), Clock.systemUTC(), System::nanoTime, records -> {});
        Expression condition = Parser.condition(CONDITION, name -> Register.object(false));
        new Site(hits, condition, null).begin(0, 0, null, null);
        comeTwice(hits, condition); // whose class is not known yet
        ClassFields.find(Sample.class);
        comeTwice(hits, condition);
    }

    private static void comeTwice(Hits hits, Expression condition) {
        new Site(hits, condition, null).begin(0, 0, new Sample(), null);
        hit(new Site(hits, null, Rendering.snapshot(List.of("x"), 3, 1 << 10)));
    }

    private static void hit(Site site) {
        @Nullable Object[] room = site.begin(0, 0, null, null);
        if (room != null) {
            room[0] = new Sample();
        }
        site.end(room);
    }

    /** An object with values of the usual kinds. */
    @SuppressWarnings("unused") // read by their names
    private static final class Sample {
        private final String name = "an";
        private final double sum = 1.5;
        private final List<Object> list = new ArrayList<>(List.of(1, 2L, 'c', true, new int[1], Optional.empty()));
        private final Map<String, Object> map =
                new HashMap<>(Map.of("token", "x", "failure", new RuntimeException("x")));
    }
}
