/**
 * What AWS does around a Lambda, on one machine: a Function URL in front, the Runtime API behind, and execution
 * environments that run AWS's own runtime interface client on the packaged zip.
 */
@NullMarked
package io.farspan.local.lambda;

import org.jspecify.annotations.NullMarked;
