package io.farspan.core.plugin;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.farspan.core.call.Networks;

import static org.assertj.core.api.Assertions.assertThat;

class ClosedAddressesTest {

    @ParameterizedTest
    @CsvSource({
        "169.254.169.254,true",
        "169.254.170.2,true",
        "fe80::a9fe:a9fe,true",
        "fd00:ec2::254,true",
        "fd20:ce::254,true",
        "168.63.129.16,true",
        "::ffff:169.254.169.254,true",
        "0.0.0.0,true",
        "::,true",
        "10.0.0.1,false",
        "127.0.0.1,false",
        "fd00::1,false"
    })
    void metadataServicesAreClosed(String address, boolean closed) throws UnknownHostException {
        assertThat(ClosedAddresses.isMetadata(InetAddress.getByName(address))).isEqualTo(closed);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:9001,127.0.0.1,9001,true",
        "127.0.0.1:9001,127.0.0.2,9001,true",
        "127.0.0.1:9001,::1,9001,true",
        "localhost:9001,127.0.0.1,9001,true",
        "127.0.0.1,127.0.0.1,80,true",
        "127.0.0.1:9001,127.0.0.1,9002,false",
        "127.0.0.1:9001,10.255.255.1,9001,false"
    })
    void theRuntimesOwnAddressIsClosed(String api, String address, int port, boolean closed)
            throws UnknownHostException {
        assertThat(ClosedAddresses.isRuntime(api, new InetSocketAddress(InetAddress.getByName(address), port)))
                .isEqualTo(closed);
    }

    @ParameterizedTest
    @CsvSource({
        "10.1.2.3,9001,true",
        "10.1.9.9,9001,true",
        "10.1.9.9,8778,true",
        "10.1.9.9,8080,false",
        "10.2.0.1,9001,false",
        "10.2.0.1,8778,false"
    })
    void whereAgentsAreTheirPortsAreClosedAtEveryAddress(String address, int port, boolean closed)
            throws UnknownHostException {
        Networks ofAgents = Networks.parse("10.1.0.0/16");
        List<InetSocketAddress> known = List.of(new InetSocketAddress("10.1.2.3", 9001));

        assertThat(ClosedAddresses.mayBeAgent(
                        ofAgents, known, new InetSocketAddress(InetAddress.getByName(address), port)))
                .isEqualTo(closed);
    }
}
