/**
 * MBean descriptions: what a {@code list} says about an MBean, as the {@link javax.management.MBeanInfo} that the MBean's
 * own server would give.
 */
@NullMarked
package io.farspan.bridge.description;

import org.jspecify.annotations.NullMarked;
