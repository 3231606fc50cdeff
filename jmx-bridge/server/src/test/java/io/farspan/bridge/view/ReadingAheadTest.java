package io.farspan.bridge.view;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import javax.management.Attribute;
import javax.management.JMException;
import javax.management.ObjectName;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;
import org.junit.jupiter.api.Test;

import io.farspan.bridge.description.DescriptionStore;
import io.farspan.federation.DescriptionCache;
import io.farspan.federation.Federation;
import io.farspan.federation.LazyResponse;
import io.farspan.protocol.json.RawJson;

import static org.assertj.core.api.Assertions.assertThat;

/** What is read for a tool that goes through all MBeans: 30 small ones and one with a table. */
class ReadingAheadTest {

    private static final String TABLE = "table";
    private static final String[] BOTH = {"A", "B"};

    private final List<List<String>> asked = new ArrayList<>();
    private final List<String> kinds = new ArrayList<>();
    private final CompletableFuture<Void> tableMayAnswer = new CompletableFuture<>();
    private final View view = view(this::answer);

    @Test
    void aTableIsReadAfterTheOthersAndNobodyWaitsForItWhoDoesNotWantIt() throws IOException, JMException {
        // given
        view.queryMBeans(null, null);

        // when
        readThree();
        view.getAttributes(name("7"), BOTH);

        // then
        assertThat(lastAsked(1)).hasSize(28).doesNotContain(TABLE).contains("7");
        assertThat(lastAsked(0)).containsExactly(TABLE);

        // when
        tableMayAnswer.complete(null);

        // then
        assertThat(view.getAttributes(name(TABLE), BOTH)).hasSize(2);
        assertThat(lastAsked(0)).containsExactly(TABLE);
        assertThat(lastAsked(1)).hasSize(28);
    }

    @Test
    void aTableThatTurnsOutToBeShortIsReadWithTheOthersFromThenOn() throws IOException, JMException {
        // given
        tableMayAnswer.complete(null);
        view.queryMBeans(null, null);
        readThree();
        view.getAttributes(name(TABLE), BOTH);
        IntStream.range(3, 30).forEach(this::read);
        view.setAttribute(name("0"), new Attribute("A", 1)); // voids all values

        // when
        view.queryMBeans(null, null);

        // then
        assertThat(lastAsked(0)).hasSize(31).contains(TABLE);
    }

    @Test
    void namesAreAskedForAndThenDescriptionsAtTheSameTime() throws IOException {
        // when
        view.queryMBeans(null, null);

        // then
        assertThat(kinds).containsExactly("search", "list");
    }

    private void readThree() {
        IntStream.range(0, 3).forEach(this::read);
    }

    private void read(int number) {
        try {
            view.getAttributes(name(Integer.toString(number)), BOTH);
        } catch (JMException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The MBeans of a call that reads, counted from the last. */
    private List<String> lastAsked(int before) {
        return asked.get(asked.size() - 1 - before);
    }

    private Uni<Federation.Answered> answer(List<RawJson> requests) {
        List<String> read = new ArrayList<>();
        List<LazyResponse> responses = new ArrayList<>();
        for (RawJson request : requests) {
            JsonNode tree = request.tree();
            String type = tree.path("type").asText();
            String bean = tree.path("mbean").asText().replaceAll(".*=", "");
            if (type.equals("read")) {
                read.add(bean);
            } else {
                kinds.add(type);
            }
            responses.add(LazyResponse.of(RawJson.of("{\"status\":200,\"value\":"
                    + switch (type) {
                        case "search" ->
                            names().map(name -> "\"a:n=" + name + "\"").collect(Collectors.joining(",", "[", "]"));
                        case "list" ->
                            "{\"a\":{"
                                    + names().map(name -> "\"n=" + name + "\":" + description(name))
                                            .collect(Collectors.joining(","))
                                    + "}}";
                        default -> "{\"A\":1,\"B\":" + (bean.equals(TABLE) ? "[]" : "2") + "}";
                    }
                    + "}")));
        }
        if (!read.isEmpty()) {
            asked.add(read);
        }
        Uni<Federation.Answered> answered = Uni.createFrom().item(new Federation.Answered(Optional.empty(), responses));
        return read.contains(TABLE)
                ? Uni.createFrom().completionStage(tableMayAnswer).chain(() -> answered)
                : answered;
    }

    private static Stream<String> names() {
        return Stream.concat(IntStream.range(0, 30).mapToObj(Integer::toString), Stream.of(TABLE));
    }

    private static String description(String name) {
        return "{\"class\":\"x.Y\",\"desc\":\"\",\"attr\":{\"A\":{\"type\":\"int\",\"rw\":true,\"desc\":\"\"},\"B\":{\"type\":\""
                + (name.equals(TABLE) ? "java.util.List" : "int") + "\",\"desc\":\"\"}}}";
    }

    private static View view(Endpoint endpoint) {
        AgeLimits limits = new AgeLimits(Duration.ofMinutes(1), Duration.ofMinutes(1));
        return new View(
                ViewName.federated("shop"),
                endpoint,
                new ViewDescriptions(endpoint, new DescriptionStore(), new DescriptionCache(), limits, true),
                new LargeValues(),
                limits);
    }

    private static ObjectName name(String number) {
        return FirstReads.name("a:n=" + number);
    }
}
