/** What a person sees: tables, YAML, colours, progress. Texts that come from elsewhere are freed of what a terminal would obey. */
@NullMarked
package io.farspan.cli.output;

import org.jspecify.annotations.NullMarked;
