package io.farspan.home.lease;

import java.util.List;

/**
 * What the functions see of home.
 *
 * @param functions how many there are
 * @param answering how many of them this router hears
 * @param missing how many of those do not reach home
 * @param evidence each of them
 */
public record Quorum(int functions, int answering, int missing, List<String> evidence) {

    public Quorum {
        evidence = List.copyOf(evidence);
    }

    /**
     * Whether this router is not alone, and most of those that it hears do not reach home. Hearing half of them is enough:
     * with two functions the other one may have gone with home. That two homes never act at once does not depend on this,
     * but on the lease.
     */
    public boolean agrees() {
        return answering > 0 && answering * 2 >= functions && missing * 2 > answering;
    }
}
