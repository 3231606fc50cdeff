package io.farspan.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

import io.farspan.local.stack.Artefacts;
import io.farspan.local.stack.LocalStack;
import io.farspan.local.stack.StackOptions;

/** One local stack with all applications and plugins there are, shared by the tests that do not damage it. */
class StackFixture implements ParameterResolver {

    private static final ExtensionContext.Namespace HERE = ExtensionContext.Namespace.create(StackFixture.class);

    /** Stops the stack after the last test class. */
    private record Shared(LocalStack stack) implements ExtensionContext.Store.CloseableResource {
        @Override
        public void close() {
            stack.close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == LocalStack.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(HERE)
                .getOrComputeIfAbsent(Shared.class, type -> start(), Shared.class)
                .stack();
    }

    private static Shared start() {
        try {
            Artefacts artefacts = Artefacts.find();
            List<Path> plugins = new ArrayList<>(
                    OddPlugins.write(Files.createDirectories(artefacts.root().resolve("infra/e2e/target/plugins"))));
            plugins.add(0, artefacts.samplePlugin());
            return new Shared(LocalStack.start(
                    StackOptions.usual().withLogs().withKafka().withTomcat().withPlugins(plugins),
                    System.out::println));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
