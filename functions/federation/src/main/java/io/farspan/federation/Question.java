package io.farspan.federation;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.InstanceSelector;
import io.farspan.protocol.call.JolokiaRequest;
import io.farspan.protocol.call.JolokiaResponse;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.Problem;

/** One request to the federated application: which instances to ask for what, and how to combine their replies. */
abstract class Question {

    private static final String NOT_FOUND = "javax.management.InstanceNotFoundException";

    private final JsonNode request;
    private final Set<String> failedAt = new TreeSet<>();
    private @Nullable LazyResponse response;

    Question(JsonNode request) {
        this.request = request;
    }

    /**
     * The question that a well-formed request is. {@code instances} is known when {@link #needsInstances} says so.
     *
     * @throws IllegalArgumentException for what the application as a whole cannot be asked
     */
    static Question of(
            String application,
            JolokiaRequest request,
            Set<InstanceId> instances,
            DescriptionCache descriptions,
            WritableAttributes settings) {
        JsonNode tree = request.raw().tree();
        request.provider().ifPresent(provider -> {
            throw new IllegalArgumentException("mbean names the provider '" + provider
                    + "', and only an instance's agent has providers: leave '" + provider
                    + "@' out, or ask /jolokia/" + application + "/{location}/{instance}");
        });
        return switch (request.type()) {
            case "read" ->
                new ReadQuestion(
                        application, tree, MBeanSelection.of(request.mbean().orElseThrow()), settings);
            case "write", "exec" ->
                new ChangeQuestion(tree, MBeanSelection.of(request.mbean().orElseThrow()), instances);
            case "search" ->
                new SearchQuestion(tree, MBeanSelection.of(request.mbean().orElse("*:*")));
            case "list" -> new ListQuestion(tree, descriptions);
            case "version" -> new Settled(JolokiaResponse.value(tree, Federation.version(application)));
            default ->
                new Settled(JolokiaResponse.error(
                        tree,
                        400,
                        UnsupportedOperationException.class.getName(),
                        "subscribe to notifications of one instance, at /jolokia/" + application
                                + "/{location}/{instance}"));
        };
    }

    /** Whether the request changes something at instances that must be looked up in the map. */
    static boolean needsInstances(JolokiaRequest request) {
        return (request.type().equals("write") || request.type().equals("exec"))
                && MBeanSelection.of(request.mbean().orElseThrow()).id().isEmpty();
    }

    /** A question that must be asked together with this one and settled before it. */
    Optional<Question> first() {
        return Optional.empty();
    }

    /** The instances to ask; empty when the response is known without asking. */
    abstract Optional<InstanceSelector> select();

    /** The request in the form that an instance understands. */
    abstract RawJson local();

    /** Whether equal requests may be sent once; not so for those that change something. */
    boolean isShared() {
        return true;
    }

    /** The only instance it is about, if there is one. */
    Optional<InstanceId> instance() {
        return Optional.empty();
    }

    /** Combines the replies into one response. */
    abstract LazyResponse combine(List<Reply> replies);

    /** Settles with the replies; {@code unasked} are locations whose instances are unknown. */
    final void settle(List<Reply> replies, Set<String> unasked) {
        failedAt.addAll(unasked);
        response = combine(replies);
    }

    final void fail(Problem problem) {
        response = LazyResponse.of(JolokiaResponse.problem(request, problem));
    }

    final LazyResponse response() {
        return response != null ? response : combine(List.of());
    }

    final JsonNode request() {
        return request;
    }

    final LazyResponse value(JsonNode value) {
        ObjectNode made = JolokiaResponse.value(request, value);
        if (!failedAt.isEmpty()) {
            ObjectNode partial = made.putObject("farspan").put("partial", true);
            failedAt.forEach(who -> partial.withArray("missing").add(who));
        }
        return LazyResponse.of(made);
    }

    final LazyResponse error(int status, Class<? extends Exception> exception, String message) {
        return LazyResponse.of(JolokiaResponse.error(request, status, exception.getName(), message));
    }

    final LazyResponse notFound(String name) {
        return LazyResponse.of(JolokiaResponse.error(request, 404, NOT_FOUND, name));
    }

    /** A reply as the response to the original request: as it came, when no request belongs into it. */
    final LazyResponse relay(Reply reply) {
        JsonNode tree = reply.tree();
        return includesRequest() || tree.has("request") ? relay(tree) : reply.response();
    }

    /** A reply's tree as the response to the original request. */
    final LazyResponse relay(JsonNode reply) {
        return LazyResponse.of(relayed(reply));
    }

    final ObjectNode relayed(JsonNode reply) {
        ObjectNode relayed = JsonNodeFactory.instance.objectNode();
        relayed.setAll((ObjectNode) reply);
        relayed.remove("request");
        if (includesRequest()) {
            relayed.set("request", request);
        }
        return relayed;
    }

    private boolean includesRequest() {
        return request.path("config").path("includeRequest").asBoolean(true);
    }

    /** A copy of the request that may be changed. */
    final ObjectNode copy() {
        return request.deepCopy();
    }

    /** Whether the instance answered that it has no such MBean, which is not a failure of the whole. */
    static boolean lacks(JsonNode reply) {
        return NOT_FOUND.equals(reply.path("error_type").asText());
    }

    /** Records the instance of a failed reply, so that the response says which part is missing. */
    final void note(Reply reply, JsonNode tree) {
        if (!Reply.succeeded(tree) && !lacks(tree) && tree.has("problem")) {
            failedAt.add(reply.instance().toString());
        }
    }

    /** A question whose response is known without asking. */
    static final class Settled extends Question {

        private final ObjectNode made;

        Settled(ObjectNode made) {
            super(JsonNodeFactory.instance.objectNode());
            this.made = made;
        }

        @Override
        Optional<InstanceSelector> select() {
            return Optional.empty();
        }

        @Override
        RawJson local() {
            throw new IllegalStateException("A settled question is not sent");
        }

        @Override
        LazyResponse combine(List<Reply> replies) {
            return LazyResponse.of(made);
        }
    }
}
