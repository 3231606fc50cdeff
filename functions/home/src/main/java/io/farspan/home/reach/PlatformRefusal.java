package io.farspan.home.reach;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * A platform's refusal to pass a request on to the function.
 *
 * <p>After a 429 the function certainly did not run. AWS refuses with {@code TooManyRequestsException} before it
 * invokes the function (concurrency or rate, of the function or the account); the Azure Functions host refuses requests
 * beyond {@code maxOutstandingRequests} before it executes them; and a gateway in front counts before it forwards. No
 * platform guarantees this for a 503, with {@code Retry-After} or without, so only calls that change nothing are then
 * sent again.
 *
 * @param certain whether the function certainly did not run, so that even a change may be sent again
 * @param after the time the platform asks to wait
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html">TooManyRequestsException</a>
 * @see <a href="https://learn.microsoft.com/azure/azure-functions/functions-host-json#http">maxOutstandingRequests</a>
 */
public record PlatformRefusal(boolean certain, Optional<Duration> after) {

    /** The refusal of a response, if it is one, by its status and the headers {@code Retry-After} and {@code Date}. */
    static Optional<PlatformRefusal> of(int status, Optional<String> retryAfter, Optional<String> date, Instant now) {
        if (status != 429 && (status != 503 || retryAfter.isEmpty())) {
            return Optional.empty();
        }
        return Optional.of(new PlatformRefusal(status == 429, retryAfter.flatMap(value -> after(value, date, now))));
    }

    /** Parses {@code Retry-After}: seconds, or a date, which is compared with the sender's clock if that is known. */
    public static Optional<Duration> after(String value, Optional<String> date, Instant now) {
        String trimmed = value.trim();
        if (trimmed.matches("[0-9]{1,9}")) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(trimmed)));
        }
        return instant(trimmed).map(until -> {
            Duration wait =
                    Duration.between(date.flatMap(PlatformRefusal::instant).orElse(now), until);
            return wait.isNegative() ? Duration.ZERO : wait;
        });
    }

    private static Optional<Instant> instant(String value) {
        try {
            return Optional.of(ZonedDateTime.parse(value.trim(), DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
