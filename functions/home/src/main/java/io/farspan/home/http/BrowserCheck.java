package io.farspan.home.http;

import java.net.URI;
import java.util.List;
import java.util.Set;

import jakarta.inject.Singleton;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;

import io.farspan.protocol.call.Names;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;

/**
 * Refuses cross-site requests, which a page of another site makes a browser send with the user's credentials. Browsers
 * mark them with the headers {@code Origin} and {@code Sec-Fetch-Site}; tools send neither. Old browsers, and all
 * browsers over plain HTTP to another host, send neither with a GET, so a GET that changes something must pass
 * {@link #checkChange}, too.
 *
 * @see <a href="https://www.w3.org/TR/fetch-metadata/">Fetch Metadata Request Headers</a>
 */
@Singleton
public class BrowserCheck {

    private static final String SITE = "Sec-Fetch-Site";
    private static final Set<String> OWN_SITE = Set.of("same-origin", "none");

    /** The modes of requests by scripts of the router's own site; navigations and images have other modes. */
    private static final Set<String> OWN_SCRIPT = Set.of("cors", "same-origin");

    /**
     * Headers that a page can add to a request to another site only if that site allows it, which the router never
     * does.
     */
    private static final List<String> OWN_HEADERS = List.of("X-Farspan", "X-Requested-With");

    private final List<String> allowed;

    BrowserCheck(RequestConfig config) {
        this.allowed = config.allowedOrigins().orElse(List.of());
    }

    /**
     * Refuses a cross-site request.
     *
     * @throws FarspanException {@code FORBIDDEN}
     */
    void check(HttpServerRequest request) {
        List<String> origins = request.headers().getAll("Origin");
        if (!origins.isEmpty()
                && origins.stream().allMatch(origin -> allowed.contains(origin) || isOwn(origin, request))) {
            return;
        }
        String site = request.getHeader(SITE);
        if (!origins.isEmpty() || (site != null && !OWN_SITE.contains(site))) {
            throw new FarspanException(
                    ProblemCode.FORBIDDEN,
                    "A page of another site (" + (origins.isEmpty() ? site : Names.shorten(String.join(", ", origins)))
                            + ") may not use this router. Add its origin to farspan.router.allowed-origins to allow it.");
        }
    }

    /**
     * Refuses a GET that changes something if a browser may have sent it, unless a script of the router's own site sent
     * it or it has a header that no page can send to another site. A link, an image or an address that someone was
     * tricked into opening never passes.
     *
     * @throws FarspanException {@code FORBIDDEN}
     */
    public void checkChange(HttpServerRequest request) {
        boolean marked = OWN_HEADERS.stream().anyMatch(name -> request.headers().contains(name));
        boolean ownScript = "same-origin".equals(request.getHeader(SITE))
                && OWN_SCRIPT.contains(String.valueOf(request.getHeader("Sec-Fetch-Mode")));
        if (isFromBrowser(request) && !marked && !ownScript) {
            throw new FarspanException(
                    ProblemCode.FORBIDDEN,
                    "A GET from a browser may not change anything, because a link or an image on any page could cause it. Use POST, or"
                            + " add the header X-Farspan: 1.");
        }
    }

    private static boolean isFromBrowser(HttpServerRequest request) {
        return request.headers().names().stream().anyMatch(name -> name.regionMatches(true, 0, "Sec-Fetch-", 0, 10))
                || request.headers().contains("Referer")
                || request.headers().contains("Origin")
                || request.headers().contains("Cookie")
                || String.valueOf(request.getHeader("User-Agent")).startsWith("Mozilla/");
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
