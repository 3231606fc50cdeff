/**
 * What the instance's MBeans say: attributes at an interval, and notifications. Only MBeans that were named are asked.
 */
@NullMarked
package io.farspan.agent.jmx;

import org.jspecify.annotations.NullMarked;
