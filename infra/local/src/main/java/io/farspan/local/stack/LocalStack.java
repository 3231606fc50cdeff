package io.farspan.local.stack;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.net.ssl.SSLContext;

import io.farspan.local.azure.FunctionsHost;
import io.farspan.local.dns.Bind9;
import io.farspan.local.dns.DnsServerMain;
import io.farspan.local.http.LoopbackServer;
import io.farspan.local.lambda.LambdaHost;
import io.farspan.local.process.Child;
import io.farspan.local.proxy.FaultProxy;
import io.farspan.local.proxy.View;
import io.farspan.local.shop.Shop;
import io.farspan.local.store.PostgresMain;
import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.token.SigningKey;
import io.farspan.provider.map.FunctionEndpoint;
import io.farspan.provider.map.InstanceEntry;
import io.farspan.provider.map.LocationMap;
import io.farspan.provider.map.LocationMapProvider;
import io.farspan.provider.map.MapChange;
import io.farspan.provider.map.MapConfig;
import io.farspan.provider.map.ToolEndpoint;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/**
 * Farspan on one machine: DNS server, three functions, sample applications and the router, each a process of its own.
 * Everything listens on loopback only. {@link #close} ends every process.
 */
public final class LocalStack implements AutoCloseable {

    /** The zone of the map. */
    public static final String ZONE = "map.farspan.test";

    /** The locations and the kind of their functions. The first is home. */
    public static final Map<String, String> LOCATIONS = locations();

    /** The second router's name. */
    public static final String STANDBY = "router:aws1";

    private static final Duration START = Duration.ofMinutes(2);
    private static final Pattern LISTENING = Pattern.compile("LISTENING (?:[0-9.]+:)?([0-9]+)");
    private static final Pattern QUARKUS_LISTENING = Pattern.compile("Listening on: https?://[^:]+:([0-9]+)");
    private static final Pattern JMX_LISTENING = Pattern.compile("JMX bridge at [^:]+:([0-9]+) ");
    private static final Pattern JOLOKIA_LISTENING =
            Pattern.compile("Agent \\S+ started with URL http://127\\.0\\.0\\.1:([0-9]+)/");

    private final StackOptions options;
    private final Artefacts artefacts;
    private final Secrets secrets = Secrets.generate();
    private final Path work;
    private final Consumer<String> progress;
    private final Map<String, Child> children = new LinkedHashMap<>();
    private final Map<String, FaultProxy> proxies = new LinkedHashMap<>();
    private final Map<String, View> views = new LinkedHashMap<>();
    private Optional<Tls> tls = Optional.empty();
    private String dns = "";
    private String store = "";
    private int routerPort;
    private int jmxPort;
    private int standbyPort;

    private LocalStack(StackOptions options, Path work, Consumer<String> progress) {
        this.options = options;
        this.artefacts = Artefacts.find();
        this.work = work;
        this.progress = progress;
    }

    /**
     * Starts everything; it is ready when this returns. The calling thread must live as long as the stack.
     *
     * @throws IOException when a part does not start, with the end of its log
     */
    public static LocalStack start(StackOptions options, Consumer<String> progress)
            throws IOException, InterruptedException {
        Path runs = Artefacts.find().root().resolve("infra/local/target/run");
        Files.createDirectories(runs);
        LocalStack stack = new LocalStack(options, Files.createTempDirectory(runs, "stack-"), progress);
        try {
            stack.start();
            return stack;
        } catch (IOException | InterruptedException | RuntimeException e) {
            stack.close();
            throw e;
        }
    }

    private void start() throws IOException, InterruptedException {
        if (options.tls) {
            List<String> names = new ArrayList<>();
            LOCATIONS.keySet().forEach(location -> {
                names.add(function(location));
                names.add("router." + location + "." + ZONE);
            });
            tls = Optional.of(Tls.create(work.resolve("tls"), names));
        }
        startDns();
        int standing = children.size();
        startStore();
        for (String location : LOCATIONS.keySet()) {
            startFunction(location);
        }
        Path users = work.resolve("users.properties");
        Files.writeString(users, secrets.users() + "farspan.diagnosis.pools.shop.mbean=shop:type=RequestPool\n");
        startRouter("router", "dc1", options.routerPort, options.jmxPort);
        if (options.standby) {
            startRouter(STANDBY, "aws1", 0, 0);
        }
        for (String location : LOCATIONS.keySet()) {
            for (int number = 1; number <= options.instances; number++) {
                startShop(new InstanceId(location, "i-" + number));
            }
        }
        progress.accept("started " + (children.size() - standing) + " processes, waiting for them");
        Map<String, FunctionEndpoint> functions = new HashMap<>();
        for (String location : LOCATIONS.keySet()) {
            functions.put(location, endpoint(location));
        }
        List<InstanceEntry> shops = instances("shop", Pattern.quote("instance:") + ".*");
        routerPort = portOf("router");
        jmxPort = Integer.parseInt(child("router").await(JMX_LISTENING, START));
        if (options.standby) {
            standbyPort = portOf(STANDBY);
            child(STANDBY).await(JMX_LISTENING, START);
        }
        progress.accept("router, functions and " + shops.size() + " instances of shop are up");
        try (LocationMap map = LocationMapProvider.createFrom(mapConfig())) {
            MapSeed seed = new MapSeed(map, ZONE, Optional.of(tool("dc1", routerPort)));
            seed.create("shop", functions, shops);
            if (options.app == StackOptions.App.kafka) {
                seed.create("kafka", Map.of("dc1", functions.get("dc1")), List.of(startKafka()));
            }
        }
        child("router").await(Pattern.compile("shop has (" + shops.size() + ") instances to connect to"), START);
        child("router").await(Pattern.compile("(shop: this router in dc1 is home)"), START);
        progress.accept("the location map is written, home has its lease, and every instance has its JMX address");
    }

    private void startDns() throws IOException, InterruptedException {
        if (options.dns == StackOptions.Dns.bind) {
            Bind9 bind = Bind9.start(ZONE, secrets.tsig(), work.resolve("bind"), options.dnsPort);
            children.put("dns", bind.process());
            dns = bind.address();
        } else {
            Child server = startLocal(
                    "dns",
                    DnsServerMain.class,
                    Map.of(),
                    List.of(
                            ZONE,
                            secrets.tsig(),
                            work.resolve("dns.journal").toString(),
                            Integer.toString(options.dnsPort)));
            dns = "127.0.0.1:" + server.await(LISTENING, START);
        }
        progress.accept("DNS server (" + options.dns + ") at " + dns);
        if (options.faults) {
            Duration roundTrip = Duration.ofMillis(options.rttMillis);
            views.put("router", View.start(dns, Set.of("_function"), false, roundTrip));
            views.put(STANDBY, View.start(dns, Set.of("_function"), false, roundTrip));
            for (String location : LOCATIONS.keySet()) {
                views.put("function:" + location, View.start(dns, Set.of("_function", "_tool"), true, Duration.ZERO));
            }
        }
    }

    private void startStore() throws IOException, InterruptedException {
        Child server = startLocal(
                "postgres",
                PostgresMain.class,
                Map.of(),
                List.of(work.resolve("postgres").toString(), "0"));
        store = "jdbc:postgresql://127.0.0.1:" + server.await(LISTENING, START) + "/postgres?user=postgres";
    }

    private void startFunction(String location) throws IOException {
        switch (location) {
            case "aws1" ->
                startLocal(
                        "function:aws1",
                        LambdaHost.class,
                        functionEnvironment(location),
                        List.of(
                                artefacts.lambda().toString(),
                                artefacts.runtimeInterfaceClient().toString(),
                                Files.createDirectories(work.resolve("lambda")).toString()));
            case "az1" ->
                startLocal(
                        "function:az1",
                        FunctionsHost.class,
                        functionEnvironment(location),
                        List.of(artefacts.azure().toString()));
            default -> {
                Map<String, String> environment = new HashMap<>(functionEnvironment(location));
                environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
                environment.put("QUARKUS_HTTP_PORT", "0");
                tls.ifPresent(own -> environment.putAll(own.quarkus(0)));
                start(
                        "function:" + location,
                        environment,
                        List.of("-Xmx256m", "-jar", artefacts.server().toString()));
            }
        }
    }

    private void startRouter(String name, String location, int port, int jmx) throws IOException {
        String applications = options.app == StackOptions.App.kafka ? "shop,kafka" : "shop";
        Map<String, String> environment = new HashMap<>(mapEnvironment(name));
        environment.put("FARSPAN_MAP_TSIG", secrets.tsig());
        environment.put("FARSPAN_ROUTER_SIGNING_KEY", secrets.signing().secret());
        environment.put("FARSPAN_ROUTER_LOCATION", location);
        environment.put(
                "QUARKUS_CONFIG_LOCATIONS",
                work.resolve("users.properties").toUri().toString());
        environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(port));
        environment.put("FARSPAN_DIAGNOSIS_APPLICATIONS", applications);
        environment.put("FARSPAN_FAILOVER_AUTOMATIC", "true");
        environment.put("FARSPAN_HOME_TOOL_HOST", "router." + location + "." + ZONE);
        environment.put("FARSPAN_HOME_TOOL_ADDRESS", "127.0.0.1");
        environment.put("FARSPAN_HOME_TOOL_TLS", Boolean.toString(tls.isPresent()));
        environment.put("FARSPAN_STORE_URL", store);
        environment.put(
                "FARSPAN_STORE_SPOOL", work.resolve(fileName(name) + ".ledger").toString());
        environment.put("FARSPAN_JMX_APPLICATIONS", applications);
        environment.put("FARSPAN_JMX_BIND", "127.0.0.1");
        environment.put("FARSPAN_JMX_HOST", "127.0.0.1");
        environment.put("FARSPAN_JMX_PORT", Integer.toString(jmx));
        tls.ifPresent(own -> {
            environment.putAll(own.quarkus(port));
            environment.put("FARSPAN_JMX_KEY_STORE", own.keyStore().toString());
            environment.put("FARSPAN_JMX_KEY_STORE_PASSWORD", Tls.PASSWORD);
            environment.put(
                    "FARSPAN_ROUTER_TRUSTED_CERTIFICATES", own.certificate().toString());
        });
        environment.putAll(options.routerSettings);
        start(name, environment, List.of("-Xmx512m", "-jar", artefacts.router().toString()));
    }

    private void startShop(InstanceId id) throws IOException {
        String log = work.resolve("shop-" + id.location() + "-" + id.name() + ".app.log")
                .toString();
        start(
                "instance:" + id,
                Map.of(),
                List.of(
                        "-Xmx96m",
                        "-XX:TieredStopAtLevel=1",
                        "-javaagent:" + artefacts.jolokia() + "=host=127.0.0.1,port=0,discoveryEnabled=false",
                        "-cp",
                        artefacts.localClasspath(),
                        Shop.class.getName(),
                        id.toString(),
                        "0",
                        log));
    }

    private InstanceEntry startKafka() throws IOException, InterruptedException {
        Kafka kafka = new Kafka(artefacts.kafka(), artefacts.jolokia(), work.resolve("kafka"));
        kafka.format();
        Child broker = start("instance:dc1/broker-1", Map.of(), kafka.command());
        int port = Integer.parseInt(broker.await(JOLOKIA_LISTENING, START));
        broker.await(Kafka.STARTED, START);
        progress.accept("Kafka broker is up");
        return new InstanceEntry(
                InstanceId.parse("dc1/broker-1"), "127.0.0.1", port, InstanceEntry.State.UP, Map.of("tier", "broker"));
    }

    private FunctionEndpoint endpoint(String location) throws IOException, InterruptedException {
        String kind = LOCATIONS.getOrDefault(location, "");
        Pattern pattern = kind.equals("server") ? QUARKUS_LISTENING : LISTENING;
        int port = Integer.parseInt(child("function:" + location).await(pattern, START));
        if (options.rttMillis > 0 && !options.faults) {
            FaultProxy proxy = FaultProxy.start(port, Duration.ofMillis(options.rttMillis));
            proxies.put(location, proxy);
            port = proxy.port();
        }
        return new FunctionEndpoint(
                location,
                function(location),
                Optional.of(InetAddress.getLoopbackAddress()),
                port,
                kind.equals("azure") ? "/api" : "",
                kind,
                tls.isPresent(),
                1);
    }

    private ToolEndpoint tool(String location, int port) {
        return new ToolEndpoint(
                "router." + location + "." + ZONE,
                Optional.of(InetAddress.getLoopbackAddress()),
                port,
                tls.isPresent());
    }

    private static String function(String location) {
        return "fn." + location + "." + ZONE;
    }

    private List<InstanceEntry> instances(String application, String pattern) throws IOException, InterruptedException {
        List<InstanceEntry> instances = new ArrayList<>();
        for (Child child : children.values()) {
            if (child.name().matches(pattern)) {
                int port = Integer.parseInt(child.await(JOLOKIA_LISTENING, START));
                InstanceId id = InstanceId.parse(child.name().substring("instance:".length()));
                instances.add(new InstanceEntry(
                        id, "127.0.0.1", port, InstanceEntry.State.UP, Map.of("tier", "web", "app", application)));
            }
        }
        return instances;
    }

    private Map<String, String> functionEnvironment(String location) {
        Map<String, String> environment = new HashMap<>(mapEnvironment("function:" + location));
        environment.put("FARSPAN_LOCATION", location);
        environment.put("FARSPAN_TRUSTED_KEYS", secrets.signing().publicKey());
        tls.ifPresent(own -> environment.put(
                "FARSPAN_TRUSTED_CERTIFICATES", own.certificate().toString()));
        environment.putAll(options.functionVariables.getOrDefault(location, Map.of()));
        return environment;
    }

    private Map<String, String> mapEnvironment(String part) {
        View view = views.get(part);
        return Map.of("FARSPAN_MAP_ZONE", ZONE, "FARSPAN_MAP_SERVERS", view == null ? dns : view.dns());
    }

    private Child startLocal(String name, Class<?> main, Map<String, String> environment, List<String> arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        tls.ifPresent(own -> command.addAll(LoopbackServer.tlsArguments(own.keyStore(), Tls.PASSWORD)));
        command.addAll(List.of(
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-Dsun.net.httpserver.nodelay=true",
                "-cp",
                artefacts.localClasspath(),
                main.getName()));
        command.addAll(arguments);
        return start(name, environment, command);
    }

    private Child start(String name, Map<String, String> environment, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(Child.java(), "-XX:+UseSerialGC", "-Xshare:auto"));
        command.addAll(arguments);
        Child child = Child.start(name, work.resolve(fileName(name) + ".log"), environment, command);
        children.put(name, child);
        return child;
    }

    private static String fileName(String name) {
        return name.replaceAll("[:/]", "-");
    }

    /** Where a process listens: a function or a router for HTTP, an instance for its agent. */
    public int portOf(String name) throws IOException, InterruptedException {
        boolean quarkus = name.startsWith("router") || name.equals("function:dc1");
        Pattern pattern = name.startsWith("instance:") ? JOLOKIA_LISTENING : quarkus ? QUARKUS_LISTENING : LISTENING;
        return Integer.parseInt(child(name).await(pattern, START));
    }

    /** The way from one part to another, of a stack with faults. */
    public FaultProxy way(String from, String to) throws IOException, InterruptedException {
        return view(from).way(portOf(to));
    }

    /** The network as a part of a stack with faults sees it. */
    public View view(String part) {
        View view = views.get(part);
        if (view == null) {
            throw new IllegalStateException(part + " has no view of its own; the stack was started without faults");
        }
        return view;
    }

    /** Ends a function, an instance or a router, if it still runs, starts it anew and writes the map accordingly. */
    public void replace(String name) throws IOException, InterruptedException {
        child(name).kill();
        if (name.startsWith("router")) {
            boolean home = name.equals("router");
            startRouter(name, home ? "dc1" : "aws1", home ? routerPort : 0, home ? jmxPort : 0);
            portOf(name);
            return;
        }
        MapChange.Edit edit;
        if (name.startsWith("function:")) {
            String location = name.substring("function:".length());
            startFunction(location);
            edit = new MapChange.PutFunction(endpoint(location));
        } else {
            startShop(InstanceId.parse(name.substring("instance:".length())));
            edit = new MapChange.PutInstance(
                    instances("shop", Pattern.quote(name)).get(0));
        }
        try (LocationMap map = LocationMapProvider.createFrom(mapConfig())) {
            new MapSeed(map, ZONE, Optional.empty()).change("shop", List.of(edit));
        }
    }

    /** The store's address, as a JDBC URL. */
    public String store() {
        return store;
    }

    /** A process by its name: {@code router}, {@code dns}, {@code function:aws1}, {@code instance:aws1/i-1}. */
    public Child child(String name) {
        Child child = children.get(name);
        if (child == null) {
            throw new IllegalArgumentException("There is no " + name + "; there are " + children.keySet());
        }
        return child;
    }

    /** All processes. */
    public List<Child> children() {
        return List.copyOf(children.values());
    }

    /** The delay proxies, by location. */
    public Map<String, FaultProxy> proxies() {
        return Map.copyOf(proxies);
    }

    /** The router's base address. */
    public String router() {
        return (tls.isPresent() ? "https" : "http") + "://127.0.0.1:" + routerPort;
    }

    /** The standby router's base address, if there is one. */
    public Optional<String> standby() {
        return standbyPort == 0
                ? Optional.empty()
                : Optional.of((tls.isPresent() ? "https" : "http") + "://127.0.0.1:" + standbyPort);
    }

    /** The JMX service URL of a view: {@code shop}, {@code shop/primary}, {@code shop/aws1/i-1}. */
    public String jmx(String view) {
        return "service:jmx:rmi:///jndi/rmi://127.0.0.1:" + jmxPort + "/" + view;
    }

    /** The Jolokia endpoint of an application, or of one instance below it. */
    public String jolokia(String path) {
        return router() + "/jolokia/" + path;
    }

    /** What a Java tool must trust, with the password {@code changeit}, when the stack speaks TLS. */
    public Optional<Path> trustStore() {
        return tls.map(Tls::trustStore);
    }

    /** A context that shows a certificate which has expired, when the stack speaks TLS. */
    public SSLContext expiredCertificate() throws IOException {
        return LoopbackServer.context(
                tls.orElseThrow(() -> new IllegalStateException("the stack was started without TLS"))
                        .expired(),
                Tls.PASSWORD);
    }

    /** The same as PEM, for other tools. */
    public Optional<Path> certificate() {
        return tls.map(Tls::certificate);
    }

    /** The map's DNS server, {@code host:port}. */
    public String dns() {
        return dns;
    }

    /** The password of {@code admin}, {@code operator} and {@code viewer}. */
    public String password() {
        return secrets.password();
    }

    /** Home's key, for tests that forge tokens. */
    public SigningKey signingKey() {
        return secrets.signing();
    }

    /** How the map is written. */
    public MapConfig mapConfig() {
        return new MapConfig("dns", ZONE, List.of(dns), Optional.of(secrets.tsig()), Duration.ofSeconds(2));
    }

    /** What a location's function has logged, line by line; each execution environment of a Lambda has a log of its own. */
    public List<List<String>> functionLogs(String location) throws IOException {
        List<Path> logs = new ArrayList<>(List.of(work.resolve("function-" + location + ".log")));
        if (location.equals("aws1")) {
            try (Stream<Path> files = Files.walk(work.resolve("lambda"))) {
                files.filter(file -> file.getFileName().toString().endsWith(".log"))
                        .sorted()
                        .forEach(logs::add);
            }
        }
        List<List<String>> lines = new ArrayList<>();
        for (Path log : logs) {
            lines.add(Files.readAllLines(log, ISO_8859_1));
        }
        return lines;
    }

    /** Where the processes leave their logs. */
    public Path work() {
        return work;
    }

    @Override
    public void close() {
        children.values().forEach(Child::stop);
        children.values().forEach(Child::close);
        proxies.values().forEach(FaultProxy::close);
        views.values().forEach(View::close);
    }

    private static Map<String, String> locations() {
        Map<String, String> locations = new LinkedHashMap<>();
        locations.put("dc1", "server");
        locations.put("aws1", "lambda");
        locations.put("az1", "azure");
        return Collections.unmodifiableMap(locations);
    }
}
