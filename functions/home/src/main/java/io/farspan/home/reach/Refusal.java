package io.farspan.home.reach;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * A platform's word that it has not let a request through to the function.
 *
 * <p>After 429 it is sure that the function did not run. AWS refuses with {@code TooManyRequestsException} before it
 * invokes (concurrency or rate, the function's own or the account's); the Azure Functions host refuses what is over
 * {@code maxOutstandingRequests} before it executes; and a gateway in front counts before it passes on. No platform promises that
 * of 503, with {@code Retry-After} or without: then only what changes nothing is sent again.
 *
 * @param certain whether the function cannot have run, so that a change may be sent again
 * @param after how long the platform asks to wait
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html">TooManyRequestsException</a>
 * @see <a href="https://learn.microsoft.com/azure/azure-functions/functions-host-json#http">maxOutstandingRequests</a>
 */
public record Refusal(boolean certain, Optional<Duration> after) {

    /** What a status means, if it is a refusal. The arguments are the headers {@code Retry-After} and {@code Date}. */
    static Optional<Refusal> of(int status, Optional<String> retryAfter, Optional<String> date, Instant now) {
        if (status != 429 && (status != 503 || retryAfter.isEmpty())) {
            return Optional.empty();
        }
        return Optional.of(new Refusal(status == 429, retryAfter.flatMap(value -> after(value, date, now))));
    }

    /** Seconds, or a date: then by the clock of whoever sent it, as far as that is known. */
    private static Optional<Duration> after(String value, Optional<String> date, Instant now) {
        String trimmed = value.trim();
        if (trimmed.matches("[0-9]{1,9}")) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(trimmed)));
        }
        return instant(trimmed).map(until -> {
            Duration wait = Duration.between(date.flatMap(Refusal::instant).orElse(now), until);
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
