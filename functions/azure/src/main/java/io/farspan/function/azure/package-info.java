/**
 * The function as an Azure Function with an HTTP trigger. Everything but the trigger is in {@code io.farspan.core}.
 */
@NullMarked
package io.farspan.function.azure;

import org.jspecify.annotations.NullMarked;
