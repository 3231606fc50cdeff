/**
 * The map in Amazon Route 53, and traffic by its weighted records.
 */
@NullMarked
package io.farspan.provider.aws;

import org.jspecify.annotations.NullMarked;
