package io.farspan.bridge.remote;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;

import io.farspan.bridge.login.Login;
import io.farspan.bridge.login.Throttled;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;

/** A login with the credentials of home's HTTP API, which are then used for everything the tool asks. */
public final class HomeLogin implements Login {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration SOON = Duration.ofSeconds(1);

    private final HttpClient http;
    private final URI home;
    private final List<String> applications;

    /** A login at home, checked by asking for the instances of the first application. */
    public HomeLogin(HttpClient http, URI home, List<String> applications) {
        this.http = http;
        this.home = home;
        this.applications = List.copyOf(applications);
    }

    @Override
    public Session login(String user, String password) {
        HttpManagementPort port = new HttpManagementPort(http, home, user, password);
        try {
            port.instances(applications.get(0)).await().atMost(LIMIT);
        } catch (FarspanException e) {
            if (e.code() == ProblemCode.UNAUTHENTICATED || e.code() == ProblemCode.FORBIDDEN) {
                throw new SecurityException(
                        "Authentication failed! " + e.problem().detail());
            }
            if (e.code() == ProblemCode.LOGIN_THROTTLED) {
                throw new Throttled("Home does not accept passwords of this user from this bridge at the moment", SOON);
            }
            throw new SecurityException("Home cannot check these credentials at the moment: "
                    + e.problem().detail());
        }
        return new Session(user, port);
    }
}
