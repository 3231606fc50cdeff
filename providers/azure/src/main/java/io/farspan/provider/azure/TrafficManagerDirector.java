package io.farspan.provider.azure;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

import com.azure.resourcemanager.trafficmanager.fluent.ProfilesClient;
import com.azure.resourcemanager.trafficmanager.fluent.models.EndpointInner;
import com.azure.resourcemanager.trafficmanager.fluent.models.ProfileInner;
import com.azure.resourcemanager.trafficmanager.models.EndpointStatus;
import io.smallrye.mutiny.Uni;

import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.provider.map.TrafficTarget;
import io.farspan.provider.traffic.TrafficDirector;

/**
 * The endpoints of a Traffic Manager profile with the weighted method, changed with one update of the profile. Weights go
 * from 1 to 1,000; a location without traffic is disabled.
 *
 * @see <a href="https://learn.microsoft.com/azure/traffic-manager/traffic-manager-routing-methods#weighted">Weighted routing</a>
 */
final class TrafficManagerDirector implements TrafficDirector {

    private static final int HEAVIEST = 1_000;
    private static final double WHOLE = 100;

    private final ProfilesClient profiles;
    private final String resourceGroup;
    private final String profile;
    private final Executor workers;

    TrafficManagerDirector(ProfilesClient profiles, String resourceGroup, String profile, Executor workers) {
        this.profiles = profiles;
        this.resourceGroup = resourceGroup;
        this.profile = profile;
        this.workers = workers;
    }

    @Override
    public Uni<Void> direct(String application, List<TrafficTarget> targets) {
        Map<String, Integer> weights = TrafficTarget.weights(targets);
        int heaviest = Collections.max(weights.values());
        return blocking(() -> {
                    ProfileInner present = profiles.getByResourceGroup(resourceGroup, profile);
                    weights.forEach((location, weight) -> set(endpoint(present, location), weight, heaviest));
                    return profiles.createOrUpdate(resourceGroup, profile, present);
                })
                .replaceWithVoid();
    }

    private EndpointInner endpoint(ProfileInner present, String location) {
        return present.endpoints().stream()
                .filter(endpoint -> location.equals(endpoint.name()))
                .findAny()
                .orElseThrow(() -> new FarspanException(
                        ProblemCode.TRAFFIC_UNREACHABLE,
                        "The Traffic Manager profile " + profile + " has no endpoint '" + location
                                + "'. Create it (Terraform does) and try again."));
    }

    private static void set(EndpointInner endpoint, int weight, int heaviest) {
        endpoint.withEndpointStatus(weight == 0 ? EndpointStatus.DISABLED : EndpointStatus.ENABLED);
        if (weight > 0) {
            endpoint.withWeight(Math.max(1, Math.round((double) weight * Math.min(HEAVIEST, heaviest) / heaviest)));
        }
    }

    @Override
    public Uni<Map<String, Integer>> shares(String application) {
        return blocking(() -> {
            List<EndpointInner> endpoints =
                    profiles.getByResourceGroup(resourceGroup, profile).endpoints();
            long sum =
                    endpoints.stream().mapToLong(TrafficManagerDirector::weight).sum();
            Map<String, Integer> shares = new TreeMap<>();
            endpoints.forEach(endpoint ->
                    shares.put(endpoint.name(), sum == 0 ? 0 : (int) Math.round(WHOLE * weight(endpoint) / sum)));
            return shares;
        });
    }

    private static long weight(EndpointInner endpoint) {
        return EndpointStatus.DISABLED.equals(endpoint.endpointStatus()) || endpoint.weight() == null
                ? 0
                : endpoint.weight();
    }

    private <T> Uni<T> blocking(Supplier<T> work) {
        return Uni.createFrom()
                .item(work)
                .runSubscriptionOn(workers)
                .onFailure(failure -> !(failure instanceof FarspanException))
                .transform(failure -> new FarspanException(
                        ProblemCode.TRAFFIC_UNREACHABLE,
                        "Traffic Manager did not change or show the profile " + profile + ": " + failure.getMessage()
                                + ". Check the router's role on it and the network to Azure's resource manager.",
                        failure));
    }

    @Override
    public void close() {
        // The JDK's HTTP client has nothing to release.
    }
}
