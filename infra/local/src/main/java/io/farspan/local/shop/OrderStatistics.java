package io.farspan.local.shop;

import java.beans.ConstructorProperties;

/** Figures about the orders at one moment. */
public final class OrderStatistics {

    private final long count;
    private final long sum;
    private final double average;

    /** Figures as they were counted. */
    @ConstructorProperties({"count", "sum", "average"})
    public OrderStatistics(long count, long sum, double average) {
        this.count = count;
        this.sum = sum;
        this.average = average;
    }

    /** How many. */
    public long getCount() {
        return count;
    }

    /** The sum of their amounts. */
    public long getSum() {
        return sum;
    }

    /** Their mean amount, 0 without orders. */
    public double getAverage() {
        return average;
    }
}
