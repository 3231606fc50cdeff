/**
 * MBean descriptions: what a {@code list} tells of an MBean, as the {@link javax.management.MBeanInfo} that the MBean's
 * own server would give.
 */
@NullMarked
package io.farspan.bridge.description;

import org.jspecify.annotations.NullMarked;
