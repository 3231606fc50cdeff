/** Where everything is: instances, locations and the map. All three read the location map. */
@NullMarked
package io.farspan.cli.map;

import org.jspecify.annotations.NullMarked;
