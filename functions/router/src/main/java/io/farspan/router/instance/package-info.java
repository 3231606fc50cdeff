/**
 * Instances coming and going: registering and removing them is a change of the map.
 */
@NullMarked
package io.farspan.router.instance;

import org.jspecify.annotations.NullMarked;
