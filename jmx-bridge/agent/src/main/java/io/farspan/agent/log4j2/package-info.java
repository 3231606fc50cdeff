/**
 * An appender for Log4j 2. These classes are never loaded by the agent's own loader, only below an application's, and know
 * of the agent nothing but types of the JDK.
 */
@NullMarked
package io.farspan.agent.log4j2;

import org.jspecify.annotations.NullMarked;
