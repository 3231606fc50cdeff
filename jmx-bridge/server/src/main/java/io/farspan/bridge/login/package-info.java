/** Who may open a connection: names and passwords, and how many wrong ones are listened to. */
@NullMarked
package io.farspan.bridge.login;

import org.jspecify.annotations.NullMarked;
