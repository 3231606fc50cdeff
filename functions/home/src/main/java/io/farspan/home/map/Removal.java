package io.farspan.home.map;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.Text;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;

/**
 * The wish to remove an instance.
 *
 * @param id the instance
 * @param who who asks
 * @param force why it is removed even if something of it is lost; empty when it must not be
 */
public record Removal(InstanceId id, String who, Optional<String> force) {

    private static final int LONGEST_REASON = 500;

    /** Lines of a problem's detail; the ledger has more. */
    private static final int MOST_IN_DETAIL = 10;

    private static final int MOST_IN_LEDGER = 80;

    public Removal {
        force.ifPresent(reason -> {
            if (reason.isBlank() || reason.length() > LONGEST_REASON) {
                throw new FarspanException(
                        ProblemCode.MALFORMED_REQUEST,
                        "'force' must be the reason for losing what " + id + " still has, in 1 to " + LONGEST_REASON
                                + " characters; the ledger records it.");
            }
        });
    }

    /** What the ledger is to say, or a refusal with {@code INSTANCE_NOT_EMPTY}. */
    Reason judge(DrainResult drained) {
        if (!drained.isEmptied() && force.isEmpty()) {
            throw new FarspanException(
                    ProblemCode.INSTANCE_NOT_EMPTY,
                    id + " was not removed, because home does not hold all that it has: "
                            + Text.escape(String.join("; ", few(drained.missing(), MOST_IN_DETAIL)))
                            + ". Stop its traffic and try again, which goes on where this ended. What its agent no longer"
                            + " offers will not come by trying: give it up by DELETE …?force=REASON.");
        }
        List<String> evidence = new ArrayList<>();
        few(drained.missing(), MOST_IN_LEDGER).forEach(line -> evidence.add("not fetched: " + line));
        few(drained.held(), MOST_IN_LEDGER).forEach(line -> evidence.add("held: " + line));
        String why = force.filter(reason -> !drained.isEmptied())
                .map(reason -> "forced by " + who + ": " + reason)
                .orElse("asked for by " + who);
        return new Reason("map", who, "removed " + id, why, evidence);
    }

    private static List<String> few(List<String> lines, int most) {
        if (lines.size() <= most) {
            return lines;
        }
        List<String> few = new ArrayList<>(lines.subList(0, most));
        few.add("and " + (lines.size() - most) + " more");
        return few;
    }
}
