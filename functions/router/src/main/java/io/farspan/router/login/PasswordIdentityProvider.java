package io.farspan.router.login;

import java.util.Optional;

import jakarta.inject.Singleton;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.UsernamePasswordAuthenticationRequest;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.HttpSecurityUtils;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;

import io.farspan.bridge.login.Throttle;
import io.farspan.bridge.login.Throttled;
import io.farspan.protocol.async.SingleFlight;

/**
 * Authenticates names and passwords. HTTP logins pass the throttle here; for JMX the bridge has asked it already. The
 * throttle comes before the cache, so that an address that must wait cannot tell a right guess from a wrong one. Equal
 * credentials that arrive at the same time are checked once.
 */
@Singleton
class PasswordIdentityProvider implements IdentityProvider<UsernamePasswordAuthenticationRequest> {

    private static final int FIRST = 10_000;

    private final PasswordChecks checks;
    private final IdentityCache remembered;
    private final Throttle throttle;
    private final SingleFlight<String, SecurityIdentity> underWay = new SingleFlight<>();

    PasswordIdentityProvider(PasswordChecks checks, IdentityCache remembered, Throttle throttle) {
        this.checks = checks;
        this.remembered = remembered;
        this.throttle = throttle;
    }

    /** A priority above Quarkus' own providers, which have 1001 by default, so that they are never asked. */
    @Override
    public int priority() {
        return FIRST;
    }

    @Override
    public Class<UsernamePasswordAuthenticationRequest> getRequestType() {
        return UsernamePasswordAuthenticationRequest.class;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(
            UsernamePasswordAuthenticationRequest request, AuthenticationRequestContext context) {
        RoutingContext http = HttpSecurityUtils.getRoutingContextAttribute(request);
        String user = request.getUsername();
        String password = new String(request.getPassword().getPassword());
        try {
            return http == null
                    ? admitted(user, password)
                    : throttled(http.request().remoteAddress().hostAddress(), user, password);
        } catch (Throttled e) {
            return Uni.createFrom().failure(LoginRefusal.exception(e));
        }
    }

    private Uni<SecurityIdentity> throttled(String address, String user, String password) {
        throttle.check(address, user);
        String key = IdentityCache.key(user, password);
        Optional<SecurityIdentity> known = remembered.find(key);
        if (known.filter(identity -> identity.getAttribute(IdentityCache.OWN) != null)
                .isPresent()) {
            return Uni.createFrom().item(known.get()); // nobody's login: it neither counts nor is an address welcome
        }
        if (known.isPresent()) {
            try (Throttle.LoginAttempt attempt = throttle.admit(address, user)) {
                attempt.succeeded();
            }
            return Uni.createFrom().item(known.get());
        }
        String place = key + " " + address;
        return here(underWay.share(place, () -> checked(address, user, password))
                .onFailure(Throttled.class)
                .transform(failure -> LoginRefusal.exception((Throttled) failure)));
    }

    private Uni<SecurityIdentity> checked(String address, String user, String password) {
        Throttle.LoginAttempt attempt = throttle.admit(address, user);
        return check(user, password)
                .onItem()
                .invoke(attempt::succeeded)
                .onFailure(AuthenticationFailedException.class)
                .invoke(failure -> {
                    if (LoginRefusal.behind(failure).isEmpty()) {
                        attempt.failed();
                    }
                })
                .onTermination()
                .invoke(attempt::close);
    }

    private Uni<SecurityIdentity> admitted(String user, String password) {
        return remembered
                .find(IdentityCache.key(user, password))
                .map(known -> Uni.createFrom().item(known))
                .orElseGet(() -> check(user, password));
    }

    private Uni<SecurityIdentity> check(String user, String password) {
        return checks.find(user, password)
                .map(found -> {
                    User known = found.orElseThrow(AuthenticationFailedException::new);
                    SecurityIdentity identity = QuarkusSecurityIdentity.builder()
                            .setPrincipal(new QuarkusPrincipal(known.name()))
                            .addRoles(known.roles())
                            .build();
                    remembered.put(IdentityCache.key(user, password), identity);
                    return identity;
                })
                .onFailure(Throttled.class)
                .transform(failure -> LoginRefusal.exception((Throttled) failure));
    }

    /** Continues on the request's own context, because the threads that check passwords do nothing else. */
    private static Uni<SecurityIdentity> here(Uni<SecurityIdentity> check) {
        Context current = Vertx.currentContext();
        return current == null ? check : check.emitOn(task -> current.runOnContext(done -> task.run()));
    }
}
