package io.farspan.local.stack;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

import javax.net.ssl.SSLContext;

import io.farspan.local.http.LoopbackServer;
import io.farspan.local.process.Child;
import io.farspan.local.proxy.FaultProxy;
import io.farspan.local.proxy.PartNetwork;
import io.farspan.local.store.PostgresMain;
import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.token.SigningKey;
import io.farspan.provider.map.FunctionEndpoint;
import io.farspan.provider.map.InstanceEntry;
import io.farspan.provider.map.LocationMap;
import io.farspan.provider.map.LocationMapProvider;
import io.farspan.provider.map.MapChange;
import io.farspan.provider.map.MapConfig;

/**
 * Farspan on one machine: DNS server, store, three functions, sample applications and the routers, each a process of its
 * own. Everything listens on loopback only. {@link #close} ends every process.
 */
public final class LocalStack implements AutoCloseable {

    /** The zone of the map. */
    public static final String ZONE = "map.farspan.test";

    /** The locations and the kind of their functions. The first is home. */
    public static final Map<String, String> LOCATIONS = locations();

    /** The name of home's router. */
    public static final String HOME = "router";

    /** The second router's name. */
    public static final String STANDBY = "router:aws1";

    private static final String STORE = "postgres";
    private static final Pattern IS_HOME = Pattern.compile("(shop: this router in dc1 is home)");
    private static final Pattern IS_WARM = Pattern.compile("shop: .*(all locations are warm)");

    private final Run run;
    private final Consumer<String> progress;
    private final Processes processes;
    private final MapServer map;
    private final String store;
    private final StackFunctions functions;
    private final Routers routers;
    private final StackApplications applications;

    private LocalStack(Run run, Consumer<String> progress) throws IOException, InterruptedException {
        this.run = run;
        this.progress = progress;
        processes = new Processes(run);
        try {
            map = MapServer.start(run, processes);
            progress.accept("DNS server (" + run.options().dns + ") at " + map.address());
            store = startStore(0);
        } catch (IOException | InterruptedException | RuntimeException e) {
            processes.close();
            throw e;
        }
        functions = new StackFunctions(run, processes, map);
        routers = new Routers(run, processes, map, store);
        applications = new StackApplications(run, processes);
    }

    /**
     * Starts everything; it is ready when this returns. The calling thread must live as long as the stack.
     *
     * @throws IOException when a part does not start, with the end of its log
     */
    public static LocalStack start(StackOptions options, Consumer<String> progress)
            throws IOException, InterruptedException {
        LocalStack stack = new LocalStack(Run.prepare(options), progress);
        try {
            stack.start();
            return stack;
        } catch (IOException | InterruptedException | RuntimeException e) {
            stack.close();
            throw e;
        }
    }

    /** Starts the store with its existing data; on a free port if {@code port} is 0. */
    private String startStore(int port) throws IOException, InterruptedException {
        List<String> arguments = List.of(run.work().resolve(STORE).toString(), Integer.toString(port));
        processes.startLocal(STORE, PostgresMain.class, Map.of(), arguments);
        return "jdbc:postgresql://127.0.0.1:" + processes.port(STORE) + "/postgres?user=postgres";
    }

    private void start() throws IOException, InterruptedException {
        int standing = processes.all().size();
        for (String location : LOCATIONS.keySet()) {
            functions.start(location);
        }
        routers.start();
        for (String location : LOCATIONS.keySet()) {
            for (int number = 1; number <= run.options().instances; number++) {
                applications.startShop(new InstanceId(location, "i-" + number));
            }
        }
        progress.accept("started " + (processes.all().size() - standing) + " processes, waiting for them");
        Map<String, FunctionEndpoint> endpoints = new HashMap<>();
        for (String location : LOCATIONS.keySet()) {
            endpoints.put(location, functions.endpoint(location));
        }
        List<InstanceEntry> shops = applications.shops();
        routers.await();
        progress.accept("router, functions and " + shops.size() + " instances of shop are up");
        try (LocationMap written = LocationMapProvider.createFrom(map.config())) {
            MapSeed seed = new MapSeed(written, ZONE, Optional.of(routers.tool()));
            seed.create("shop", endpoints, shops);
            for (StackOptions.App app : run.options().apps) {
                InstanceEntry server = applications.start(app);
                progress.accept(app + " is up");
                seed.create(app.toString(), Map.of("dc1", functions.endpoint("dc1")), List.of(server));
            }
        }
        child(HOME).await(Pattern.compile("shop has (" + shops.size() + ") instances to connect to"), Processes.START);
        child(HOME).await(IS_HOME, Processes.START);
        child(HOME).await(IS_WARM, Processes.START);
        progress.accept(
                "the location map is written, home has its lease, every location is warm, and every instance has its"
                        + " JMX address");
    }

    /** Where a process listens: a function or a router for HTTP, an instance for its agent. */
    public int portOf(String name) throws IOException, InterruptedException {
        return processes.port(name);
    }

    /** The link from one part to another, in a stack with faults. */
    public FaultProxy way(String from, String to) throws IOException, InterruptedException {
        return network(from).way(portOf(to));
    }

    /** The network as one part sees it, in a stack with faults. */
    public PartNetwork network(String part) {
        return map.network(part);
    }

    /**
     * Restarts a function, an instance, a router or the store and updates the map accordingly. The store keeps its port
     * and its data.
     */
    public void replace(String name) throws IOException, InterruptedException {
        if (name.equals(STORE)) {
            int port = portOf(STORE);
            child(STORE).kill();
            startStore(port);
            return;
        }
        child(name).kill();
        if (name.startsWith(HOME)) {
            routers.restart(name);
            return;
        }
        MapChange.Edit edit;
        if (name.startsWith("function:")) {
            String location = name.substring("function:".length());
            functions.start(location);
            edit = new MapChange.PutFunction(functions.endpoint(location));
        } else {
            edit = new MapChange.PutInstance(applications.restartShop(name));
        }
        try (LocationMap written = LocationMapProvider.createFrom(map.config())) {
            new MapSeed(written, ZONE, Optional.empty()).change("shop", List.of(edit));
        }
    }

    /** The store's address, as a JDBC URL. */
    public String store() {
        return store;
    }

    /** A process by its name: {@code router}, {@code dns}, {@code function:aws1}, {@code instance:aws1/i-1}. */
    public Child child(String name) {
        return processes.get(name);
    }

    /** All processes. */
    public List<Child> children() {
        return processes.all();
    }

    /** The delay proxies, by location. */
    public Map<String, FaultProxy> proxies() {
        return functions.proxies();
    }

    /** The router's base address. */
    public String router() {
        return routers.address();
    }

    /** The standby router's base address, if there is one. */
    public Optional<String> standby() {
        return routers.standby();
    }

    /** The JMX service URL of a view: {@code shop}, {@code shop/primary}, {@code shop/aws1/i-1}. */
    public String jmx(String view) {
        return routers.jmx(view);
    }

    /** The Jolokia endpoint of an application, or of one instance below it. */
    public String jolokia(String path) {
        return router() + "/jolokia/" + path;
    }

    /** What a Java tool must trust, with the password {@code changeit}, when the stack speaks TLS. */
    public Optional<Path> trustStore() {
        return run.tls().map(Tls::trustStore);
    }

    /** A context that shows a certificate which has expired, when the stack speaks TLS. */
    public SSLContext expiredCertificate() throws IOException {
        return LoopbackServer.context(
                run.tls()
                        .orElseThrow(() -> new IllegalStateException("the stack was started without TLS"))
                        .expired(),
                Tls.PASSWORD);
    }

    /** The same as PEM, for other tools. */
    public Optional<Path> certificate() {
        return run.tls().map(Tls::certificate);
    }

    /** The map's DNS server, {@code host:port}. */
    public String dns() {
        return map.address();
    }

    /** The password of {@code admin}, {@code operator} and {@code viewer}. */
    public String password() {
        return run.secrets().password();
    }

    /** Home's key, for tests that forge tokens. */
    public SigningKey signingKey() {
        return run.secrets().signing();
    }

    /** How the map is written. */
    public MapConfig mapConfig() {
        return map.config();
    }

    /** What a location's function has logged, line by line; each execution environment of a Lambda has a log of its own. */
    public List<List<String>> functionLogs(String location) throws IOException {
        return functions.logs(location);
    }

    /** The file with what this stack grants; the routers read it again when it changes. */
    public Path policy() {
        return run.policy();
    }

    /** Where the processes leave their logs. */
    public Path work() {
        return run.work();
    }

    @Override
    public void close() {
        processes.close();
        functions.close();
        map.close();
    }

    private static Map<String, String> locations() {
        Map<String, String> locations = new LinkedHashMap<>();
        locations.put("dc1", "server");
        locations.put("aws1", "lambda");
        locations.put("az1", "azure");
        return Collections.unmodifiableMap(locations);
    }
}
