package io.farspan.provider.azure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import com.azure.core.http.HttpPipeline;
import com.azure.core.http.HttpPipelineBuilder;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.core.http.policy.BearerTokenAuthenticationPolicy;
import com.azure.core.http.policy.ExponentialBackoffOptions;
import com.azure.core.http.policy.HttpPipelinePolicy;
import com.azure.core.http.policy.RetryOptions;
import com.azure.core.http.policy.RetryPolicy;
import com.azure.core.http.policy.TimeoutPolicy;
import com.azure.core.management.AzureEnvironment;
import com.azure.identity.DefaultAzureCredentialBuilder;

/** How Azure's resource manager is spoken to. Throttling (429 with Retry-After) and transient errors are retried. */
final class ArmPipeline {

    /** The option that has the subscription's id. */
    static final String SUBSCRIPTION = "azure.subscription-id";

    /** The option that names the resource group. */
    static final String RESOURCE_GROUP = "azure.resource-group";

    /** The option with the address of an emulator. */
    static final String ENDPOINT = "endpoint";

    /** What both providers know. */
    static final Set<String> OPTIONS = Set.of(SUBSCRIPTION, RESOURCE_GROUP, ENDPOINT);

    private static final int RETRIES = 5;
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private ArmPipeline() {}

    /** Azure's public cloud, or an emulator that needs no credentials. */
    static HttpPipeline create(Optional<String> standIn, Duration timeout) {
        List<HttpPipelinePolicy> policies = new ArrayList<>();
        policies.add(new RetryPolicy(new RetryOptions(new ExponentialBackoffOptions()
                .setMaxRetries(RETRIES)
                .setBaseDelay(PAUSE)
                .setMaxDelay(LONGEST_PAUSE))));
        if (standIn.isEmpty()) {
            policies.add(new BearerTokenAuthenticationPolicy(
                    new DefaultAzureCredentialBuilder().build(),
                    AzureEnvironment.AZURE.getManagementEndpoint() + "/.default"));
        }
        policies.add(new TimeoutPolicy(timeout.multipliedBy(3)));
        return new HttpPipelineBuilder()
                .httpClient(
                        new JdkHttpClientBuilder().connectionTimeout(timeout).build())
                .policies(policies.toArray(HttpPipelinePolicy[]::new))
                .build();
    }

    static String endpoint(Optional<String> standIn) {
        return standIn.orElse(AzureEnvironment.AZURE.getResourceManagerEndpoint());
    }
}
