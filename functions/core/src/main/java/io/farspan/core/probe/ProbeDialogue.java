package io.farspan.core.probe;

import java.util.Optional;

import io.smallrye.mutiny.Uni;

import io.farspan.protocol.json.Json;
import io.farspan.protocol.probe.AnswerOutline;
import io.farspan.protocol.probe.BriefAnswer;
import io.farspan.protocol.probe.ProbeAnswer;
import io.farspan.protocol.probe.ProbeCall;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.token.CallClaims;

/**
 * Answers probes as JSON, in full or, when the caller asks again and only numbers have changed, with these alone. Each is
 * made again: what is short is the answer, never the look. Safe for use by many threads.
 */
public final class ProbeDialogue {

    private final ProbeHandler probes;
    private final Questions questions = new Questions();

    /** Answers with what {@code probes} sees. */
    public ProbeDialogue(ProbeHandler probes) {
        this.probes = probes;
    }

    /** The answer to a call. */
    public Uni<byte[]> answer(ProbeCall call, CallClaims claims) {
        if (!claims.application().equals(call.application())) {
            throw new FarspanException(
                    ProblemCode.TOKEN_INVALID,
                    "The call token is for application '" + claims.application() + "', the probe for '"
                            + call.application() + "'.");
        }
        ProbeCall question =
                call.tag().map(tag -> earlier(call.application(), tag)).orElse(call);
        return probes.answer(question, claims)
                .map(answer -> question.brief() && answer.problem().isEmpty()
                        ? written(question, call.tag(), answer)
                        : Json.write(answer));
    }

    private ProbeCall earlier(String application, String tag) {
        return questions
                .find(application, tag)
                .orElseThrow(() -> new FarspanException(
                        ProblemCode.MALFORMED_REQUEST,
                        "This function does not remember the probe of that tag; send the whole probe."));
    }

    private byte[] written(ProbeCall question, Optional<String> known, ProbeAnswer answer) {
        return AnswerOutline.ifSmall(answer)
                .map(outline -> written(question, known, answer, outline))
                .orElseGet(() -> Json.write(answer));
    }

    private byte[] written(ProbeCall question, Optional<String> known, ProbeAnswer answer, AnswerOutline outline) {
        String tag = outline.tag(question);
        if (known.equals(Optional.of(tag))) {
            return Json.write(new BriefAnswer(answer.location(), Optional.of(outline.numbers())));
        }
        return Json.write(questions.remember(question, tag) ? outline.answer().with(Optional.of(tag)) : answer);
    }
}
