package io.farspan.router.login;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

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

/**
 * Lets names and passwords in, over HTTP after the throttle's leave; over JMX the bridge has asked it already. The throttle
 * comes before what is remembered, so that a right guess is not told from a wrong one by an address that has to wait. The
 * same credentials that arrive at once are checked once.
 */
@Singleton
class PasswordIdentities implements IdentityProvider<UsernamePasswordAuthenticationRequest> {

    private static final int FIRST = 10_000;

    private final PasswordChecks checks;
    private final Remembered remembered;
    private final Throttle throttle;
    private final Map<String, Uni<SecurityIdentity>> underWay = new ConcurrentHashMap<>();

    PasswordIdentities(PasswordChecks checks, Remembered remembered, Throttle throttle) {
        this.checks = checks;
        this.remembered = remembered;
        this.throttle = throttle;
    }

    /** Before those of Quarkus, which are never asked. They have 1001 by default, more than {@code SYSTEM_FIRST}. */
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
        String key = Remembered.key(user, password);
        Optional<SecurityIdentity> known = remembered.find(key);
        if (known.isPresent()) {
            try (Throttle.Attempt attempt = throttle.admit(address, user)) {
                attempt.succeeded();
            }
            return Uni.createFrom().item(known.get());
        }
        String place = key + " " + address;
        Uni<SecurityIdentity> check = underWay.computeIfAbsent(place, it -> {
            Throttle.Attempt attempt = throttle.admit(address, user);
            return slowly(user, password)
                    .onItem()
                    .invoke(attempt::succeeded)
                    .onFailure(AuthenticationFailedException.class)
                    .invoke(failure -> {
                        if (LoginRefusal.behind(failure).isEmpty()) {
                            attempt.failed();
                        }
                    })
                    .onTermination()
                    .invoke(() -> {
                        attempt.close();
                        underWay.remove(it);
                    })
                    .memoize()
                    .indefinitely();
        });
        return here(check);
    }

    private Uni<SecurityIdentity> admitted(String user, String password) {
        return remembered
                .find(Remembered.key(user, password))
                .map(known -> Uni.createFrom().item(known))
                .orElseGet(() -> slowly(user, password));
    }

    private Uni<SecurityIdentity> slowly(String user, String password) {
        return checks.find(user, password)
                .map(found -> {
                    User known = found.orElseThrow(AuthenticationFailedException::new);
                    SecurityIdentity identity = QuarkusSecurityIdentity.builder()
                            .setPrincipal(new QuarkusPrincipal(known.name()))
                            .addRoles(known.roles())
                            .build();
                    remembered.put(Remembered.key(user, password), identity);
                    return identity;
                })
                .onFailure(Throttled.class)
                .transform(failure -> LoginRefusal.exception((Throttled) failure));
    }

    /** Goes on where the request is worked at: the threads that check passwords do nothing else. */
    private static Uni<SecurityIdentity> here(Uni<SecurityIdentity> check) {
        Context current = Vertx.currentContext();
        return current == null ? check : check.emitOn(task -> current.runOnContext(done -> task.run()));
    }
}
