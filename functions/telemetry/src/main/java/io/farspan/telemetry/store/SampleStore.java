package io.farspan.telemetry.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.farspan.protocol.call.InstanceId;
import io.farspan.telemetry.rules.MetricPoint;

/** Keeps what home itself samples at instances. Blocks. Thread-safe, also among several routers. */
public interface SampleStore {

    /**
     * Stores an instance's points, unless it was sampled within {@code least} before or any time after. All of them are
     * stored, or none, apart from those of series that are more than an instance may have.
     *
     * @param at when they were sampled by home's clock
     * @param least how far samples of one instance are apart at the least
     * @throws io.farspan.protocol.problem.FarspanException {@code STORE_UNREACHABLE}; {@code FUNCTION_ANSWER_INVALID} for
     *     points that cannot be stored however often it is tried
     */
    Result add(String application, InstanceId instance, Instant at, Duration least, List<MetricPoint> points);

    /**
     * What became of points.
     *
     * @param stored whether they were stored; otherwise the instance was sampled at about that time, or later
     * @param leftOut how many of them were not, because the instance has too many series or their attributes are too long
     */
    record Result(boolean stored, int leftOut) {}
}
