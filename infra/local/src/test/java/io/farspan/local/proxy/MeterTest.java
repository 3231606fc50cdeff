package io.farspan.local.proxy;

import org.junit.jupiter.api.Test;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

class MeterTest {

    private final Meter meter = new Meter();

    @Test
    void anAnswerBelongsToTheRequestBeforeItOnItsConnection() {
        // given
        Meter.Connection one = meter.new Connection();
        Meter.Connection other = meter.new Connection();

        // when
        int call = count(one, "POST /api/v1/call HTTP/1.1\r\nHost: a\r\n\r\n{}", true);
        int probe = count(other, "POST /v1/probe?x=1 HTTP/1.1\r\n\r\n", true);
        int body = count(one, "the rest of a body", true);
        int answer = count(one, "HTTP/1.1 200 OK\r\n\r\nPOST ", false);
        int probed = count(other, "HTTP/1.1 200 OK\r\n\r\n", false);

        // then
        assertThat(meter.carried(path -> path.endsWith("/v1/call"))).isEqualTo(new Carried(1, call + body + answer));
        assertThat(meter.carried("/v1/probe"::equals)).isEqualTo(new Carried(1, probe + probed));
        assertThat(meter.carried(path -> true).posts()).isEqualTo(2);
    }

    @Test
    void whatIsNoPlainHttpIsCountedWithoutAPath() {
        // when
        count(meter.new Connection(), "\u0016\u0003\u0001", true);

        // then
        assertThat(meter.carried(String::isEmpty)).isEqualTo(new Carried(0, 3));
    }

    private static int count(Meter.Connection connection, String piece, boolean onward) {
        byte[] bytes = piece.getBytes(US_ASCII);
        connection.count(bytes, bytes.length, onward);
        return bytes.length;
    }
}
