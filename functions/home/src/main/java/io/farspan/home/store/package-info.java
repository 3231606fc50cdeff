/**
 * The router's access to its database: one bounded pool of connections, and the schemas of the features that keep
 * something there. A feature owns its tables, its migrations and its statements.
 */
@NullMarked
package io.farspan.home.store;

import org.jspecify.annotations.NullMarked;
