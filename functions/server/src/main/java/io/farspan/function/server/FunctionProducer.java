package io.farspan.function.server;

import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import io.quarkus.runtime.Startup;
import org.eclipse.microprofile.config.ConfigProvider;

import io.farspan.core.http.ManagementFunction;

/** Makes the function when the service starts, so that a wrong setting stops it there, from the configuration. */
class FunctionProducer {

    @Produces
    @Singleton
    @Startup
    ManagementFunction function() {
        return ManagementFunction.create(key -> ConfigProvider.getConfig().getOptionalValue(key, String.class));
    }

    void close(@Disposes ManagementFunction function) {
        function.close();
    }
}
