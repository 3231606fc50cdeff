package io.farspan.provider.aws;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.route53.Route53Client;
import software.amazon.awssdk.services.route53.Route53ClientBuilder;
import software.amazon.awssdk.services.route53.model.Change;
import software.amazon.awssdk.services.route53.model.ChangeStatus;
import software.amazon.awssdk.services.route53.model.RRType;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;

import io.farspan.provider.ProviderOptions;

/**
 * The part of Route 53's API that is needed, within its limit of five requests a second for an account. Throttling and
 * transient errors are retried by the SDK's standard strategy.
 *
 * @see <a href="https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DNSLimitations.html">Quotas</a>
 */
final class Route53Api implements AutoCloseable {

    /** The option that has the hosted zone's id. */
    static final String ZONE = "route53.hosted-zone-id";

    /** The option that has another address of the API. */
    static final String ENDPOINT = "endpoint";

    private static final Duration BETWEEN = Duration.ofMillis(200);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final int ATTEMPTS = 6;

    private final Route53Client client;
    private final String zone;
    private final Duration between;
    private final Duration poll;
    private final ExecutorService workers = Executors.newFixedThreadPool(4, task -> {
        Thread thread = new Thread(task, "farspan-route53");
        thread.setDaemon(true);
        return thread;
    });
    private long next = System.nanoTime();

    private Route53Api(String zone, Optional<String> endpoint, Duration timeout) {
        this.zone = zone;
        // An emulator on this machine has no limit that other accounts share.
        this.between = endpoint.isPresent() ? Duration.ZERO : BETWEEN;
        this.poll = endpoint.isPresent() ? POLL.dividedBy(100) : POLL;
        Route53ClientBuilder builder = Route53Client.builder()
                .region(Region.AWS_GLOBAL)
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(timeout)
                        .socketTimeout(timeout.multipliedBy(3)))
                .overrideConfiguration(
                        overrides -> overrides.retryStrategy(AwsRetryStrategy.standardRetryStrategy().toBuilder()
                                .maxAttempts(ATTEMPTS)
                                .build()));
        endpoint.map(URI::create).ifPresent(builder::endpointOverride);
        this.client = builder.build();
    }

    /** The API as a provider's options describe it. */
    static Route53Api of(ProviderOptions options, Duration timeout) {
        return new Route53Api(options.require(ZONE), options.find(ENDPOINT), timeout);
    }

    /** Applies a batch, all of it or nothing; the change's id. */
    Uni<String> change(List<Change> changes, String comment) {
        return onWorker(() -> client.changeResourceRecordSets(request -> request.hostedZoneId(zone)
                        .changeBatch(batch -> batch.comment(comment).changes(changes)))
                .changeInfo()
                .id());
    }

    /** Waits until every server of the zone has a change; false when it takes longer than {@code limit}. */
    Uni<Boolean> awaitInSync(String change, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        return onWorker(() -> client.getChange(request -> request.id(change))
                        .changeInfo()
                        .status())
                .chain(status -> status == ChangeStatus.INSYNC || System.nanoTime() - end > 0
                        ? Uni.createFrom().item(status == ChangeStatus.INSYNC)
                        : Uni.createFrom()
                                .voidItem()
                                .onItem()
                                .delayIt()
                                .by(poll)
                                .chain(() -> awaitInSync(change, limit.minus(poll))));
    }

    /** All record sets of one name and type; several where they are weighted. */
    Uni<List<ResourceRecordSet>> find(String name, String type) {
        return onWorker(() -> {
            List<ResourceRecordSet> found = new ArrayList<>();
            var page = client.listResourceRecordSets(request -> request.hostedZoneId(zone)
                    .startRecordName(name)
                    .startRecordType(RRType.fromValue(type))
                    .maxItems("100"));
            for (ResourceRecordSet set : page.resourceRecordSets()) {
                if (set.name().equalsIgnoreCase(name) && set.typeAsString().equals(type)) {
                    found.add(set);
                }
            }
            return found;
        });
    }

    private <T> Uni<T> onWorker(Supplier<T> work) {
        return Uni.createFrom()
                .item(() -> {
                    pause();
                    return work.get();
                })
                .runSubscriptionOn(workers);
    }

    /** Lets one request through every fifth of a second. */
    private void pause() {
        long wait;
        synchronized (this) {
            long now = System.nanoTime();
            next = Math.max(now, next + between.toNanos());
            wait = next - now;
        }
        if (wait > 0) {
            try {
                Thread.sleep(wait / 1_000_000, (int) (wait % 1_000_000));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        workers.shutdownNow();
        client.close();
    }
}
