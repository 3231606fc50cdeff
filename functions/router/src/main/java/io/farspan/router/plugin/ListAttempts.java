package io.farspan.router.plugin;

import java.time.Duration;
import java.util.Optional;

import io.smallrye.mutiny.Uni;

import io.farspan.home.reach.Route;
import io.farspan.home.reach.RouteAdvisor;
import io.farspan.protocol.function.PluginListing;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.trace.TraceContext;
import io.farspan.router.call.Scope;
import io.farspan.router.fanout.Attempts;
import io.farspan.router.fanout.FanOut;
import io.farspan.router.fanout.Leg;

/** The question which plugins a location's function has. */
record ListAttempts(FanOut fanOut, Listings listings, Scope scope, String location, Duration left, TraceContext trace)
        implements Attempts<InstalledAnswer.OfLocation> {

    /** The functions, as they are asked for their plugins. */
    interface Listings {

        /** The plugins that the function has; fails with {@link io.farspan.home.reach.FunctionFailure}. */
        Uni<PluginListing> of(Route route, String application, long epoch, Duration timeout, TraceContext trace);
    }

    @Override
    public String application() {
        return scope.application();
    }

    @Override
    public boolean changesState() {
        return false;
    }

    /** A function that stands in is asked for its own plugins: they are the ones that will run. */
    @Override
    public Uni<InstalledAnswer.OfLocation> attempt(Duration rest, RouteAdvisor.RouteChoice choice, Runnable crossing) {
        Leg leg = Leg.of(choice, location, scope.functions());
        return fanOut.travel(this, rest, leg, () -> listings.of(
                        leg.route(), application(), scope.head().value().epoch(), rest, trace)
                .map(listing -> new InstalledAnswer.OfLocation(
                        location,
                        listing.plugins(),
                        listing.faults(),
                        Optional.empty(),
                        leg.standInFor().isPresent() ? leg.via() : Optional.empty())));
    }

    @Override
    public Uni<InstalledAnswer.OfLocation> failAll(Problem problem, int calls) {
        return Uni.createFrom().item(InstalledAnswer.OfLocation.unknown(location, problem));
    }

    @Override
    public boolean isUseless(InstalledAnswer.OfLocation answer) {
        return false;
    }

    @Override
    public InstalledAnswer.OfLocation after(InstalledAnswer.OfLocation answer, int calls) {
        return answer;
    }
}
