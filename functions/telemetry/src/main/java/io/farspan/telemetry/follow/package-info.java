/**
 * Following log records as they arrive. However many follow an application, one step looks for news, and each follower reads
 * at its own pace.
 */
@NullMarked
package io.farspan.telemetry.follow;

import org.jspecify.annotations.NullMarked;
