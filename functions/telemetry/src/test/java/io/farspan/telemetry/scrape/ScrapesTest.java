package io.farspan.telemetry.scrape;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;
import org.junit.jupiter.api.Test;

import io.farspan.protocol.problem.FarspanException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Scrapes whose work ends when the test says so. */
class ScrapesTest {

    private final Scrapes scrapes = new Scrapes();
    private final List<CompletableFuture<byte[]>> works = new ArrayList<>();
    private final Supplier<Uni<byte[]>> work = () -> {
        CompletableFuture<byte[]> begun = new CompletableFuture<>();
        works.add(begun);
        return Uni.createFrom().completionStage(begun);
    };

    @Test
    void equalScrapesAtTheSameTimeAreOne() {
        // given
        CompletableFuture<byte[]> first = begin("ann", "shop");
        CompletableFuture<byte[]> second = begin("bob", "shop");
        begin("bob", "kafka");

        // when
        works.get(0).complete(new byte[] {1});

        // then
        assertThat(works).hasSize(2);
        assertThat(first.join()).containsExactly(1);
        assertThat(second.join()).isSameAs(first.join());
    }

    @Test
    void oneThatFollowsIsMadeAnew() {
        // given
        CompletableFuture<byte[]> failed = begin("ann", "shop");
        works.get(0).completeExceptionally(new IllegalStateException("no"));

        // when
        CompletableFuture<byte[]> next = begin("ann", "shop");
        works.get(1).complete(new byte[] {2});

        // then
        assertThat(failed).isCompletedExceptionally();
        assertThat(next.join()).containsExactly(2);
    }

    @Test
    void aPersonHasFewAtATime() {
        // given
        for (int scrape = 0; scrape < Scrapes.MOST_OF_ONE; scrape++) {
            begin("ann", "app" + scrape);
        }

        // when, then: equal ones and other people's are none of these
        assertRefused("ann", "ann has 16");
        begin("ann", "app0");
        begin("bob", "another");
        works.get(0).complete(new byte[0]);
        begin("ann", "another-one");
        assertRefused("ann", "ann has 16");
    }

    @Test
    void allPeopleTogetherHaveALimit() {
        // given
        for (int scrape = 0; scrape < Scrapes.MOST; scrape++) {
            begin("person" + scrape, "app" + scrape);
        }

        // when, then
        assertRefused("ann", "all people");
        works.get(7).completeExceptionally(new IllegalStateException("no"));
        begin("ann", "shop");
    }

    @Test
    void aCallerWhoHangsUpDoesNotTakeTheAnswerFromAnother() {
        // given
        CompletableFuture<byte[]> other = new CompletableFuture<>();
        var gone = scrapes.answer(scrape("shop"), "ann", work).subscribe().with(answer -> {}, failure -> {});
        scrapes.answer(scrape("shop"), "bob", work).subscribe().with(other::complete, other::completeExceptionally);

        // when
        gone.cancel();
        works.get(0).complete(new byte[] {3});

        // then
        assertThat(works).hasSize(1);
        assertThat(other.join()).containsExactly(3);
    }

    private void assertRefused(String person, String why) {
        assertThatThrownBy(() -> begin(person, "refused").getNow(null))
                .hasRootCauseInstanceOf(FarspanException.class)
                .hasStackTraceContaining(why);
    }

    private CompletableFuture<byte[]> begin(String person, String application) {
        return scrapes.answer(scrape(application), person, work).subscribeAsCompletionStage();
    }

    private static Scrape scrape(String application) {
        return new Scrape(application, Optional.empty(), TextFormat.PROMETHEUS, Duration.ofSeconds(9));
    }
}
