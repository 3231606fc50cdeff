/**
 * Messages as others send and expect them: protobuf, field by field, and snappy. There are few of them, so that nothing generated
 * and nothing native is needed.
 */
@NullMarked
package io.farspan.telemetry.wire;

import org.jspecify.annotations.NullMarked;
