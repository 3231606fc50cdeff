package io.farspan.agent.point.transform;

import io.farspan.agent.point.hit.Hits;
import io.farspan.agent.point.spec.PointSpec;

/** A point that is wanted: what it is, and what came of it. */
public final class Point {

    private final String id;
    private final PointSpec spec;
    private final Hits hits;

    public Point(String id, PointSpec spec, Hits hits) {
        this.id = id;
        this.spec = spec;
        this.hits = hits;
    }

    /** Unique in this instance, also after it was started anew. */
    public String id() {
        return id;
    }

    public PointSpec spec() {
        return spec;
    }

    public Hits hits() {
        return hits;
    }
}
