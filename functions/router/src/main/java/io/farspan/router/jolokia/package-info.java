/**
 * The Jolokia endpoint, which answers for one instance as its own agent would, and for the application as one agent.
 * Tools that speak Jolokia, such as Hawtio, need nothing else.
 */
@NullMarked
package io.farspan.router.jolokia;

import org.jspecify.annotations.NullMarked;
