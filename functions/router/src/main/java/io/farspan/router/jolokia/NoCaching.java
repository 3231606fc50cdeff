package io.farspan.router.jolokia;

import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;

/**
 * The headers of every answer at {@code /jolokia}, errors and refusals too, by which no cache gives an old one again: those
 * that an agent sends, which says so itself because a request may be a GET.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#field.date">RFC 9110, Date</a>
 */
@Singleton
class NoCaching {

    /** Before the checks that may refuse a request. */
    private static final int FIRST = 1_001;

    private static final String ENDPOINT = "/jolokia";
    private static final Duration PAST = Duration.ofHours(1);
    private static final DateTimeFormatter HTTP_DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT);

    void register(@Observes Filters filters) {
        filters.register(this::filter, FIRST);
    }

    private void filter(RoutingContext context) {
        String path = context.request().path();
        if (path != null && (path.equals(ENDPOINT) || path.startsWith(ENDPOINT + "/"))) {
            context.addHeadersEndHandler(sent -> mark(context.response().headers()));
        }
        context.next();
    }

    private static void mark(MultiMap headers) {
        ZonedDateTime now = ZonedDateTime.now(ZoneOffset.UTC);
        headers.set(HttpHeaders.CACHE_CONTROL, "no-cache")
                .set(HttpHeaders.DATE, HTTP_DATE.format(now))
                .set(HttpHeaders.EXPIRES, HTTP_DATE.format(now.minus(PAST)));
    }
}
