package io.farspan.federation;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import javax.management.ObjectName;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.farspan.protocol.call.InstanceSelector;
import io.farspan.protocol.json.RawJson;

/** A {@code search}: each name once for the whole, and once for each instance that has it. */
final class SearchQuestion extends Question {

    private final MBeanSelection target;

    SearchQuestion(JsonNode request, MBeanSelection target) {
        super(request);
        this.target = target;
    }

    @Override
    Optional<InstanceSelector> select() {
        return Optional.of(target.select());
    }

    @Override
    RawJson local() {
        return RawJson.of(copy().put("mbean", target.local()));
    }

    @Override
    LazyResponse combine(List<Reply> replies) {
        Set<String> wholes = new LinkedHashSet<>();
        Set<String> qualified = new LinkedHashSet<>();
        boolean any = replies.isEmpty();
        for (Reply reply : replies) {
            JsonNode tree = reply.tree();
            note(reply, tree);
            any |= Reply.succeeded(tree);
            for (JsonNode text : tree.path("value")) {
                ObjectName local = ReadQuestion.name(text.asText());
                ObjectName whole = FederatedName.whole(local);
                if (target.covers(whole)) {
                    wholes.add(whole.toString());
                }
                ObjectName name = FederatedName.qualify(local, reply.instance());
                if (target.covers(name)) {
                    qualified.add(name.toString());
                }
            }
        }
        if (!any) {
            return relay(replies.get(0).tree());
        }
        ArrayNode names = JsonNodeFactory.instance.arrayNode();
        wholes.forEach(names::add);
        qualified.forEach(names::add);
        return value(names);
    }
}
