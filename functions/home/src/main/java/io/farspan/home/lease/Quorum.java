package io.farspan.home.lease;

import java.util.List;

/**
 * What the functions report about home.
 *
 * @param functions the number of functions
 * @param answering the number that answer this router
 * @param missing the number of those that cannot reach home
 * @param evidence each function's report, as text
 */
public record Quorum(int functions, int answering, int missing, List<String> evidence) {

    public Quorum {
        evidence = List.copyOf(evidence);
    }

    /**
     * Whether enough functions answer this router and most of them cannot reach home. Half of them are enough, because
     * with two functions one may have failed together with home. The lease alone guarantees that two homes never act at
     * once.
     */
    public boolean agrees() {
        return answering > 0 && answering * 2 >= functions && missing * 2 > answering;
    }
}
