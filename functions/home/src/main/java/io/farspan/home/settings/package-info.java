/** What the whole home side is configured with: the applications it manages and the settings that several features share. */
@NullMarked
package io.farspan.home.settings;

import org.jspecify.annotations.NullMarked;
