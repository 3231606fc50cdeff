/** Application or connection: the verdicts and their evidence. They are followed as they change on request. */
@NullMarked
package io.farspan.cli.diagnosis;

import org.jspecify.annotations.NullMarked;
