/** JSON as trees, read and written by Jackson's streaming parts alone. Mapping to classes is left out, because loading it takes longer than an answer does. */
@NullMarked
package io.farspan.cli.json;

import org.jspecify.annotations.NullMarked;
