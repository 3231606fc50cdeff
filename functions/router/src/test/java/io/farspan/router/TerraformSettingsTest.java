package io.farspan.router;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.smallrye.config.ConfigMapping;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.farspan.diagnosis.DiagnosisConfig;
import io.farspan.failover.FailoverConfig;
import io.farspan.home.gate.GateConfig;
import io.farspan.home.http.RequestConfig;
import io.farspan.home.lease.HomeConfig;
import io.farspan.home.ledger.LedgerConfig;
import io.farspan.home.reach.ReachConfig;
import io.farspan.home.settings.Applications;
import io.farspan.home.settings.RouterConfig;
import io.farspan.home.store.StoreConfig;
import io.farspan.protocol.plugin.PluginFolder;
import io.farspan.provider.Provider;
import io.farspan.provider.map.LocationMapProvider;
import io.farspan.provider.map.MapConfig;
import io.farspan.provider.traffic.TrafficDirectorProvider;
import io.farspan.router.call.CallConfig;
import io.farspan.router.fanout.FanOutConfig;
import io.farspan.router.jmx.JmxConfig;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Checks that the router knows every setting in Terraform, so that a renamed one breaks the build, not a deployment.
 */
class TerraformSettingsTest {

    private static final Path MODULES = Path.of(System.getProperty("farspan.root"), "terraform/modules");
    private static final Pattern VARIABLE = Pattern.compile("FARSPAN_[A-Z0-9_]+");
    private static final Pattern PROPERTY = Pattern.compile("farspan\\.[a-z.-]+");
    private static final List<Class<?>> MAPPINGS = List.of(
            RouterConfig.class,
            CallConfig.class,
            FanOutConfig.class,
            GateConfig.class,
            ReachConfig.class,
            RequestConfig.class,
            DiagnosisConfig.class,
            FailoverConfig.class,
            HomeConfig.class,
            JmxConfig.class,
            LedgerConfig.class,
            StoreConfig.class);

    @Test
    void aRouterKnowsEverySettingOfItsModule() throws IOException {
        Set<String> known = new TreeSet<>(mapSettings());
        known.addAll(properties());
        known.add(variable(Applications.SETTING));
        for (Class<?> mapping : MAPPINGS) {
            String prefix = mapping.getAnnotation(ConfigMapping.class).prefix();
            for (Method method : mapping.getMethods()) {
                if (!Modifier.isStatic(method.getModifiers())) {
                    known.add(variable(prefix + "." + method.getName().replaceAll("([A-Z])", "-$1")));
                }
            }
        }
        Set<String> given = variables("home-settings/main.tf");
        assertThat(given).hasSizeGreaterThan(15);
        assertThat(known).containsAll(given);
    }

    @ParameterizedTest
    @CsvSource({"location-map-route53, route53, route53", "location-map-azure, azure, trafficmanager"})
    void aRouterKnowsTheSettingsOfTheMapAndOfTraffic(String module, String map, String traffic) throws IOException {
        Set<String> given = variables(module + "/outputs.tf");
        Set<String> read = new TreeSet<>();
        Function<String, Optional<String>> settings = key -> {
            String name = variable(key);
            read.add(name);
            return Optional.of(name)
                    .filter(given::contains)
                    .map(it -> it.equals("FARSPAN_MAP_PROVIDER") ? map : it.endsWith("_PROVIDER") ? traffic : "x:53");
        };
        PluginFolder classPath = PluginFolder.none(getClass().getClassLoader());
        LocationMapProvider.createFrom(settings, classPath).close();
        TrafficDirectorProvider.createFrom(settings, classPath).orElseThrow().close();
        assertThat(read).containsAll(given);
    }

    private static Set<String> mapSettings() {
        Set<String> read = new TreeSet<>();
        Function<String, Optional<String>> settings = key -> {
            read.add(variable(key));
            return key.endsWith("timeout-ms") ? Optional.empty() : Optional.of("x");
        };
        PluginFolder.none(TerraformSettingsTest.class.getClassLoader())
                .find(LocationMapProvider.class, Provider::name)
                .usable()
                .forEach(plugin -> MapConfig.read(settings, plugin.offer().options()));
        return read;
    }

    /** The settings that only application.properties refers to. */
    private static Set<String> properties() throws IOException {
        Set<String> known = new TreeSet<>();
        try (InputStream in = RouterConfig.class.getResourceAsStream("/application.properties")) {
            Matcher matcher = PROPERTY.matcher(new String(in.readAllBytes(), UTF_8));
            while (matcher.find()) {
                known.add(variable(matcher.group()));
            }
        }
        return known;
    }

    private static Set<String> variables(String file) throws IOException {
        Set<String> variables = new TreeSet<>();
        Matcher matcher = VARIABLE.matcher(Files.readString(MODULES.resolve(file)));
        while (matcher.find()) {
            variables.add(matcher.group());
        }
        return variables;
    }

    private static String variable(String property) {
        return property.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");
    }
}
