package io.farspan.troubleshooting.store;

/**
 * How many instances an action has, by how far it is there.
 *
 * @param instances all
 * @param pending without an outcome yet
 * @param answered with a result
 * @param failed without one
 * @param unknown asked, with what effect is not known
 */
public record Progress(int instances, int pending, int answered, int failed, int unknown) {

    /** That of an action that has been removed. */
    public static final Progress NONE = new Progress(0, 0, 0, 0, 0);
}
