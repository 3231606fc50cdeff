/** Evaluates JMX queries at the bridge: what an expression wants to know of the MBeans comes in bulk. */
@NullMarked
package io.farspan.bridge.query;

import org.jspecify.annotations.NullMarked;
