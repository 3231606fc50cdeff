package io.farspan.failover;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.farspan.protocol.verdict.Verdict;
import io.farspan.provider.map.MapHead;

/**
 * The result of a move, or of its dry run.
 *
 * @param application the application
 * @param dryRun whether nothing was changed
 * @param committed whether the map was changed
 * @param verified whether the change was read back from the map's server and the resolvers, or the new home has taken
 * over
 * @param epoch the map's epoch afterwards
 * @param diff the records before and after the move
 * @param refusals the safety rules that the move violates, and why
 * @param evidence the verdicts that held
 */
public record Plan(
        String application,
        boolean dryRun,
        boolean committed,
        boolean verified,
        long epoch,
        List<RecordChange> diff,
        List<Map<String, String>> refusals,
        List<Verdict> evidence) {

    /** A record's content before and after the move. */
    public record RecordChange(String record, String before, String after) {}

    /** The plan, or what became of it. */
    static Plan of(
            Failover.Request request,
            SafetyRules.Situation situation,
            List<SafetyRules.Violation> refusals,
            MapHead head,
            boolean committed,
            boolean verified) {
        Move move = situation.move();
        List<RecordChange> diff = new ArrayList<>();
        if (!move.changesNothing()) {
            long before = committed ? head.epoch() - 1 : head.epoch();
            diff.add(new RecordChange("_home." + request.application(), "epoch=" + before, "epoch=" + (before + 1)));
            diff.add(new RecordChange(
                    "_app._tcp." + request.application(),
                    move.before().toString(),
                    move.after().toString()));
            diff.add(new RecordChange(
                    "_weights." + request.application(),
                    move.before().toString(),
                    move.after().toString()));
        }
        return new Plan(
                request.application(),
                request.dryRun(),
                committed,
                verified,
                head.epoch(),
                diff,
                refusals.stream()
                        .map(refusal -> Map.of("rule", refusal.rule(), "detail", refusal.detail()))
                        .toList(),
                situation.verdicts());
    }
}
