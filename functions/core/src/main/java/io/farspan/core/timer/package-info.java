/**
 * What a location does when its platform's own timer calls the function, without home and without a call token: only what
 * needs neither. It publishes what the instances have, so that their records do not wait for home.
 */
@NullMarked
package io.farspan.core.timer;

import org.jspecify.annotations.NullMarked;
