/**
 * The function as an AWS Lambda, behind a Function URL or API Gateway (payload format 2.0). Everything but the event's
 * shape is in {@code io.farspan.core}.
 */
@NullMarked
package io.farspan.function.aws;

import org.jspecify.annotations.NullMarked;
