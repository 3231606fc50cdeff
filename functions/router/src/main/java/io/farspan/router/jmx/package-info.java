/** The JMX bridge inside the router: its settings, who may use it, its start and end. */
@NullMarked
package io.farspan.router.jmx;

import org.jspecify.annotations.NullMarked;
