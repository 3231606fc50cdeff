package io.farspan.bench;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.farspan.local.stack.LocalStack;
import io.farspan.local.stack.StackOptions;

/**
 * An unmodified Prometheus JMX exporter over the federated view of six instances, beside the same exporter over one
 * instance's view and over plain RMI of one JVM. The three take turns, so that other load on the machine affects all of
 * them.
 */
final class ExporterBench implements Bench.Measurement {

    private static final int WARM = Effort.of(4, 1);
    private static final int SCRAPES = Effort.of(15, 2);
    /** The pause between scrapes, longer than the bridge caches values, so that every scrape reads them again. */
    private static final Duration PAUSE = Duration.ofMillis(1_200);

    @Override
    public Map<String, String> run() throws Exception {
        try (LocalStack stack = LocalStack.start(StackOptions.usual(), line -> {});
                JmxPeer jvm = JmxPeer.start(stack.work(), Duration.ZERO);
                Exporter federated = Exporter.start(stack.work(), "federated", stack.jmx("shop"), login(stack));
                Exporter instance = Exporter.start(stack.work(), "instance", stack.jmx("shop/dc1/i-1"), login(stack));
                Exporter plain = Exporter.start(stack.work(), "plain", jvm.url(), "")) {
            Exporter.Scrape first = federated.scrape();
            Exporter.Scrape firstOfInstance = instance.scrape();
            Samples all = new Samples();
            Samples one = new Samples();
            Samples direct = new Samples();
            for (int round = -WARM; round < SCRAPES; round++) {
                warm(federated, all, round >= 0);
                warm(instance, one, round >= 0);
                warm(plain, direct, round >= 0);
            }
            all.print("scrape of six instances, federated view");
            one.print("scrape of one instance's view");
            direct.print("scrape of one JVM over plain RMI");
            Map<String, String> figures = new LinkedHashMap<>();
            figures.put("n", Integer.toString(SCRAPES));
            figures.put("first_scrape_ms", millis(first.nanos() / 1e6));
            figures.put("first_scrape_ms@instance", millis(firstOfInstance.nanos() / 1e6));
            figures.put("warm_scrape_ms", millis(all.millis(50)));
            figures.put("warm_scrape_ms@instance", millis(one.millis(50)));
            figures.put("warm_scrape_ms@plain_rmi", millis(direct.millis(50)));
            figures.put("series", Integer.toString(federated.scrape().series()));
            figures.put("series@instance", Integer.toString(instance.scrape().series()));
            figures.put("warm_ratio", String.format(Locale.ROOT, "%.3f", all.millis(50) / one.millis(50)));
            return figures;
        }
    }

    private static void warm(Exporter exporter, Samples samples, boolean counts) throws Exception {
        TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
        long nanos = exporter.scrape().nanos();
        if (counts) {
            samples.add(nanos);
        }
    }

    private static String login(LocalStack stack) {
        return String.join(
                "\n", List.of("username: operator", "password: \"" + stack.password() + "\"", "ssl: false", ""));
    }

    private static String millis(double millis) {
        return String.format(Locale.ROOT, "%.1f", millis);
    }
}
