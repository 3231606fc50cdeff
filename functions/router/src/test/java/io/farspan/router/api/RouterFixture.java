package io.farspan.router.api;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.github.tomakehurst.wiremock.WireMockServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.Type;
import org.xbill.DNS.Update;

import io.farspan.local.dns.DnsServer;
import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.token.SigningKey;
import io.farspan.provider.map.FunctionEndpoint;
import io.farspan.provider.map.InstanceEntry;
import io.farspan.provider.map.LocationMap;
import io.farspan.provider.map.LocationMapProvider;
import io.farspan.provider.map.MapChange;
import io.farspan.provider.map.MapConfig;
import io.farspan.provider.map.MapHead;
import io.farspan.provider.map.TrafficTarget;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static java.nio.charset.StandardCharsets.UTF_8;

/** A map on a real DNS server, and functions whose answers the tests set. */
public class RouterFixture implements QuarkusTestResourceLifecycleManager {

    static final String ZONE = "map.farspan.test";
    static final SigningKey HOME = SigningKey.generate();

    /** The functions of aws1 and az1. */
    static final WireMockServer AWS =
            new WireMockServer(wireMockConfig().dynamicPort().dynamicHttpsPort().bindAddress("127.0.0.1"));

    static final WireMockServer AZURE =
            new WireMockServer(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"));

    private static final String KEY = "hmac-sha256:farspan:c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LTAx";

    /** The grants of this deployment, in addition to the built-in ones. */
    static final String POLICY =
            """
            # the application's own MBeans
            operator  exec   shop  shop:type=Orders#*
            operator  write  shop  shop:type=Orders#*
            """;

    private static DnsServer dns;
    private static Path directory;

    @Override
    public Map<String, String> start() {
        try {
            AWS.start();
            AZURE.start();
            reset();
            directory = Files.createTempDirectory("router-test");
            writePolicy(POLICY);
            startDns(0);
            seed();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        Map<String, String> settings = new HashMap<>();
        settings.put("quarkus.http.test-port", "0");
        settings.put("quarkus.http.test-ssl-port", "0");
        settings.put("farspan.applications", "shop,secure");
        settings.put("farspan.map.zone", ZONE);
        settings.put("farspan.map.servers", dns.address());
        settings.put("farspan.failover.resolvers", dns.address());
        settings.put("farspan.map.tsig", KEY);
        settings.put("farspan.map.timeout-ms", "500");
        settings.put("farspan.router.signing-key", HOME.secret());
        settings.put("farspan.router.policy", directory.resolve("policy").toString());
        settings.put("farspan.router.policy-reload", "100ms");
        settings.put("farspan.router.max-body-bytes", "100000");
        for (String user : List.of("admin", "operator", "viewer")) {
            settings.put("quarkus.security.users.embedded.users." + user, digest(user));
            settings.put("quarkus.security.users.embedded.roles." + user, user);
        }
        return settings;
    }

    /** Resets both functions to a valid answer of one instance each. */
    static void reset() {
        for (WireMockServer function : List.of(AWS, AZURE)) {
            function.resetAll();
        }
        seesNoFault(AWS, "aws1");
        seesNoFault(AZURE, "az1");
        answer(AWS, "aws1", "i-1", "{\"status\":200,\"value\":{\"used\":10}}");
        answer(AZURE, "az1", "i-2", "{\"status\":200,\"value\":{\"used\":32}}");
    }

    /** Makes a function answer probes with nothing wrong. */
    private static void seesNoFault(WireMockServer function, String location) {
        seesNoFault(function, location, "{}");
    }

    /** The same, with the routers that have probed it: milliseconds by location, as JSON. */
    static void seesNoFault(WireMockServer function, String location, String observers) {
        function.stubFor(post(urlEqualTo("/v1/probe"))
                .willReturn(aResponse()
                        .withHeader("Content-Type", "application/json")
                        .withBody(
                                "{\"location\":\"%s\",\"epoch\":1,\"timeMillis\":%d,\"instances\":[],\"peers\":[],\"foreign\":[],\"observers\":%s}"
                                        .formatted(location, System.currentTimeMillis(), observers))));
    }

    static void answer(WireMockServer function, String location, String name, String response) {
        function.stubFor(post(urlEqualTo("/v1/call"))
                .willReturn(aResponse()
                        .withHeader("Content-Type", "application/json")
                        .withBody(
                                "{\"location\":\"%1$s\",\"epoch\":1,\"outcomes\":[{\"instance\":\"%1$s/%2$s\",\"location\":\"%1$s\",\"tookMs\":1,\"responses\":[%3$s]}]}"
                                        .formatted(location, name, response))));
    }

    /** Replaces a TXT record directly in the DNS, as an operator might by mistake. */
    static void putText(String owner, String text) throws IOException {
        String[] key = KEY.split(":");
        SimpleResolver resolver =
                new SimpleResolver(new InetSocketAddress(InetAddress.getLoopbackAddress(), dnsPort()));
        resolver.setTCP(true);
        resolver.setTSIGKey(new TSIG(key[0], key[1], key[2]));
        Update update = new Update(Name.fromString(ZONE + "."));
        Name name = Name.fromString(owner + "." + ZONE + ".");
        update.replace(name, Type.TXT, 30, "\"" + text + "\"");
        if (resolver.send(update).getRcode() != Rcode.NOERROR) {
            throw new IOException("The record was not written");
        }
    }

    /** Replaces the deployment's policy file. */
    static void writePolicy(String policy) throws IOException {
        Path next = Files.writeString(directory.resolve("policy.next"), policy);
        Files.move(
                next, directory.resolve("policy"), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private static int dnsPort() {
        return Integer.parseInt(dns.address().substring(dns.address().indexOf(':') + 1));
    }

    static void stopDns() throws IOException {
        dns.close();
    }

    /** Starts the server again on the same port. */
    static void restartDns() throws IOException {
        startDns(dnsPort());
    }

    private static void startDns(int port) throws IOException {
        dns = DnsServer.start(
                ZONE, KEY, directory.resolve("journal"), new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    static LocationMap map() {
        return LocationMapProvider.createFrom(
                new MapConfig("dns", ZONE, List.of(dns.address()), Duration.ofSeconds(2), Map.of("tsig", KEY)));
    }

    private static void seed() {
        try (LocationMap map = map()) {
            map.commit(new MapChange(
                            Optional.empty(),
                            MapHead.first("secure", "dc1", List.of()),
                            List.of(
                                    new MapChange.PutFunction(function("aws1", AWS.httpsPort(), true)),
                                    new MapChange.PutInstance(instance("aws1/i-1", Map.of())))))
                    .await()
                    .atMost(Duration.ofSeconds(5));
            map.commit(new MapChange(
                            Optional.empty(),
                            MapHead.first("shop", "dc1", List.of("aws1")),
                            List.of(
                                    new MapChange.PutFunction(function("aws1", AWS.port(), false)),
                                    new MapChange.PutFunction(function("az1", AZURE.port(), false)),
                                    new MapChange.PutTraffic(List.of(
                                            new TrafficTarget("aws1", "lb.aws1." + ZONE, 443, 50),
                                            new TrafficTarget("az1", "lb.az1." + ZONE, 443, 50))),
                                    new MapChange.PutInstance(instance("aws1/i-1", Map.of("tier", "web"))),
                                    new MapChange.PutInstance(instance("az1/i-2", Map.of("tier", "db"))))))
                    .await()
                    .atMost(Duration.ofSeconds(5));
        }
    }

    private static FunctionEndpoint function(String location, int port, boolean tls) {
        return new FunctionEndpoint(
                location,
                "fn." + location + "." + ZONE,
                Optional.of(InetAddress.getLoopbackAddress()),
                port,
                "",
                "server",
                tls,
                1);
    }

    private static InstanceEntry instance(String id, Map<String, String> labels) {
        return new InstanceEntry(InstanceId.parse(id), "127.0.0.1", 8778, InstanceEntry.State.UP, labels);
    }

    private static String digest(String user) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-512").digest((user + ":farspan:secret").getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void stop() {
        AWS.stop();
        AZURE.stop();
        try {
            dns.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
