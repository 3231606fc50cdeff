package io.farspan.failover;

import java.util.List;
import java.util.Map;

import io.farspan.protocol.verdict.Verdict;

/**
 * What a move would do, or has done.
 *
 * @param application the application
 * @param dryRun whether nothing was changed
 * @param committed whether the map was changed
 * @param verified whether the change was read back where it is looked for, or the new home has taken over
 * @param epoch the map's epoch afterwards
 * @param diff the records, as they were and as they would be or are
 * @param refusals the safety rules that it violates, and why
 * @param evidence what is the matter
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

    /** A record's content. */
    public record RecordChange(String record, String before, String after) {}
}
