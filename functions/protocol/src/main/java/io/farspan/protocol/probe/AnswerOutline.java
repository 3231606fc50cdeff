package io.farspan.protocol.probe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;

import io.farspan.protocol.json.Json;

/**
 * What an answer to a probe says apart from the numbers that are new each time: the function's clock, the counters of
 * instances, and when routers probed. Answers of a location that is well have the same outline, which is sent once.
 *
 * <p>An outline keeps all that is out of the ordinary. Left out are the times of what was reached quickly, and the
 * timestamps of agents' responses. Both ends draw outlines and compare tags, so that two releases that draw them in
 * different ways send whole answers instead of misreading each other.
 */
public final class AnswerOutline {

    /** The most memory of an outline; above it, an answer is sent whole each time. */
    static final int LARGEST = 256 << 10;

    /** How many levels the JSON of an answer with an outline may have. */
    static final int DEEPEST = 64;

    /** An answer of more bytes is not even looked at: numbers take more room in memory than in JSON. */
    private static final int LONGEST_ANSWER = 4 * LARGEST;

    private static final int TAG_BYTES = 9;
    private static final JsonNode BLANK = IntNode.valueOf(0);

    private final byte[] form;
    private final List<JsonNode> numbers;

    private AnswerOutline(byte[] form, List<JsonNode> numbers) {
        this.form = form;
        this.numbers = numbers;
    }

    /**
     * The outline of an answer, whose tag does not belong to it. None of one that is too large or too deep, as what an
     * application's MBeans say may be.
     */
    public static Optional<AnswerOutline> ifSmall(ProbeAnswer answer) {
        byte[] whole = Json.write(answer.with(Optional.empty()));
        if (whole.length > LONGEST_ANSWER) {
            return Optional.empty();
        }
        JsonNode tree = tree(whole);
        return AnswerTree.hasMoreLevels(tree, DEEPEST)
                ? Optional.empty()
                : Optional.of(of(tree)).filter(outline -> outline.bytes() <= LARGEST);
    }

    private static AnswerOutline of(JsonNode tree) {
        List<JsonNode> numbers = new ArrayList<>();
        JsonNode form = AnswerTree.map(tree, number -> {
            numbers.add(number);
            return BLANK;
        });
        return new AnswerOutline(Json.write(form), List.copyOf(numbers));
    }

    /** The tag of the answers to {@code call} that have this outline. */
    public String tag(ProbeCall call) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(Json.write(call.question()));
            digest.update(form);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest.digest(), TAG_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /** The numbers of the answer from which the outline was drawn, in its order. */
    public List<JsonNode> numbers() {
        return numbers;
    }

    /** The answer from which the outline was drawn, as far as the outline has it. */
    public ProbeAnswer answer() {
        return with(numbers);
    }

    /**
     * The answer with this outline and other numbers.
     *
     * @throws IllegalArgumentException when these are not as many numbers as the outline has
     */
    public ProbeAnswer with(List<JsonNode> others) {
        if (others.size() != numbers.size() || !others.stream().allMatch(JsonNode::isNumber)) {
            throw new IllegalArgumentException("The outline has " + numbers.size() + " numbers, not these");
        }
        Iterator<JsonNode> next = others.iterator();
        byte[] whole = Json.write(AnswerTree.map(tree(form), blank -> next.next()));
        try {
            return Json.wire().readValue(whole, ProbeAnswer.class);
        } catch (IOException e) {
            throw new IllegalArgumentException("The numbers do not belong to the outline: " + Json.explain(e), e);
        }
    }

    /** Its size in memory, about. */
    public int bytes() {
        return form.length + 64 * numbers.size();
    }

    private static JsonNode tree(byte[] json) {
        try {
            return Json.wire().readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException("What was written as JSON cannot be read", e);
        }
    }
}
