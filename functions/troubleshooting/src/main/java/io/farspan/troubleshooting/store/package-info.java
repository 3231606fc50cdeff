/**
 * Actions and what each instance answered, in the router's database: whichever router is home goes on with them. What a home
 * writes that another one has followed is refused.
 */
@NullMarked
package io.farspan.troubleshooting.store;

import org.jspecify.annotations.NullMarked;
