/** A bridge for JMX tools on this machine, or the address of that of the router. Tools log in with their credentials for home. */
@NullMarked
package io.farspan.cli.jmx;

import org.jspecify.annotations.NullMarked;
