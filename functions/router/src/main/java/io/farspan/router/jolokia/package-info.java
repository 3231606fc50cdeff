/**
 * The Jolokia endpoint: one instance as its own agent would answer, and the application as one agent. Tools that speak
 * Jolokia, Hawtio among them, need nothing else.
 */
@NullMarked
package io.farspan.router.jolokia;

import org.jspecify.annotations.NullMarked;
