package io.farspan.home.lease;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import jakarta.inject.Singleton;

import io.farspan.home.settings.Applications;
import io.farspan.home.settings.RouterConfig;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.provider.map.MapHead;

/** This router's leases, one per application. Thread-safe. */
@Singleton
public class Leases implements Fence {

    private final Optional<String> self;
    private final Applications applications;
    private final Map<String, Lease> leases = new TreeMap<>();

    Leases(RouterConfig router, HomeConfig config, Applications applications) {
        this.self = router.location();
        this.applications = applications;
        self.ifPresent(location -> applications
                .names()
                .forEach(application -> leases.put(
                        application, new Lease(location, config.fence(), config.takeover(), ClockReading::now))));
    }

    /** Whether this router is home for an application and may act as it. */
    public boolean isHome(String application) {
        Lease lease = leases.get(application);
        return lease == null
                ? applications.contains(application)
                : lease.mayAct().isPresent();
    }

    @Override
    public Optional<Permit> admit(String application) {
        applications.requireManaged(application);
        Lease lease = leases.get(application);
        if (lease == null) {
            return Optional.empty();
        }
        Optional<Permit> grant = lease.mayAct();
        if (grant.isEmpty()) {
            throw new FarspanException(ProblemCode.NOT_HOME, refusal(application, lease));
        }
        return grant;
    }

    private String refusal(String application, Lease lease) {
        return lease.seen()
                .map(head -> lease.named()
                        ? "This router in " + self.orElse("?") + " is home of '" + application
                                + "' but has not been able to renew its lease for "
                                + lease.still().toSeconds()
                                + " s, so it makes no changes. Check that it can reach the location map."
                        : "This router in " + self.orElse("?") + " is not home of '" + application + "', "
                                + head.home() + " is (epoch " + head.epoch()
                                + "). Send changes to the address in the map's _tool record.")
                .orElse("This router has not read the location map yet. Try again in a second.");
    }

    /** Records a change that this router committed, which also renews its lease. */
    public void committed(MapHead head, ClockReading startedAt) {
        Lease lease = leases.get(head.application());
        if (lease != null) {
            lease.committed(head, startedAt);
        }
    }

    /** The leases by application. */
    Map<String, Lease> all() {
        return leases;
    }
}
