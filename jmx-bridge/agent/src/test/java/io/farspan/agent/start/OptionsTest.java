package io.farspan.agent.start;

import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class OptionsTest {

    @Test
    void jolokiaGetsItsOptionsUnchangedAndTheAgentItsOwn() {
        // when
        Options options = Options.parse(
                "port=8778,farspan.files=/var/log/{a\\,b}.log|/tmp/c.log,user=a\\,b,farspan.spool= ,host=127.0.0.1",
                Map.of("FARSPAN_AGENT_SPOOL", "/var/spool/shop", "FARSPAN_AGENT_BYTES", "1"));

        // then
        assertThat(options.jolokia()).isEqualTo("port=8778,user=a\\,b,host=127.0.0.1");
        assertThat(options.own("files")).contains("/var/log/{a,b}.log|/tmp/c.log");
        assertThat(options.own("spool")).isEmpty();
        assertThat(options.own("bytes")).contains("1");
        assertThat(options.own("jul")).isEmpty();
        assertThat(options.boundAddress()).contains("127.0.0.1");
    }

    @Test
    void aVariablesNameHasUnderscoresAndAnAddressOfAllIsNone() {
        Options options = Options.parse("host=0.0.0.0", Map.of("FARSPAN_AGENT_HOME_TOKEN_FILE", "/run/token"));

        assertThat(options.own("home.token-file")).contains("/run/token");
        assertThat(options.boundAddress()).isEmpty();
    }
}
