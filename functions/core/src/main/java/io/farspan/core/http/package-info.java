/**
 * The function as seen from outside: requests and responses without any framework, so that Lambda, Azure and a plain
 * server are each a few lines around {@link ManagementFunction}.
 */
@NullMarked
package io.farspan.core.http;

import org.jspecify.annotations.NullMarked;
