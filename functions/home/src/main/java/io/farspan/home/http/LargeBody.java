package io.farspan.home.http;

/** A body that is sent in chunks, as fast as the client reads it. */
record LargeBody(byte[] bytes) {}
