package io.farspan.router.fuzz;

/**
 * One request as it goes over the wire.
 *
 * @param kind what it is of, for the report
 * @param bytes all of it, headers and body
 * @param alone whether it has a connection of its own that is closed behind it, because nobody can say where it ends
 * @param stranger whether it comes from another address than the others, so that wrong passwords are that one's
 */
record Input(String kind, byte[] bytes, boolean alone, boolean stranger) {}
