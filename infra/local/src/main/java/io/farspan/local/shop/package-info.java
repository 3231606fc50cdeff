/**
 * The sample application: a small shop that takes orders over HTTP, processes them from a queue, logs to a file and has
 * MBeans of every kind. It can be made slow, stuck, full or failing on purpose.
 */
@NullMarked
package io.farspan.local.shop;

import org.jspecify.annotations.NullMarked;
