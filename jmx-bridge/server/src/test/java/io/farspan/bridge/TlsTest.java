package io.farspan.bridge;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import javax.net.ssl.SSLContext;
import javax.rmi.ssl.SslRMIClientSocketFactory;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.farspan.bridge.rmi.BridgeSettings;
import io.farspan.bridge.rmi.KeyStores;
import io.farspan.bridge.view.ViewName;
import io.farspan.protocol.call.InstanceId;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TlsTest {

    @TempDir
    private Path folder;

    @Test
    void registryAndObjectsSpeakTlsAndNothingElse() throws Exception {
        // given
        Path store = keyStore();
        SSLContext.setDefault(KeyStores.trusting(store, "changeit"));
        BridgeSettings plain = Bridge.settings(Duration.ofSeconds(1));
        BridgeSettings settings = new BridgeSettings(
                plain.applications(),
                plain.bind(),
                plain.host(),
                0,
                Optional.of(KeyStores.tls(store, "changeit")),
                plain.limits(),
                plain.pollEvery(),
                plain.idle(),
                10);
        try (LocalAgent agent = LocalAgent.start();
                Bridge bridge = Bridge.start(new DirectAgentPort().with("dc1/i-1", agent.url()), settings)) {
            String url = bridge.server().url(ViewName.of("shop", InstanceId.parse("dc1/i-1")));
            String[] credentials = {"operator", Bridge.PASSWORD};

            // when, then
            Map<String, Object> secure = Map.of(
                    JMXConnector.CREDENTIALS,
                    credentials,
                    "com.sun.jndi.rmi.factory.socket",
                    new SslRMIClientSocketFactory());
            try (JMXConnector connector = JMXConnectorFactory.connect(new JMXServiceURL(url), secure)) {
                assertThat(connector.getMBeanServerConnection().getMBeanCount()).isPositive();
            }
            assertThatThrownBy(() -> JMXConnectorFactory.connect(
                            new JMXServiceURL(url), Map.of(JMXConnector.CREDENTIALS, credentials)))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void aKeyStoreThatCannotBeUsedIsNamed() {
        assertThatThrownBy(() -> KeyStores.tls(folder.resolve("none.p12"), "x")).hasMessageContaining("none.p12");
    }

    private Path keyStore() throws IOException, InterruptedException {
        Path store = folder.resolve("store.p12");
        Process keytool = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "farspan",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=test",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "changeit",
                        "-keystore",
                        store.toString()))
                .redirectErrorStream(true)
                .start();
        keytool.getInputStream().readAllBytes();
        assertThat(keytool.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return store;
    }
}
