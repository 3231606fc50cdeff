package io.farspan.router.jolokia;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import jakarta.inject.Singleton;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;

import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.router.RouterConfig;

/**
 * Refuses what another site's page makes a browser send with the user's credentials. A browser tells by the headers
 * {@code Origin} and {@code Sec-Fetch-Site}; tools that are no browsers send neither.
 *
 * @see <a href="https://www.w3.org/TR/fetch-metadata/">Fetch Metadata Request Headers</a>
 */
@Singleton
class BrowserCheck {

    private static final Set<String> OWN_SITE = Set.of("same-origin", "none");

    private final List<String> allowed;

    BrowserCheck(RouterConfig config) {
        this.allowed = config.allowedOrigins().orElse(List.of());
    }

    /**
     * Lets a request pass, or fails.
     *
     * @throws FarspanException {@code FORBIDDEN}
     */
    void check(HttpServerRequest request) {
        Optional<String> origin = Optional.ofNullable(request.getHeader("Origin"));
        if (origin.isPresent() && (allowed.contains(origin.get()) || isOwn(origin.get(), request))) {
            return;
        }
        String site = request.getHeader("Sec-Fetch-Site");
        if (origin.isPresent() || (site != null && !OWN_SITE.contains(site))) {
            throw new FarspanException(
                    ProblemCode.FORBIDDEN,
                    "A page of another site (" + origin.orElse(site)
                            + ") may not use the Jolokia endpoint. farspan.router.allowed-origins lists those that may.");
        }
    }

    private static boolean isOwn(String origin, HttpServerRequest request) {
        HostAndPort authority = request.authority();
        try {
            URI uri = URI.create(origin);
            int port = uri.getPort() >= 0 ? uri.getPort() : "https".equals(uri.getScheme()) ? 443 : 80;
            int own = authority == null ? -1 : authority.port() >= 0 ? authority.port() : request.isSSL() ? 443 : 80;
            return authority != null
                    && uri.getHost() != null
                    && uri.getHost().equalsIgnoreCase(authority.host())
                    && port == own
                    && request.scheme().equals(uri.getScheme());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
