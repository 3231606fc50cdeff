package io.farspan.protocol.problem;

import java.net.URI;
import java.util.Optional;

import io.farspan.protocol.verdict.Verdict;

/**
 * A failure as data.
 *
 * @param type identifies the kind of problem, from the code
 * @param title a sentence for this type of problem, from the code
 * @param status the HTTP status, from the code
 * @param detail what failed here, for whom, and what to do next
 * @param code the code as a word
 * @param retryable whether the same request may succeed later, from the code
 * @param stage how far the failing exchange came, where there was one
 * @param traceId the trace to look for in the logs, where the problem is a whole answer
 * @param verdict home's verdict on whose fault it is
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>
 */
public record Problem(
        URI type,
        String title,
        int status,
        String detail,
        ProblemCode code,
        boolean retryable,
        Optional<Stage> stage,
        Optional<String> traceId,
        Optional<Verdict> verdict) {

    public Problem {
        // From a release that does not know verdicts.
        verdict = verdict == null ? Optional.empty() : verdict;
    }

    /** The media type of a problem that is a whole answer. */
    public static final String MEDIA_TYPE = "application/problem+json";

    /** A problem outside any exchange. */
    public static Problem of(ProblemCode code, String detail) {
        return new Problem(
                code.type(),
                code.title(),
                code.status(),
                detail,
                code,
                code.retryable(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** The same problem with more detail. */
    public Problem with(String fuller) {
        return new Problem(type, title, status, fuller, code, retryable, stage, traceId, verdict);
    }

    /** The same problem with the stage its exchange failed at. */
    public Problem at(Stage failed) {
        return new Problem(type, title, status, detail, code, retryable, Optional.of(failed), traceId, verdict);
    }

    /** The same problem with the trace it happened in. */
    public Problem in(String trace) {
        return new Problem(type, title, status, detail, code, retryable, stage, Optional.of(trace), verdict);
    }

    /** The same problem with a verdict. */
    public Problem because(Verdict judgement) {
        return new Problem(type, title, status, detail, code, retryable, stage, traceId, Optional.of(judgement));
    }
}
