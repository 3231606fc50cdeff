package io.farspan.home.ledger;

/**
 * An entry's place in its chain.
 *
 * @param sequence the entry's number, from 1; 0 before the first
 * @param hash the entry's hash
 */
public record Head(long sequence, String hash) {

    /** The place before the first entry. */
    static final Head START = new Head(0, Chain.START);
}
