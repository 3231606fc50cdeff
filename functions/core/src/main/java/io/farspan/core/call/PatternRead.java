package io.farspan.core.call;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;

/**
 * A {@code read} of a pattern. The agent is first asked which names match. If they are few, it gets the pattern as it is;
 * if they are many, it gets for each name a pattern that matches only that name (its domain's last letter becomes
 * {@code ?}), so that its rules for patterns apply, and the answers are merged into one.
 */
abstract class PatternRead {

    private static final String NOT_FOUND = "javax.management.InstanceNotFoundException";
    private static final String NO_ATTRIBUTE = "javax.management.AttributeNotFoundException";
    private static final String NOTHING_OF_IT = "No attribute found for any MBean matching ";

    private final WeighedRequest item;
    private final AgentLimits limits;
    private final RequestQueue pending;
    private final IntSupplier unitsAtATime;
    private final Map<String, RawJson> values = new LinkedHashMap<>();
    private @Nullable JsonNode pattern;
    private @Nullable JsonNode echo;
    private boolean filtered;
    private boolean over;
    private int left;
    private int all;

    PatternRead(WeighedRequest item, AgentLimits limits, RequestQueue pending, IntSupplier unitsAtATime) {
        this.item = item;
        this.limits = limits;
        this.pending = pending;
        this.unitsAtATime = unitsAtATime;
    }

    abstract void done(RawJson response);

    abstract void notDone(Failure failure);

    /** The search for the names, which comes first. */
    PendingRequest search() {
        ObjectNode search = JsonNodeFactory.instance.objectNode();
        search.put("type", "search");
        search.set("mbean", item.tree().get("mbean"));
        ObjectNode config = search.putObject("config");
        for (String name : List.of("canonicalNaming", "includeRequest")) {
            if (item.tree().path("config").has(name)) {
                config.set(name, item.tree().path("config").get(name));
            }
        }
        return new PendingRequest(RawJson.of(search), 10, PendingRequest.Kind.HEAVY) {
            @Override
            void answered(RawJson response) {
                expand(response.tree());
            }

            @Override
            void failed(Failure failure) {
                notDone(failure);
            }
        };
    }

    private void expand(JsonNode found) {
        pattern = found.path("request").path("mbean");
        List<String> names = new ArrayList<>();
        found.path("value").forEach(name -> names.add(name.asText()));
        all = names.size();
        int each = Math.min(item.units(), PendingRequest.WHOLE_MBEAN);
        Optional<String> one = onlyName();
        if (all <= 1 || all * (long) each <= unitsAtATime.getAsInt()) {
            pending.addFirst(asItIs(Math.max(1, all * each)));
        } else if (one.isPresent()) {
            // The path selects one MBean of the answer; a name that is not among them gives the agent's null.
            String name = names.contains(one.get()) ? one.get() : names.get(0);
            pending.addFirst(new PendingRequest(narrowed(name), each, PendingRequest.Kind.HEAVY) {
                @Override
                void answered(RawJson response) {
                    done(lacksAttribute(response) ? nothing(response) : withEcho(response));
                }

                @Override
                void failed(Failure failure) {
                    notDone(failure);
                }
            });
        } else {
            left = all;
            for (int i = all - 1; i >= 0; i--) {
                pending.addFirst(page(names.get(i), each));
            }
        }
    }

    private PendingRequest asItIs(int units) {
        return new PendingRequest(item.bounded(), units, PendingRequest.Kind.HEAVY) {
            @Override
            void answered(RawJson response) {
                done(response);
            }

            @Override
            void failed(Failure failure) {
                notDone(failure);
            }
        };
    }

    private PendingRequest page(String name, int units) {
        return new Page(name, units);
    }

    /** The read of one of many names. */
    private final class Page extends PendingRequest {
        private final String name;

        Page(String name, int units) {
            super(narrowed(name), units, Kind.HEAVY);
            this.name = name;
        }

        PatternRead of() {
            return PatternRead.this;
        }

        @Override
        void answered(RawJson response) {
            if (!over) {
                add(name, response);
            }
        }

        @Override
        void failed(Failure failure) {
            if (!over) {
                over = true;
                notDone(new Failure(
                        Problem.of(
                                failure.problem().code(),
                                (all - left) + " of the " + all + " MBeans that match the pattern were read. "
                                        + failure.problem().detail()),
                        failure.agent() && left == all));
            }
        }
    }

    /** The name that a path starts with, unless it is a wildcard: then only that MBean is wanted. */
    private Optional<String> onlyName() {
        String path = item.tree().path("path").asText("");
        StringBuilder first = new StringBuilder();
        for (int i = 0; i < path.length() && path.charAt(i) != '/'; i++) {
            if (path.charAt(i) == '!' && i + 1 < path.length()) {
                i++;
            }
            first.append(path.charAt(i));
        }
        return first.isEmpty() || first.toString().equals("*") ? Optional.empty() : Optional.of(first.toString());
    }

    /** The request for one name. The provider that a pattern's domain may begin with stays. */
    private RawJson narrowed(String name) {
        int colon = name.indexOf(':');
        String domain = colon < 1 ? "*" : name.substring(0, colon - 1) + "?";
        String asked = item.tree().path("mbean").asText();
        int provider = asked.substring(0, Math.max(0, asked.indexOf(':'))).indexOf('@');
        ObjectNode request = item.bounded().tree().deepCopy();
        request.put(
                "mbean",
                (provider > 0 && !name.startsWith(asked.substring(0, provider + 1))
                                ? asked.substring(0, provider + 1)
                                : "")
                        + domain
                        + name.substring(Math.max(colon, 0)));
        return RawJson.of(request);
    }

    private void add(String name, RawJson response) {
        left--;
        try (JsonParser parser = response.parser()) {
            @Nullable RawJson value = null;
            boolean hasValue = false;
            int status = 0;
            String type = "";
            String error = "";
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String member = parser.currentName();
                JsonToken token = parser.nextToken();
                if (member.equals("value")) {
                    hasValue = true;
                    value = token == JsonToken.START_OBJECT ? member(name, parser, response) : null;
                } else if (member.equals("request") && echo == null) {
                    echo = value(parser, response).tree();
                } else if (member.equals("status")) {
                    status = parser.getIntValue();
                } else if (member.equals("error_type")) {
                    type = parser.getText();
                } else if (member.equals("error")) {
                    error = parser.getText();
                } else {
                    parser.skipChildren();
                }
            }
            boolean gone = status == 404 && type.equals(NOT_FOUND);
            boolean without = status == 404 && type.equals(NO_ATTRIBUTE) && error.startsWith(NOTHING_OF_IT);
            if (status != 200 && !gone && !without) {
                finish(withEcho(response));
                return;
            }
            if (value != null) {
                values.put(name, value);
            }
            filtered |= hasValue && value == null;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("A response that was well-formed JSON no longer is", e);
        }
        if (left == 0) {
            together();
        }
    }

    /** The value of the member with that name; leaves the parser at the object's end. */
    private static @Nullable RawJson member(String name, JsonParser parser, RawJson response) throws IOException {
        RawJson found = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean wanted = parser.currentName().equals(name);
            parser.nextToken();
            if (wanted) {
                found = value(parser, response);
            } else {
                parser.skipChildren();
            }
        }
        return found;
    }

    /** The value that begins at the parser's position. */
    private static RawJson value(JsonParser parser, RawJson response) throws IOException {
        int from = (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        parser.finishToken();
        return response.part(from, (int) parser.currentLocation().getByteOffset());
    }

    private void finish(RawJson response) {
        over = true;
        pending.removeIf(part -> part instanceof Page page && page.of() == this);
        done(response);
    }

    private void together() {
        over = true;
        long most = item.tree().path("config").path("maxCollectionSize").asLong(0);
        boolean own = Bounds.own(item.tree(), "maxCollectionSize", limits.maxCollectionSize());
        if (!own && values.size() > limits.maxCollectionSize()) {
            notDone(new Failure(
                    Problem.of(
                            ProblemCode.TOO_MUCH,
                            "The pattern matches " + values.size() + " MBeans, more than the "
                                    + limits.maxCollectionSize()
                                    + " that are allowed (farspan.agent.max-collection-size); narrow it."),
                    false));
            return;
        }
        ObjectNode response = JsonNodeFactory.instance.objectNode();
        if (echo instanceof ObjectNode request) {
            request.set("mbean", pattern);
            response.set("request", request);
        }
        if (values.isEmpty() && !filtered) {
            response.put("error_type", NO_ATTRIBUTE);
            response.put(".error", true);
            response.put("error_type_jmx", NO_ATTRIBUTE);
            response.put("error", NOTHING_OF_IT + item.tree().path("mbean").asText() + " pattern");
            response.put("status", 404);
            done(RawJson.of(response));
            return;
        }
        done(PatternResponse.response(
                RawJson.of(response),
                values.isEmpty()
                        ? Optional.empty()
                        : Optional.of(PatternResponse.limit(values, own ? most : Long.MAX_VALUE))));
    }

    private static boolean lacksAttribute(RawJson response) {
        JsonNode tree = response.tree();
        return tree.path("status").asInt() == 404
                && tree.path("error_type").asText().equals(NO_ATTRIBUTE)
                && tree.path("error").asText().startsWith(NOTHING_OF_IT);
    }

    /** The answer to a path that leads nowhere: null. */
    private RawJson nothing(RawJson response) {
        ObjectNode head = JsonNodeFactory.instance.objectNode();
        JsonNode request = withEcho(response).tree().path("request");
        if (request.isObject()) {
            head.set("request", request);
        }
        return PatternResponse.response(RawJson.of(head), Optional.empty());
    }

    private RawJson withEcho(RawJson response) {
        JsonNode tree = response.tree();
        if (tree.path("request") instanceof ObjectNode request && pattern != null && !pattern.isMissingNode()) {
            request.set("mbean", pattern);
            return RawJson.of(tree);
        }
        return response;
    }
}
