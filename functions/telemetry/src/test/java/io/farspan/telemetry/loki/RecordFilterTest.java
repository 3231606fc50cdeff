package io.farspan.telemetry.loki;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.json.RawJson;
import io.farspan.telemetry.store.LogCursor;
import io.farspan.telemetry.store.StoredLog;

import static org.assertj.core.api.Assertions.assertThat;

/** What is tailed must be what is searched; the same conditions hold in PostgreSQL in LogSearchesTest. */
class RecordFilterTest {

    private static final StoredLog RECORD = new StoredLog(
            Instant.EPOCH,
            Instant.EPOCH,
            InstanceId.parse("az1/i-2"),
            "jul",
            7,
            Optional.of(17),
            Optional.of("com.shop"),
            Optional.empty(),
            "two 100%\nmore",
            Optional.empty(),
            Optional.of(RawJson.of(JsonNodeFactory.instance.objectNode().put("user", "7"))),
            Optional.empty(),
            Optional.empty(),
            false,
            Optional.empty(),
            new LogCursor(0, 1, 7));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{location=\"az1\", instance=\"i-2\", stream!=\"x\", level=\"error\"}",
                "{logger=~\"com[.].*\", thread=\"\", trace_id!~\".+\"} |= \"0%\" != \"three\"",
                "{} |~ \"t[wh]o\" !~ \"t[wh]o$\" | user=\"7\" and other=\"\"",
                "{instance=~\"i-.|x\"} | user!=\"8\" | user=~\"[0-9]\""
            })
    void whatIsSelectedIsWanted(String query) {
        assertThat(wanted(query)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{location=\"aws1\"}",
                "{logger=~\"com\"}",
                "{level!=\"error\"}",
                "{} |= \"three\"",
                "{} != \"two\"",
                "{} !~ \"t[wh]o\"",
                "{} | user=\"8\"",
                "{} | other!=\"\""
            })
    void whatIsNotSelectedIsNot(String query) {
        assertThat(wanted(query)).isFalse();
    }

    private static boolean wanted(String query) {
        return ((LogQl.Logs) LogQlParser.parse(query))
                .wanted()
                .test(RECORD, System.nanoTime() + TimeUnit.MINUTES.toNanos(1));
    }
}
