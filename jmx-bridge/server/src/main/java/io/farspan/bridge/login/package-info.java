/** Logins of tools, by user and password. Wrong passwords are throttled. */
@NullMarked
package io.farspan.bridge.login;

import org.jspecify.annotations.NullMarked;
