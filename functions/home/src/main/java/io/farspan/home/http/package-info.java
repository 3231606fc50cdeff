/**
 * HTTP concerns of every request: cross-site checks, body limits, time limits and problem documents. Nothing here
 * depends on what a request is for.
 */
@NullMarked
package io.farspan.home.http;

import org.jspecify.annotations.NullMarked;
