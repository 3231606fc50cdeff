/**
 * Views: an application as a whole, one instance, or whichever instance is primary, each as an
 * {@link javax.management.MBeanServerConnection}. Knows nothing of RMI.
 */
@NullMarked
package io.farspan.bridge.view;

import org.jspecify.annotations.NullMarked;
