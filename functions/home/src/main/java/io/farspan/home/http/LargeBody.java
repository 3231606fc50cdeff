package io.farspan.home.http;

/** A body that is sent piece by piece, as fast as the client takes it. */
record LargeBody(byte[] bytes) {}
