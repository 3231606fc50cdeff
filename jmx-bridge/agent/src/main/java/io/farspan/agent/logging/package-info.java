/**
 * What applications log through an API, one event one record. Nothing here logs, waits or throws.
 */
@NullMarked
package io.farspan.agent.logging;

import org.jspecify.annotations.NullMarked;
