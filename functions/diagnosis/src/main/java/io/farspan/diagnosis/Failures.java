package io.farspan.diagnosis;

/**
 * The requests of a pool that were served and that failed in some time.
 *
 * @param from the beginning, by {@link System#nanoTime()}
 * @param served all of them
 * @param errors those that failed in the application
 * @param mbean the pool
 */
record Failures(long from, long served, long errors, String mbean) {

    private static final int LEAST_ERRORS = 3;

    /** A group of three that fail together is often one cause that is over, such as a connection that was closed. */
    private static final int LEAST_SUDDEN = 4;

    /** Looked at every second, a pool whose usual share is known gives no false alarm in a day. */
    private static final double UNLIKELY = 1e-5;

    /** The share that is reckoned with however few requests have failed, because failures come in groups. */
    private static final double LEAST_USUAL = 0.001;

    double share() {
        return (double) errors / served;
    }

    /** Whether there are some, and more than a share. */
    boolean isLarge(double most) {
        return errors >= LEAST_ERRORS && share() >= most;
    }

    /**
     * Whether so many are not explained by chance when usually a share of {@code usual} fails. The bound on the binomial
     * distribution's tail is Chernoff's.
     *
     * @see <a href="https://doi.org/10.1214/aoms/1177729330">Chernoff, A measure of asymptotic efficiency, 1952</a>
     */
    boolean areUnlikely(double usual) {
        double expected = Math.max(LEAST_USUAL, usual);
        if (errors < LEAST_SUDDEN || share() <= expected || expected >= 1) {
            return false;
        }
        long good = served - errors;
        double divergence = errors * Math.log(share() / expected)
                + (good == 0 ? 0 : good * Math.log((1 - share()) / (1 - expected)));
        return Math.exp(-divergence) < UNLIKELY;
    }

    /** The complaint about them. */
    String told(long now, double usual) {
        return "%d of %d requests failed in the application within %.0f s, %.0f %% used to (%s)"
                .formatted(errors, served, (now - from) / 1e9, 100 * usual, mbean);
    }
}
