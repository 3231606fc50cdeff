/**
 * The HTTP API under {@code /api/v1}, and how failures leave it: as RFC 9457 problems.
 */
@NullMarked
package io.farspan.router.api;

import org.jspecify.annotations.NullMarked;
