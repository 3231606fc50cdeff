/**
 * An unmodified Kafka broker for tests, that can be killed and started again. It is what {@code infra/local/kafka} copies
 * together when it is built.
 */
@NullMarked
package io.farspan.testkit.kafka;

import org.jspecify.annotations.NullMarked;
