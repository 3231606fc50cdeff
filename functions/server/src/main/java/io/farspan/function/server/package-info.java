/**
 * The function as a plain HTTP service for a private datacenter. Everything but the endpoint is in
 * {@code io.farspan.core}.
 */
@NullMarked
package io.farspan.function.server;

import org.jspecify.annotations.NullMarked;
