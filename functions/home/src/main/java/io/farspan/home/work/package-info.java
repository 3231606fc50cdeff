/** Where the router does what takes longer than a moment. */
@NullMarked
package io.farspan.home.work;

import org.jspecify.annotations.NullMarked;
