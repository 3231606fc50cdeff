package io.farspan.core.call;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.Problem;

/**
 * A {@code read} of a pattern. The agent is first asked which names match. If they are few, it gets the pattern as it is;
 * if they are many, it gets each name where that gives the same, see {@link ExactRead}, or else for each name a pattern that
 * matches only that name (its domain's last letter becomes {@code ?}), so that its rules for patterns apply; the answers are
 * merged into one.
 */
abstract class PatternRead {

    private final WeighedRequest item;
    private final AgentLimits limits;
    private final RequestQueue pending;
    private final IntSupplier unitsAtATime;
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

    abstract void notDone(RequestFailure failure);

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
            void failed(RequestFailure failure) {
                notDone(failure);
            }
        };
    }

    private void expand(JsonNode found) {
        PatternMerge merge =
                new PatternMerge(item, limits, found.path("request").path("mbean"));
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
                    done(merge.alone(response));
                }

                @Override
                void failed(RequestFailure failure) {
                    notDone(failure);
                }
            });
        } else {
            left = all;
            Optional<ExactRead> exact = Optional.of(item.bounded().tree())
                    .filter(ExactRead::isPossible)
                    .map(pattern -> ExactRead.of(pattern, limits));
            for (int i = all - 1; i >= 0; i--) {
                String name = names.get(i);
                pending.addFirst(
                        exact.isPresent() && !name.contains("@")
                                ? new NameRead(merge, name, each, exact.get())
                                : new NameRead(merge, name, each));
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
            void failed(RequestFailure failure) {
                notDone(failure);
            }
        };
    }

    /** The read of one of many names. */
    private final class NameRead extends PendingRequest {
        private final PatternMerge merge;
        private final String name;
        private final Optional<ExactRead> exact;

        /** As a pattern. */
        NameRead(PatternMerge merge, String name, int units) {
            super(narrowed(name), units, Kind.HEAVY);
            this.merge = merge;
            this.name = name;
            this.exact = Optional.empty();
        }

        /** By the name itself. */
        NameRead(PatternMerge merge, String name, int units, ExactRead exact) {
            super(exact.request(name), units, Kind.HEAVY);
            this.merge = merge;
            this.name = name;
            this.exact = Optional.of(exact);
        }

        PatternRead of() {
            return PatternRead.this;
        }

        @Override
        void answered(RawJson response) {
            if (!over && exact.isPresent() && !exact.get().isSame(response)) {
                pending.addFirst(new NameRead(merge, name, units));
            } else if (!over) {
                left--;
                Optional<RawJson> error =
                        exact.isPresent() ? merge.addExact(name, response) : merge.add(name, response);
                if (error.isPresent()) {
                    finish();
                    done(error.get());
                } else if (left == 0) {
                    over = true;
                    merge.end(PatternRead.this::done, PatternRead.this::notDone);
                }
            }
        }

        @Override
        void failed(RequestFailure failure) {
            if (!over) {
                over = true;
                notDone(new RequestFailure(
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

    /** Whatever else was going to be asked is not needed. */
    private void finish() {
        over = true;
        pending.removeIf(part -> part instanceof NameRead read && read.of() == this);
    }
}
