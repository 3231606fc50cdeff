/** Settings that several features of the router share, and the applications it manages. */
@NullMarked
package io.farspan.home.settings;

import org.jspecify.annotations.NullMarked;
