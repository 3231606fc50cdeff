/**
 * What every request meets before anything else: whose page sent it, what it carries, and how long it may take to arrive.
 * Nothing here knows what is asked.
 */
@NullMarked
package io.farspan.home.http;

import org.jspecify.annotations.NullMarked;
