package io.farspan.bridge.view;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

import javax.management.InstanceNotFoundException;
import javax.management.MBeanException;
import javax.management.MBeanOperationInfo;
import javax.management.ObjectName;
import javax.management.ReflectionException;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

import io.farspan.protocol.json.RawJson;

import static io.farspan.bridge.view.Preconditions.required;

/**
 * Invoking operations as an MBean server does. An operation that may change something voids every value that was read
 * before.
 */
final class OperationCalls {

    private static final Pattern READING = Pattern.compile("(get|find|dump|is)[A-Z].*");

    private final Endpoint endpoint;
    private final ViewDescriptions descriptions;
    private final AttributeReads reads;
    private final ThreadInfos threads;
    private final Opening opening;
    private final boolean federated;

    OperationCalls(
            Endpoint endpoint,
            ViewDescriptions descriptions,
            AttributeReads reads,
            ThreadInfos threads,
            Opening opening,
            boolean federated) {
        this.endpoint = endpoint;
        this.descriptions = descriptions;
        this.reads = reads;
        this.threads = threads;
        this.opening = opening;
        this.federated = federated;
    }

    @Nullable
    Object invoke(ObjectName bean, @Nullable String name, Object @Nullable [] arguments, String @Nullable [] signature)
            throws InstanceNotFoundException, MBeanException, ReflectionException, IOException {
        String operation = required(name, "Operation name");
        Object[] values = arguments == null ? new Object[0] : arguments;
        String[] types = signature == null ? new String[0] : signature;
        MBeanOperationInfo info = descriptions.get(bean).invocable(operation, types, values.length);
        if (!federated && ThreadInfos.answers(bean, operation, types) && values[0] instanceof Long id) {
            opening.threads(System.nanoTime());
            Optional<JsonNode> thread = threads.info(id);
            if (thread.isPresent()) {
                return Conversions.result(thread.get(), bean, info);
            }
        }
        List<JsonNode> json = new ArrayList<>();
        for (Object value : values) {
            json.add(Conversions.argument(value));
        }
        RawJson request = Requests.exec(bean, operation + "(" + String.join(",", types) + ")", json);
        JsonNode response = send(request, readsOnly(bean, operation));
        if (response.path("status").asInt() != 200) {
            new RemoteFailure(response).rethrow(bean);
        }
        return info.getReturnType().equals("void") ? null : Conversions.result(response.path("value"), bean, info);
    }

    private JsonNode send(RawJson request, boolean readsOnly) {
        try {
            return Blocking.await(endpoint.ask(List.of(request)))
                    .responses()
                    .get(0)
                    .tree();
        } finally {
            if (!readsOnly) {
                reads.forget();
            }
        }
    }

    /** Operations of the platform's own MBeans that change nothing, so that known values stay good. */
    private static boolean readsOnly(ObjectName bean, String operation) {
        return bean.getDomain().equals("java.lang")
                && READING.matcher(operation).matches();
    }
}
