/** JMX queries, evaluated at the bridge. What an expression needs to know about the MBeans is fetched in bulk. */
@NullMarked
package io.farspan.bridge.query;

import org.jspecify.annotations.NullMarked;
