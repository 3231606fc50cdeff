/**
 * How home calls a function: signed calls over kept-alive connections, directly or relayed by another function. The
 * choice of routes is behind an interface, which is also told about failures.
 */
@NullMarked
package io.farspan.home.reach;

import org.jspecify.annotations.NullMarked;
