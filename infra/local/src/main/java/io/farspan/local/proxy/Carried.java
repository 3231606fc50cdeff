package io.farspan.local.proxy;

/**
 * What a way has carried.
 *
 * @param posts pieces that begin an HTTP POST: the calls, when each fits into one piece
 * @param bytes both ways
 */
public record Carried(long posts, long bytes) {

    /** Nothing yet. */
    public static final Carried NOTHING = new Carried(0, 0);

    /** Both together. */
    public Carried plus(Carried other) {
        return new Carried(posts + other.posts, bytes + other.bytes);
    }

    /** What has come since {@code before}. */
    public Carried since(Carried before) {
        return new Carried(posts - before.posts, bytes - before.bytes);
    }
}
