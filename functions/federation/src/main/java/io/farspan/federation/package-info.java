/**
 * Many instances as one MBean server: names that carry the instance, rules that make one value of many, Jolokia requests
 * to all of them. The Jolokia endpoint and the JMX bridge use it, so that both show the same application.
 */
@NullMarked
package io.farspan.federation;

import org.jspecify.annotations.NullMarked;
