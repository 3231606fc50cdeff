package io.farspan.agent.point;

import java.io.IOException;

/** The points of an instance, breakpoints that do not break: {@code io.farspan:type=Points}. */
public interface PointsMXBean {

    /** The name of the MBean. */
    String NAME = "io.farspan:type=Points";

    /**
     * Sets a point.
     *
     * @param json as {@link io.farspan.agent.point.spec.PointSpec} describes it
     * @return {@code {"id":"miq2zk3f-1","classes":1,"waiting":false,"refused":[]}}: in how many classes it is, and whether none of the
     *     name is loaded yet; with the reasons of classes of the same name, in other loaders, that it cannot be in
     * @throws IllegalArgumentException what is refused, and why
     * @throws IOException when there is no room for what it would record
     */
    String add(String json) throws IOException;

    /**
     * All points.
     *
     * @return {@code [{"id":"miq2zk3f-1","kind":"log","place":"shop.Orders:57","classes":1,"waiting":false,"hits":3,"failed":0,
     *     "unknown":0,"problem":"","refused":[],"secondsLeft":598,"leaseLeft":58}]}
     */
    String list();

    /**
     * Begins the lease of points anew; without that they are removed when it ends.
     *
     * @param ids separated by commas
     * @return how many of them there are
     */
    int renew(String ids);

    /**
     * Removes a point; the classes are again what they were without it.
     *
     * @throws IllegalArgumentException when there is none of this id
     */
    void remove(String id);
}
