package io.farspan.router.fanout;

import java.util.List;
import java.util.Set;

import io.farspan.home.reach.RouteAdvisor;
import io.farspan.protocol.problem.Problem;

/** Routes that a test chooses: direct ones without an alternative unless it says otherwise. */
public final class Relays implements RouteAdvisor {

    /** The route of the next calls. */
    public RouteChoice advised = DIRECT;

    List<RouteChoice> alternatives = List.of();

    @Override
    public RouteChoice advise(String application, String location) {
        return advised;
    }

    @Override
    public List<RouteChoice> alternatives(String application, String location, Set<String> others) {
        return alternatives;
    }

    @Override
    public void began(String application, String location) {}

    @Override
    public void ended(String application, String location) {}

    @Override
    public void answered(String application, String location, boolean direct) {}

    @Override
    public void failed(String application, String location, Problem problem) {}
}
