/**
 * Log files as streams: every line once, through rotation, truncation and restarts. The position is in the records.
 */
@NullMarked
package io.farspan.agent.file;

import org.jspecify.annotations.NullMarked;
