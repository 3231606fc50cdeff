package io.farspan.telemetry.push;

import java.util.Locale;
import java.util.Optional;

import io.farspan.protocol.http.Gzip;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;

/** What was sent, in the coding in which it was. */
public final class PushedBody {

    /** The most bytes, uncompressed: what they become in memory is several times as much. */
    public static final int MOST = 4 << 20;

    private PushedBody() {}

    /**
     * The body uncompressed.
     *
     * @param coding the header {@code Content-Encoding}
     * @throws FarspanException {@code MALFORMED_REQUEST}, {@code BODY_TOO_LARGE}, {@code UNSUPPORTED_MEDIA_TYPE}
     */
    public static byte[] plain(byte[] body, Optional<String> coding) {
        String name = coding.orElse("identity").trim().toLowerCase(Locale.ROOT);
        return switch (name) {
            case "", "identity" -> body;
            case "gzip" -> Gzip.expand(body, MOST);
            default ->
                throw new FarspanException(
                        ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                        "The body may be sent as it is or with Content-Encoding: gzip, and in no other coding.");
        };
    }
}
