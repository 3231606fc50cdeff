package io.farspan.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The port for JMX tools; a tool connects to it in the end-to-end test. */
class JmxCommandTest {

    @TempDir
    private Path folder;

    private RecordedHome home;
    private Shell shell;

    @BeforeEach
    void start() throws IOException {
        home = new RecordedHome();
        shell = Shell.at(home, folder);
    }

    @AfterEach
    void stop() {
        home.close();
    }

    @Test
    void aPortIsOpenUntilTheCommandIsInterruptedAndIsFoundAsABridgeWhileItIs() {
        // given
        home.answers("/shop/instances", "{\"instances\":[{\"id\":\"aws1/i-1\"}]}");
        List<Shell.Ended> direct = new ArrayList<>();
        shell.pause = time -> {
            direct.add(Shell.at(home, folder)
                    .run("jmx", "shop/aws1/i-1", "--direct", "--direct-port", port(shell.soFar())));
            return false;
        };

        // when
        Shell.Ended ended = shell.run("jmx", "shop/aws1/i-1");
        Shell.Ended later =
                Shell.at(home, folder).run("jmx", "shop/aws1/i-1", "--direct", "--direct-port", port(ended.out()));

        // then
        assertThat(ended.out()).matches("service:jmx:rmi:///jndi/rmi://127\\.0\\.0\\.1:[0-9]+/shop/aws1/i-1\n");
        assertThat(ended.err()).contains("Try: jconsole service:jmx:rmi:");
        assertThat(ended.code()).isZero();
        assertThat(direct).extracting(Shell.Ended::out).containsExactly(ended.out());
        assertThat(later.code()).isEqualTo(5);
        assertThat(later.err()).contains("name its port with --direct-port");
    }

    private static String port(String url) {
        return url.strip().replaceFirst(".*:([0-9]+)/.*", "$1");
    }

    @Test
    void whatDoesNotSpeakRmiIsNoBridge() throws IOException {
        // given
        ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Thread closing = new Thread(() -> closeEachConnection(other));
        closing.start();

        // when
        try (other) {
            Shell.Ended ended = shell.run("jmx", "shop", "--direct", "--direct-port", "" + other.getLocalPort());

            // then
            assertThat(ended.code()).isEqualTo(5);
            assertThat(ended.out()).isEmpty();
        }
    }

    private static void closeEachConnection(ServerSocket server) {
        try {
            while (true) {
                server.accept().close();
            }
        } catch (IOException e) {
            return; // the test has ended
        }
    }

    @Test
    void aWrongPasswordIsSaidBeforeAPortIsOpened() {
        home.refuses("/shop/instances", "UNAUTHENTICATED", 401, false);

        Shell.Ended ended = shell.run("jmx", "shop");

        assertThat(ended.code()).isEqualTo(4);
        assertThat(ended.err()).contains("UNAUTHENTICATED: No, because.");
        assertThat(ended.out()).isEmpty();
    }

    @Test
    void aLocationIsNothingThatAJmxToolSees() {
        Shell.Ended ended = shell.run("jmx", "shop/aws1");

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).contains("not a location");
    }
}
