package io.farspan.telemetry.access;

import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.farspan.home.settings.Applications;
import io.farspan.home.store.Store;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.telemetry.collect.UsualPace;
import io.farspan.telemetry.store.DatabaseSettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Whether a router has telemetry of an application. */
class TelemetryAccessTest {

    private static final Optional<String> DATABASE = Optional.of("jdbc:postgresql://127.0.0.1:1/postgres");

    @Test
    void aManagedApplicationHasTelemetry() {
        assertThatCode(() -> access(DATABASE, true).require("shop")).doesNotThrowAnyException();
    }

    @Test
    void anotherApplicationIsUnknownWhateverItsNameIs() {
        for (String application : List.of("other", "", "no name", "x".repeat(1_000))) {
            assertRefused(DATABASE, true, application, ProblemCode.APPLICATION_UNKNOWN, "farspan.applications");
        }
    }

    @Test
    void aRouterThatCollectsNothingSaysWhatIsMissing() {
        assertRefused(Optional.empty(), true, "shop", ProblemCode.NOT_FOUND, "farspan.store.url");
        assertRefused(DATABASE, false, "shop", ProblemCode.NOT_FOUND, "farspan.telemetry.collect.enabled");
    }

    private static void assertRefused(
            Optional<String> database, boolean enabled, String application, ProblemCode code, String setting) {
        assertThatThrownBy(() -> access(database, enabled).require(application))
                .isInstanceOfSatisfying(
                        FarspanException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(setting);
    }

    private static TelemetryAccess access(Optional<String> database, boolean enabled) {
        return new TelemetryAccess(
                new Applications(List.of("shop")), new Store(new DatabaseSettings(database)), new UsualPace(enabled));
    }
}
