/**
 * From Jolokia's JSON to the Java values that a JMX client expects, and back for arguments. The declared types come from
 * the MBean's description.
 */
@NullMarked
package io.farspan.bridge.type;

import org.jspecify.annotations.NullMarked;
