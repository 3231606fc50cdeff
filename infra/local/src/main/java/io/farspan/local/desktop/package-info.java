/** A screen without a screen: desktop tools under Xvfb, driven by xdotool, looked at by screenshot. */
@NullMarked
package io.farspan.local.desktop;

import org.jspecify.annotations.NullMarked;
