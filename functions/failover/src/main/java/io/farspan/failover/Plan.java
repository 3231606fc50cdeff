package io.farspan.failover;

import java.util.List;
import java.util.Map;

import io.farspan.protocol.verdict.Verdict;

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
}
