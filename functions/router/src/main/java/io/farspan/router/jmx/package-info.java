/** The JMX bridge inside the router: its settings, logins, start and stop. */
@NullMarked
package io.farspan.router.jmx;

import org.jspecify.annotations.NullMarked;
