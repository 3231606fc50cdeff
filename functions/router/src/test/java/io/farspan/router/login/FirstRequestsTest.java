package io.farspan.router.login;

import java.util.Map;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class FirstRequestsTest {

    @Test
    void theRouterAsksItselfAtAnAddressOfItsOwn() {
        assertThat(FirstRequests.ownAddress("0.0.0.0")).contains("127.0.0.1");
        assertThat(FirstRequests.ownAddress("::")).contains("[::1]");
        assertThat(FirstRequests.ownAddress("127.0.0.3")).contains("127.0.0.3");
        assertThat(FirstRequests.ownAddress("::1")).contains("[0:0:0:0:0:0:0:1]");
    }

    @Test
    void itNeverAsksAnotherHost() {
        assertThat(FirstRequests.ownAddress("192.0.2.1")).isEmpty();
        assertThat(FirstRequests.ownAddress("2001:db8::1")).isEmpty();
        assertThat(FirstRequests.ownAddress("router.example")).isEmpty();
    }

    @Test
    void itsNameIsNoUsers() {
        // given
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(
                        Map.of("farspan.users.\"" + FirstRequests.NAME + "\"", Bcrypt.line("secret", 4)), "test", 100))
                .build();

        // then
        assertThatThrownBy(() -> new Users(config))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("reserved");
    }
}
