/** Requests to home's HTTP API, and the names that home knows. Streams of events are read here, too. */
@NullMarked
package io.farspan.cli.home;

import org.jspecify.annotations.NullMarked;
