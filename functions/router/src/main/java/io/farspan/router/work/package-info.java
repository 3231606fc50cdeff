/** Where the router does what takes longer than a moment. */
@NullMarked
package io.farspan.router.work;

import org.jspecify.annotations.NullMarked;
