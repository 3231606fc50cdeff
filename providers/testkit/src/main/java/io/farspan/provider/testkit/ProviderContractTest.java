package io.farspan.provider.testkit;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;

import io.farspan.protocol.plugin.PluginFolder;
import io.farspan.provider.Provider;
import io.farspan.provider.ProviderContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The laws of {@link Provider}, whatever it makes. The test of a provider extends that of its kind. */
public abstract class ProviderContractTest<C, T extends AutoCloseable> {

    private final Class<? extends Provider<C, T>> kind;
    private final String prefix;

    ProviderContractTest(Class<? extends Provider<C, T>> kind, String prefix) {
        this.kind = kind;
        this.prefix = prefix;
    }

    /** The provider's name. */
    protected abstract String name();

    /** Every option that it cannot do without, with a value that works. */
    protected abstract Map<String, String> required();

    /** A configuration whose servers have names that nobody resolves. */
    abstract C config(Map<String, String> options);

    @Test
    void itIsFoundByItsName() {
        assertThat(provider().name()).isEqualTo(name()).matches("[a-z][a-z0-9-]*");
    }

    @Test
    void itReadsTheOptionsThatItNeeds() {
        assertThat(provider().options()).containsAll(required().keySet());
    }

    @Test
    void makingItDoesNoInputAndOutput() throws Exception {
        // given: an API that waits for connections, and servers whose names cannot be looked up
        try (ServerSocketChannel api = ServerSocketChannel.open()) {
            api.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)).configureBlocking(false);
            Map<String, String> options = new HashMap<>(required());
            if (provider().options().contains("endpoint")) {
                options.put("endpoint", "http://127.0.0.1:" + api.socket().getLocalPort());
            }

            // when
            T made = provider().create(config(options), ProviderContext.ofProcess());

            // then
            try (made) {
                assertThat(api.accept()).isNull();
            }
        }
    }

    @Test
    void anOptionThatIsMissingIsNamed() {
        for (String missing : required().keySet()) {
            // given
            Map<String, String> options = new HashMap<>(required());
            options.remove(missing);

            // when, then
            assertThatThrownBy(() -> provider().create(config(options), ProviderContext.ofProcess()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(prefix + missing);
        }
    }

    @Test
    void noOptionIsPrinted() {
        // given
        Map<String, String> options = new HashMap<>();
        Set<String> known = provider().options();
        known.forEach(option -> options.put(option, "secret-of-" + option));

        // when, then
        assertThat(config(options).toString()).doesNotContain("secret-of-");
    }

    private Provider<C, T> provider() {
        PluginFolder classPath = PluginFolder.none(getClass().getClassLoader());
        return classPath.find(kind, Provider::name).find(name()).orElseThrow();
    }
}
