package io.farspan.local.load;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

import io.farspan.local.process.Child;
import io.farspan.local.stack.LocalStack;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Users of an application, first on their own and then beside a viewer who makes the most expensive calls. */
public final class HostileRun {

    private static final Duration START = Duration.ofSeconds(60);
    private static final int CONNECTIONS = 4;

    /** The effect on an agent may show late; it is watched for this long afterwards. */
    private static final Duration AFTERMATH = Duration.ofSeconds(10);

    private static final Pattern INSTANCE_OF_SHOP = Pattern.compile("instance:[a-z0-9]+/i-[0-9]+");
    private static final Pattern SHOP_LISTENS = Pattern.compile("LISTENING ([0-9]+)");
    private static final Pattern TOMCAT_LISTENS =
            Pattern.compile("Starting ProtocolHandler \\[\"http-nio-127\\.0\\.0\\.1-auto-1-([0-9]+)\"");

    private final LocalStack stack;
    private final String application;
    private final List<HeavyCall> calls;
    private final Map<String, URI> users;

    private HostileRun(LocalStack stack, String application, List<HeavyCall> calls, Map<String, URI> users) {
        this.stack = stack;
        this.application = application;
        this.calls = calls;
        this.users = users;
    }

    /**
     * What came of it.
     *
     * @param quiet the users' requests before
     * @param attacked the users' requests during and for a while after
     * @param looks how often reading diagnosis and map succeeded
     * @param unansweredLooks how often it failed
     * @param verdicts verdicts other than {@code HEALTHY}
     * @param moves the map's records, each time they changed
     * @param decisions verdicts, moves and changes of the map in the ledger
     * @param answers results of the expensive calls
     */
    public record Result(
            UserTraffic.Period quiet,
            UserTraffic.Period attacked,
            int looks,
            int unansweredLooks,
            Set<String> verdicts,
            List<String> moves,
            List<String> decisions,
            Map<String, Integer> answers) {}

    /** At the shop: users of every instance, expensive calls to aws1 and to its first instance. */
    public static HostileRun atShop(LocalStack stack) throws IOException, InterruptedException {
        Map<String, URI> users = new TreeMap<>();
        for (Child child : stack.children()) {
            if (INSTANCE_OF_SHOP.matcher(child.name()).matches()) {
                users.put(child.name(), address(child, SHOP_LISTENS, "/catalog"));
            }
        }
        return new HostileRun(stack, "shop", HeavyCall.all("shop", "aws1", "i-1"), users);
    }

    /** At the Tomcat of a stack that has one. */
    public static HostileRun atTomcat(LocalStack stack) throws IOException, InterruptedException {
        Child tomcat = stack.child("instance:dc1/tomcat-1");
        return new HostileRun(
                stack,
                "tomcat",
                HeavyCall.all("tomcat", "dc1", "tomcat-1"),
                Map.of(tomcat.name(), address(tomcat, TOMCAT_LISTENS, "/")));
    }

    private static URI address(Child child, Pattern listens, String path) throws IOException, InterruptedException {
        return URI.create("http://127.0.0.1:" + child.await(listens, START) + path);
    }

    /** Runs it, once everything is healthy. */
    public Result run(Duration quietFor, Duration attackFor) throws IOException, InterruptedException {
        URI router = URI.create(stack.router());
        awaitHealth(router);
        try (UserTraffic traffic = UserTraffic.start(users);
                Onlooker onlooker = Onlooker.start(router, basic("operator"), application)) {
            Thread.sleep(quietFor.toMillis());
            UserTraffic.Period quiet = traffic.next();
            HostileCalls hostile = HostileCalls.start(router, basic("viewer"), calls, CONNECTIONS);
            try (hostile) {
                Thread.sleep(attackFor.toMillis());
            }
            Thread.sleep(AFTERMATH.toMillis());
            return new Result(
                    quiet,
                    traffic.next(),
                    onlooker.looks(),
                    onlooker.unansweredLooks(),
                    onlooker.verdicts(),
                    onlooker.moves(),
                    onlooker.decisions(),
                    hostile.answers());
        }
    }

    /** A stack that has just started needs time to find that everything is healthy. */
    private void awaitHealth(URI router) throws IOException, InterruptedException {
        long end = System.nanoTime() + START.toNanos();
        while (true) {
            Thread.sleep(3_000);
            try (Onlooker onlooker = Onlooker.start(router, basic("operator"), application)) {
                Thread.sleep(2_000);
                if (onlooker.looks() > 0 && onlooker.verdicts().isEmpty()) {
                    return;
                }
                if (System.nanoTime() > end) {
                    throw new IOException(application + " is not healthy to begin with: " + onlooker.verdicts());
                }
            }
        }
    }

    private String basic(String user) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + stack.password()).getBytes(UTF_8));
    }
}
