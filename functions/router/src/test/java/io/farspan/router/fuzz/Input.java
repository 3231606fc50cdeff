package io.farspan.router.fuzz;

/**
 * One request as sent.
 *
 * @param kind the kind of request, for the report
 * @param bytes the whole request, headers and body
 * @param alone whether it needs a connection of its own that is closed afterwards, because its end is undefined
 * @param stranger whether it comes from another address, so that its wrong passwords throttle that address only
 */
record Input(String kind, byte[] bytes, boolean alone, boolean stranger) {}
