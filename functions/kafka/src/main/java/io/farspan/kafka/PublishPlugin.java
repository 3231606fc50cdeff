package io.farspan.kafka;

import java.util.Optional;
import java.util.function.Function;

import org.eclipse.microprofile.config.ConfigProvider;

import io.farspan.core.collect.CallBody;
import io.farspan.plugin.FunctionPlugin;
import io.farspan.plugin.PluginAnswer;
import io.farspan.plugin.PluginContext;
import io.farspan.protocol.call.Role;
import io.farspan.protocol.json.Json;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.kafka.KafkaSettings;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.stream.PublishAnswer;
import io.farspan.protocol.stream.PublishCall;

/**
 * Publishes the records of the location's streams to Kafka. What outlives a call is the connection to the brokers that the
 * function's own settings name; no answer depends on it.
 */
public final class PublishPlugin implements FunctionPlugin {

    private final Function<String, Optional<String>> settings;
    private final Brokers brokers = new Brokers();

    /** The plugin with the function's settings. */
    public PublishPlugin() {
        this(key -> ConfigProvider.getConfig().getOptionalValue(key, String.class));
    }

    /** The plugin with these settings; see {@link KafkaSettings}. */
    PublishPlugin(Function<String, Optional<String>> settings) {
        this.settings = settings;
    }

    @Override
    public String name() {
        return PublishCall.PLUGIN;
    }

    @Override
    public String version() {
        return "1";
    }

    @Override
    public Role role() {
        return Role.ADMIN;
    }

    @Override
    public boolean changesState() {
        return true;
    }

    @Override
    public PluginAnswer answer(RawJson body, PluginContext context) throws InterruptedException {
        PublishCall call = CallBody.read(PublishCall.PLUGIN, "maxBytes", body, PublishCall.class);
        KafkaSettings kafka = KafkaSettings.read(settings)
                .orElseThrow(() -> new FarspanException(
                        ProblemCode.PLUGIN_FAILED,
                        "The function of " + context.location() + " has no Kafka to publish to: set "
                                + KafkaSettings.SERVERS + " there."));
        PublishAnswer answer = new PublishRun(context, kafka, brokers).run(call);
        return PluginAnswer.of(out -> Json.wire().writeValue(out, answer));
    }
}
