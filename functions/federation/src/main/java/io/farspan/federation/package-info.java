/**
 * Many instances as one: names that carry the instance, rules that make one value of many, Jolokia requests planned over
 * all of them. Used by the Jolokia endpoint and by the JMX bridge, so that both show the same application.
 */
@NullMarked
package io.farspan.federation;

import org.jspecify.annotations.NullMarked;
