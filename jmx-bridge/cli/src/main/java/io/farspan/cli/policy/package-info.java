/** The policy: its lines, and what it would say to a request. Nothing is sent to an instance. */
@NullMarked
package io.farspan.cli.policy;

import org.jspecify.annotations.NullMarked;
