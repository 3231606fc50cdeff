package io.farspan.home.settings;

import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The list of managed applications. */
class ApplicationsTest {

    @Test
    void aRouterWithoutApplicationsDoesNotStart() {
        assertThatThrownBy(() -> new Applications(Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("farspan.applications is required");
    }

    @Test
    void anInvalidNameIsRejected() {
        assertThatThrownBy(() -> new Applications(List.of("shop", "no such name")))
                .hasMessageContaining("farspan.applications");
    }

    @Test
    void anApplicationThatIsNotListedIsNotManaged() {
        // given
        Applications applications = new Applications(List.of("shop", "shop", "billing"));

        // then
        assertThat(applications.names()).containsExactly("shop", "billing");
        applications.requireManaged("shop");
        assertThatThrownBy(() -> applications.requireManaged("stock"))
                .isInstanceOfSatisfying(FarspanException.class, refused -> assertThat(refused.code())
                        .isEqualTo(ProblemCode.NOT_HOME))
                .hasMessageContaining("does not manage 'stock'")
                .hasMessageContaining("farspan.applications");
    }
}
