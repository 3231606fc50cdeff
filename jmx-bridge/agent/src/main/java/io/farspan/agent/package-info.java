/**
 * The one class of the agent that an application can see. It opens everything else in a class loader of its own.
 */
@NullMarked
package io.farspan.agent;

import org.jspecify.annotations.NullMarked;
