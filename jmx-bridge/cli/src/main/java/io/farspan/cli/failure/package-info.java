/** Failures of a command and their exit codes. What the API calls a problem becomes what to do next. */
@NullMarked
package io.farspan.cli.failure;

import org.jspecify.annotations.NullMarked;
