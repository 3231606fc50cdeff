package io.farspan.diagnosis;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.probe.Reach;
import io.farspan.protocol.problem.Stage;

/** The observations of the service endpoints of a location's instances. Thread-safe. */
final class ServiceEdges {

    private final Clock clock;
    private final Map<InstanceId, Service> services = new ConcurrentSkipListMap<>();

    /** One endpoint. A new address is a new endpoint without observations. */
    private static final class Service {
        private final String address;
        private final EdgeLog own;
        private final Map<String, Witness> foreign = new ConcurrentSkipListMap<>();
        private volatile boolean known;
        private volatile boolean answers;

        private Service(String address, Clock clock) {
            this.address = address;
            this.own = new EdgeLog(clock);
        }

        private void add(EdgeLog edge, long started, Reach reach) {
            if (reach.ok()) {
                known = true;
                answers = reach.stage().equals(Optional.of(Stage.HTTP));
            }
            edge.add(started, reach);
        }
    }

    /** The edge from another location, to the address that its map has for the endpoint. */
    private record Witness(String address, EdgeLog edge) {}

    ServiceEdges(Clock clock) {
        this.clock = clock;
    }

    /** Records an attempt by the location's own function, if the map has a service endpoint for the instance. */
    void own(InstanceId id, Optional<Reach> tried, long started) {
        if (tried.isEmpty()) {
            services.remove(id);
            return;
        }
        Reach reach = tried.get();
        Service service = services.get(id);
        if (service == null || !service.address.equals(reach.target())) {
            service = new Service(reach.target(), clock);
            services.put(id, service);
        }
        service.add(service.own, started, reach);
    }

    /** Records an attempt by another location's function, to the address in its map. A new address is a new edge. */
    void foreign(String witness, InstanceId id, Reach reach, long started) {
        Service service = services.get(id);
        if (service != null) {
            Witness seen = service.foreign.compute(
                    witness,
                    (name, old) -> old != null && old.address.equals(reach.target())
                            ? old
                            : new Witness(reach.target(), new EdgeLog(clock)));
            service.add(seen.edge, started, reach);
        }
    }

    void retain(Set<InstanceId> listed) {
        services.keySet().retainAll(listed);
    }

    Map<InstanceId, ServiceState> states(Duration period, Duration timeout) {
        Map<InstanceId, ServiceState> states = new TreeMap<>();
        services.forEach((id, service) -> {
            Map<String, EdgeState> foreign = new TreeMap<>();
            service.foreign.forEach((witness, seen) -> foreign.put(witness, seen.edge.state(period, timeout)));
            states.put(
                    id,
                    new ServiceState(
                            service.address,
                            service.known,
                            service.answers,
                            service.own.state(period, timeout),
                            foreign));
        });
        return states;
    }
}
