/**
 * The map in Azure DNS, and traffic by Azure Traffic Manager.
 */
@NullMarked
package io.farspan.provider.azure;

import org.jspecify.annotations.NullMarked;
