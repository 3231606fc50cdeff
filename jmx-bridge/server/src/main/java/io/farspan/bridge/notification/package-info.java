/**
 * Notifications: subscribed to at the agents by Jolokia's pull mode, kept for each tool until it fetches them.
 */
@NullMarked
package io.farspan.bridge.notification;

import org.jspecify.annotations.NullMarked;
