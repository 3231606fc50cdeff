/**
 * The application's own traffic, where its clients use another service than the map's SRV records. A provider
 * implements {@link TrafficDirector} for one such service and is found through {@link TrafficDirectorProvider}.
 */
@NullMarked
package io.farspan.provider.traffic;

import org.jspecify.annotations.NullMarked;
