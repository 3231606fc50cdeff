package io.farspan.bridge.view;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import org.junit.jupiter.api.Test;

import io.farspan.federation.Federation;
import io.farspan.federation.LazyResponse;
import io.farspan.protocol.json.RawJson;

import static org.assertj.core.api.Assertions.assertThat;

class ThreadInfosTest {

    private final List<String> asked = new ArrayList<>();
    /** The highest id of a thread that has started. */
    private long alive = 10;

    private final ThreadInfos infos = infos(Duration.ofMinutes(1));

    @Test
    void theFirstThreadAskedForBringsAll() {
        infos.noteIds(ids(1, 2, 3), System.nanoTime());
        assertThat(asked).isEmpty();
        assertThat(infos.info(2)).contains(info(2));
        assertThat(infos.info(3)).contains(info(3));
        assertThat(asked).hasSize(1);
    }

    @Test
    void aThreadWhoseIdWasNotReadIsAskedForByItself() {
        infos.noteIds(ids(1), System.nanoTime());
        assertThat(infos.info(7)).isEmpty();
        assertThat(asked).isEmpty();
    }

    @Test
    void aToolThatIsExpectedToAskIsAnsweredFromWhatCameWithTheIds() {
        // given
        infos.expect();
        ahead();
        assertThat(asked).isEmpty();

        // when
        infos.noteIds(ids(1, 2), System.nanoTime());

        // then
        assertThat(asked).hasSize(1);
        assertThat(infos.info(2)).contains(info(2));
        assertThat(asked).hasSize(1);
    }

    @Test
    void idsThatAreKnownFromBeforeAreUsedWithoutWaitingForNewOnes() {
        infos.noteIds(ids(1, 2), System.nanoTime());
        infos.expect();
        ahead();
        assertThat(asked).hasSize(1);
        alive = 13;
        infos.noteIds(ids(1, 2, 13), System.nanoTime());
        assertThat(asked).hasSize(2);
        assertThat(asked.get(1)).contains("\"arguments\":[[13]]");
        assertThat(infos.info(1)).contains(info(1));
        assertThat(infos.info(13)).contains(info(13));
        assertThat(asked).hasSize(2);
    }

    @Test
    void aThreadThatStartedSinceTheIdsWereReadIsAmongThoseAskedFor() {
        // given
        alive = 40;
        infos.noteIds(ids(1, 2), System.nanoTime());
        infos.expect();
        ahead();

        // when
        infos.noteIds(ids(1, 2, 34), System.nanoTime());

        // then
        assertThat(infos.info(34)).contains(info(34));
        assertThat(asked).hasSize(1);
    }

    @Test
    void aThreadThatDidNotExistYetIsNotTakenForOneThatHasEnded() {
        // given
        infos.noteIds(ids(1, 2), System.nanoTime());
        infos.expect();
        ahead();

        // when
        alive = 40;
        infos.noteIds(ids(1, 2, 34), System.nanoTime());

        // then
        assertThat(infos.info(34)).contains(info(34));
        assertThat(infos.info(40)).isEmpty();
    }

    @Test
    void aThreadThatIsNotAmongTheIdsAnyMoreHasEnded() {
        infos.noteIds(ids(1, 3), System.nanoTime());
        assertThat(infos.info(2).orElseThrow().isNull()).isTrue();
        assertThat(asked).isEmpty();
    }

    @Test
    void oldIdsDoNotTellThatAThreadHasEnded() {
        ThreadInfos old = infos(Duration.ofMillis(1));
        old.noteIds(ids(1, 3), System.nanoTime() - 2_000_000);
        assertThat(old.info(2)).isEmpty();
    }

    @Test
    void aNewThreadIsAskedForAheadOnlyWhileAToolWantsThreads() {
        // given
        infos.noteIds(ids(1), System.nanoTime());

        // when
        infos.noteIds(ids(1, 2), System.nanoTime());

        // then
        assertThat(asked).isEmpty();
        infos.info(1);
        assertThat(asked).hasSize(1);

        // when
        infos.noteIds(ids(1, 2, 3), System.nanoTime());

        // then
        assertThat(asked).hasSize(2);
        assertThat(infos.info(3)).contains(info(3));
        assertThat(asked).hasSize(2);
    }

    @Test
    void nothingFromBeforeAChangeIsShownAfterIt() {
        infos.noteIds(ids(1), System.nanoTime());
        infos.info(1);
        infos.forget();
        infos.info(1);
        assertThat(asked).hasSize(2);
    }

    @Test
    void withoutAnAgeNothingIsKept() {
        ThreadInfos none = infos(Duration.ZERO);
        none.noteIds(ids(1), System.nanoTime());
        none.expect();
        BulkRequest bulk = new BulkRequest();
        none.askAhead(bulk);
        assertThat(bulk.size()).isZero();
        assertThat(none.info(1)).isEmpty();
        assertThat(asked).isEmpty();
    }

    private void ahead() {
        BulkRequest bulk = new BulkRequest();
        infos.askAhead(bulk);
        if (bulk.size() > 0) {
            bulk.send(this::answer).await().indefinitely();
        }
    }

    private ThreadInfos infos(Duration age) {
        return new ThreadInfos(this::answer, new AgeLimits(age, age));
    }

    private Uni<Federation.Answered> answer(List<RawJson> requests) {
        asked.add(requests.toString());
        List<LazyResponse> responses = new ArrayList<>();
        for (RawJson request : requests) {
            ObjectNode response = JsonNodeFactory.instance.objectNode().put("status", 200);
            ArrayNode values = response.putArray("value");
            request.tree().path("arguments").get(0).forEach(id -> {
                if (id.asLong() <= alive) {
                    values.add(info(id.asLong()));
                } else {
                    values.addNull();
                }
            });
            responses.add(LazyResponse.of(response));
        }
        return Uni.createFrom().item(new Federation.Answered(Optional.empty(), responses));
    }

    private static ArrayNode ids(long... ids) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (long id : ids) {
            array.add(id);
        }
        return array;
    }

    private static JsonNode info(long id) {
        return JsonNodeFactory.instance.objectNode().put("threadId", id);
    }
}
