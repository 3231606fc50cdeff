package io.farspan.local.azure;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.UUID;
import java.util.logging.Logger;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.azure.functions.ExecutionContext;
import com.microsoft.azure.functions.HttpRequestMessage;
import com.microsoft.azure.functions.HttpResponseMessage;
import com.microsoft.azure.functions.spi.inject.FunctionInstanceInjector;
import com.sun.net.httpserver.HttpExchange;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * One function with an HTTP trigger. An instance is made for each invocation by the app's
 * {@link FunctionInstanceInjector}, as the worker does.
 */
final class HttpFunction {

    private static final Map<AppClassLoader, FunctionInstanceInjector> INJECTORS = new HashMap<>();

    private final String name;
    private final JsonNode trigger;
    private final Class<?> type;
    private final Method method;
    private final FunctionInstanceInjector injector;

    private HttpFunction(
            String name, JsonNode trigger, Class<?> type, Method method, FunctionInstanceInjector injector) {
        this.name = name;
        this.trigger = trigger;
        this.type = type;
        this.method = method;
        this.injector = injector;
    }

    static HttpFunction load(Path folder, JsonNode description) throws IOException, ReflectiveOperationException {
        String entryPoint = description.path("entryPoint").asText();
        int dot = entryPoint.lastIndexOf('.');
        AppClassLoader loader = AppClassLoader.of(
                folder.resolve(description.path("scriptFile").asText()).normalize());
        Class<?> type = loader.loadClass(entryPoint.substring(0, dot));
        Method method = Arrays.stream(type.getMethods())
                .filter(candidate -> candidate.getName().equals(entryPoint.substring(dot + 1)))
                .findFirst()
                .orElseThrow(() -> new NoSuchMethodException(entryPoint));
        JsonNode trigger = null;
        for (JsonNode binding : description.path("bindings")) {
            if (binding.path("type").asText().equals("httpTrigger")) {
                trigger = binding;
            }
        }
        if (trigger == null || !trigger.path("dataType").asText().equals("binary")) {
            throw new IOException(folder + " has no httpTrigger with binary data; this host serves no other kind");
        }
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            FunctionInstanceInjector injector = injector(loader);
            return new HttpFunction(folder.getFileName().toString(), trigger, type, method, injector);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** One for all functions of an app: creating it starts the app. */
    private static synchronized FunctionInstanceInjector injector(AppClassLoader loader) throws IOException {
        FunctionInstanceInjector known = INJECTORS.get(loader);
        if (known == null) {
            known = ServiceLoader.load(FunctionInstanceInjector.class, loader)
                    .findFirst()
                    .orElseThrow(() -> new IOException("The app has no FunctionInstanceInjector"));
            INJECTORS.put(loader, known);
        }
        return known;
    }

    String route() {
        return trigger.path("route").asText(name);
    }

    /** The route before its parameter: one at its end is all that this host understands. */
    String prefix() {
        return route().replaceFirst("\\{[a-z]+}$", "");
    }

    void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!allowed(exchange.getRequestMethod())) {
                send(exchange, 404, new byte[0]);
                return;
            }
            HttpResponseMessage response = invoke(HostRequest.of(exchange));
            if (response instanceof HostResponse ours) {
                ours.headers().forEach((header, value) -> exchange.getResponseHeaders()
                        .set(header, value));
            }
            Object body = response.getBody();
            send(
                    exchange,
                    response.getStatusCode(),
                    body instanceof byte[] bytes
                            ? bytes
                            : body == null ? new byte[0] : body.toString().getBytes(UTF_8));
        } catch (ReflectiveOperationException e) {
            Throwable cause = e instanceof InvocationTargetException ? e.getCause() : e;
            Logger.getLogger(name).severe(name + " failed: " + cause);
            send(exchange, 500, new byte[0]);
        }
    }

    private boolean allowed(String method) {
        for (JsonNode allowed : trigger.path("methods")) {
            if (allowed.asText().equalsIgnoreCase(method)) {
                return true;
            }
        }
        return trigger.path("methods").isEmpty();
    }

    private HttpResponseMessage invoke(HostRequest request) throws ReflectiveOperationException {
        Thread thread = Thread.currentThread();
        thread.setContextClassLoader(type.getClassLoader());
        Object instance;
        try {
            instance = injector.getInstance(type);
        } catch (Exception e) {
            // The interface declares Exception: whatever a framework throws is a failed invocation.
            throw new InvocationTargetException(e);
        }
        Object[] arguments = Arrays.stream(method.getParameters())
                .map(parameter -> argument(parameter, request))
                .toArray();
        return (HttpResponseMessage) method.invoke(instance, arguments);
    }

    private Object argument(Parameter parameter, HostRequest request) {
        if (parameter.getType() == ExecutionContext.class) {
            return new Context(name, UUID.randomUUID().toString());
        }
        if (parameter.getType() == HttpRequestMessage.class) {
            return request;
        }
        throw new IllegalStateException("This host cannot give a " + parameter.getType());
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }

    /** What the worker tells a function of its invocation. */
    private record Context(String functionName, String invocationId) implements ExecutionContext {

        @Override
        public Logger getLogger() {
            return Logger.getLogger(functionName);
        }

        @Override
        public String getInvocationId() {
            return invocationId;
        }

        @Override
        public String getFunctionName() {
            return functionName;
        }
    }
}
