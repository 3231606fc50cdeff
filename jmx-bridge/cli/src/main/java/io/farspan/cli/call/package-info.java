/** Reading, writing, invoking and listing MBeans of many instances at once. One request is one call of the API. */
@NullMarked
package io.farspan.cli.call;

import org.jspecify.annotations.NullMarked;
