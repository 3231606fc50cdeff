/** The gate to instances: the policy of who may do what, the audit of changes, and the masking of secrets. */
@NullMarked
package io.farspan.home.gate;

import org.jspecify.annotations.NullMarked;
