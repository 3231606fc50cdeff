/**
 * An appender for Logback. These classes are never loaded by the agent's own loader, only below an application's, and know
 * of the agent nothing but types of the JDK.
 */
@NullMarked
package io.farspan.agent.logback;

import org.jspecify.annotations.NullMarked;
