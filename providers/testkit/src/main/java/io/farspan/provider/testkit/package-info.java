/**
 * What every provider is tested against: contract tests that check each law of the SPI, and fakes that keep the same
 * laws without a server.
 */
@NullMarked
package io.farspan.provider.testkit;

import org.jspecify.annotations.NullMarked;
