/** Threads, memory limits and health checks for the router's longer work. */
@NullMarked
package io.farspan.home.work;

import org.jspecify.annotations.NullMarked;
