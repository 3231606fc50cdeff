/**
 * Checks whether the endpoints that users reach answer: by a connection or one HTTP request, on one thread that never
 * blocks. Only that request is sent, and only the first line of the answer is read.
 */
@NullMarked
package io.farspan.core.service;

import org.jspecify.annotations.NullMarked;
