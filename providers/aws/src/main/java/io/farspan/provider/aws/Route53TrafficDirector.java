package io.farspan.provider.aws;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.smallrye.mutiny.Uni;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.route53.model.Change;
import software.amazon.awssdk.services.route53.model.ChangeAction;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;

import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.provider.map.TrafficTarget;
import io.farspan.provider.traffic.TrafficDirector;

/**
 * Weighted records, one per location, changed in one batch. Weights go up to 255, so shares are kept to about half a per
 * cent.
 *
 * @see <a href="https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-policy-weighted.html">Weighted routing</a>
 */
final class Route53TrafficDirector implements TrafficDirector {

    private static final int HEAVIEST = 255;
    private static final double WHOLE = 100;

    private final String name;
    private final String type;
    private final Route53Api api;

    Route53TrafficDirector(String name, String type, Route53Api api) {
        this.name = name;
        this.type = type;
        this.api = api;
    }

    @Override
    public Uni<Void> direct(String application, List<TrafficTarget> targets) {
        Map<String, Integer> weights = TrafficTarget.weights(targets);
        int heaviest = Collections.max(weights.values());
        return api.find(name, type)
                .chain(sets -> {
                    List<Change> changes = changes(sets, weights, heaviest);
                    return changes.isEmpty()
                            ? Uni.createFrom().voidItem()
                            : api.change(changes, "farspan traffic of " + application)
                                    .replaceWithVoid();
                })
                .onFailure(SdkException.class)
                .transform(this::unreachable);
    }

    private List<Change> changes(List<ResourceRecordSet> sets, Map<String, Integer> weights, int heaviest) {
        Map<String, ResourceRecordSet> byLocation = new HashMap<>();
        sets.forEach(set -> byLocation.put(String.valueOf(set.setIdentifier()), set));
        List<Change> changes = new ArrayList<>();
        weights.forEach((location, weight) -> {
            ResourceRecordSet set = byLocation.get(location);
            if (set == null) {
                throw new FarspanException(
                        ProblemCode.TRAFFIC_UNREACHABLE,
                        name + " has no weighted " + type + " record with the set identifier '" + location
                                + "'. Create it (Terraform does) and try again.");
            }
            long scaled = weight == 0
                    ? 0
                    : Math.max(1, Math.round((double) weight * Math.min(HEAVIEST, heaviest) / heaviest));
            if (set.weight() == null || set.weight() != scaled) {
                changes.add(Change.builder()
                        .action(ChangeAction.UPSERT)
                        .resourceRecordSet(set.toBuilder().weight(scaled).build())
                        .build());
            }
        });
        return changes;
    }

    @Override
    public Uni<Map<String, Integer>> shares(String application) {
        return api.find(name, type)
                .map(sets -> {
                    long sum = sets.stream()
                            .mapToLong(set -> set.weight() == null ? 0 : set.weight())
                            .sum();
                    Map<String, Integer> shares = new TreeMap<>();
                    sets.forEach(set -> shares.put(
                            String.valueOf(set.setIdentifier()),
                            sum == 0 || set.weight() == null ? 0 : (int) Math.round(WHOLE * set.weight() / sum)));
                    return shares;
                })
                .onFailure(SdkException.class)
                .transform(this::unreachable);
    }

    private FarspanException unreachable(Throwable failure) {
        return new FarspanException(
                ProblemCode.TRAFFIC_UNREACHABLE,
                "Route 53 did not change or show the weights of " + name + ": " + failure.getMessage()
                        + ". Check the router's permissions on the zone and the network to its API.",
                failure);
    }

    @Override
    public void close() {
        api.close();
    }
}
