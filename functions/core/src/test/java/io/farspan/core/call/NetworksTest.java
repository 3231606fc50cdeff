package io.farspan.core.call;

import java.net.InetAddress;
import java.net.UnknownHostException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class NetworksTest {

    @ParameterizedTest
    @CsvSource({
        "10.1.2.3,true",
        "127.0.0.1,true",
        "172.31.255.255,true",
        "172.32.0.0,false",
        "192.168.0.1,true",
        "169.254.169.254,false",
        "8.8.8.8,false",
        "::1,true",
        "fd00::1,true",
        "fe80::1,false",
        "2001:db8::1,false"
    })
    void theUsualNetworksArePrivate(String address, boolean allowed) throws UnknownHostException {
        assertThat(Networks.USUAL.contain(InetAddress.getByName(address))).isEqualTo(allowed);
    }

    @Test
    void aSingleHostIsANetwork() throws UnknownHostException {
        assertThat(Networks.parse("10.0.0.7/32").contain(InetAddress.getByName("10.0.0.7")))
                .isTrue();
        assertThat(Networks.parse("10.0.0.7/32").contain(InetAddress.getByName("10.0.0.8")))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10.0.0.0", "10.0.0.0/33", "host/8", "10.0.0.0/-1", "10.0.0.0/x"})
    void nonsenseIsRefused(String blocks) {
        assertThatThrownBy(() -> Networks.parse(blocks)).hasMessageContaining("farspan.agent.networks");
    }
}
