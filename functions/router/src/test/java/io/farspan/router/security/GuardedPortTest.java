package io.farspan.router.security;

import java.util.List;
import java.util.Set;

import io.smallrye.mutiny.Uni;
import org.junit.jupiter.api.Test;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.ManagementCall;
import io.farspan.protocol.call.ManagementPort;
import io.farspan.protocol.call.UnifiedAnswer;

import static org.assertj.core.api.Assertions.assertThat;

class GuardedPortTest {

    private final ManagementPort nothing = new ManagementPort() {
        @Override
        public Uni<UnifiedAnswer> call(ManagementCall call) {
            return Uni.createFrom().nothing();
        }

        @Override
        public Uni<Set<InstanceId>> instances(String application) {
            return Uni.createFrom().item(Set.of());
        }
    };

    private final Audit audit = (person, call, requests) -> Uni.createFrom().voidItem();

    @Test
    void portsAreEqualOnlyWhileTheRightsAre() {
        assertThat(port("ann", "viewer")).isEqualTo(port("ann", "viewer"));
        assertThat(port("ann", "viewer")).isNotEqualTo(port("ann", "operator"));
        assertThat(port("ann", "viewer")).isNotEqualTo(port("bob", "viewer"));
    }

    private GuardedPort port(String name, String role) {
        return new GuardedPort(nothing, new CallPolicy(List.of(), List.of()), audit, new Person(name, role::equals));
    }
}
