package io.farspan.local.shop;

import java.util.List;
import java.util.Map;

/** The orders, as an MXBean: composite, tabular and array values. */
public interface OrdersMXBean {

    /** Orders accepted since the start. */
    long getAccepted();

    /** Orders processed since the start. */
    long getCompleted();

    /** Figures that belong together. */
    OrderStatistics getStatistics();

    /** Accepted orders by size class. */
    Map<String, Long> getAcceptedBySize();

    /** The last amounts, newest first. */
    List<Long> getLastAmounts();

    /** The amount from which an order is large enough for a notification. */
    long getLargeOrder();

    /** Sets the amount from which an order is large. */
    void setLargeOrder(long amount);

    /** Places an order; its id. */
    long place(long amount);

    /** Places several orders of one amount; how many. */
    int place(long amount, int count);
}
