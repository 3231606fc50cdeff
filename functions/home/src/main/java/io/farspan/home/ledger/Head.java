package io.farspan.home.ledger;

/**
 * An entry's place in its chain.
 *
 * @param sequence its number, from 1 on; 0 before the first
 * @param hash its hash
 */
public record Head(long sequence, String hash) {

    /** Before the first entry. */
    static final Head START = new Head(0, Chain.START);
}
