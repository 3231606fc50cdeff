/**
 * Whether the endpoints that users reach answer: a connection, or one HTTP request, each on one thread that never waits.
 * Nothing is sent there but that request, and nothing is read of the answer but its first line.
 */
@NullMarked
package io.farspan.core.service;

import org.jspecify.annotations.NullMarked;
