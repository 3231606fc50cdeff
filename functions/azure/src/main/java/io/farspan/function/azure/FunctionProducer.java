package io.farspan.function.azure;

import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.ConfigProvider;

import io.farspan.core.http.ManagementFunction;

/** Makes the function from the application settings. */
class FunctionProducer {

    @Produces
    @Singleton
    ManagementFunction function() {
        return ManagementFunction.create(key -> ConfigProvider.getConfig().getOptionalValue(key, String.class));
    }

    void close(@Disposes ManagementFunction function) {
        function.close();
    }
}
