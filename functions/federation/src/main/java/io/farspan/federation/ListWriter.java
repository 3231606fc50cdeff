package io.farspan.federation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.core.io.JsonStringEncoder;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.json.RawJson;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Writes the value of a federated {@code list} from descriptions that are bytes already: every MBean once for the whole
 * and once for each instance. Replicas that share their descriptions share what is prepared for them, so that the half
 * million names of fifty replicas cost little more than their bytes, which are counted first and then written once.
 */
final class ListWriter {

    private static final String PLACE = "\"value\":\"@\"";
    private static final byte[] END_OF_NAME = utf8("\":");
    private static final byte[] QUOTE = utf8("\"");
    private static final byte[] COMMA = utf8(",");
    private static final byte[] NO_OUTPUT = {};

    private final Map<String, List<Part>> domains = new LinkedHashMap<>();
    private final Map<Map<String, RawJson>, Beans> prepared = new IdentityHashMap<>();
    private final Map<RawJson.Bytes, byte[]> references = new LinkedHashMap<>();
    private final List<RawJson> cache = new ArrayList<>();
    private final boolean cached;
    private byte[] out = NO_OUTPUT;
    private long size;

    /** One instance's MBeans of a domain and what its names end with; nothing where they are whole already. */
    private record Part(Optional<byte[]> suffix, Beans beans) {}

    /** MBeans of a domain that one or several instances have. */
    private record Beans(List<Bean> all, boolean plain) {}

    /** An MBean: its keys as they stand in a text of JSON after the quote, and what follows the colon. */
    private record Bean(String keys, byte[] start, Optional<byte[]> reference, RawJson description) {}

    /**
     * A writer of what instances have.
     *
     * @param cached whether each different description is written once and referred to
     */
    ListWriter(Map<InstanceId, Descriptions> read, boolean cached) {
        this.cached = cached;
        Set<String> names = new LinkedHashSet<>();
        read.values().forEach(all -> names.addAll(all.byDomain().keySet()));
        names.forEach(domain -> domains.put(domain, parts(domain, read)));
    }

    /** The answer {@code frame} with its value {@code "@"} replaced; empty when it would exceed the limit. */
    Optional<RawJson> within(String frame, int largest) {
        int at = frame.lastIndexOf(PLACE);
        byte[] before = utf8(frame.substring(0, at) + "\"value\":");
        byte[] after = utf8(frame.substring(at + PLACE.length()));
        write(before, after);
        if (size > largest) {
            return Optional.empty();
        }
        out = new byte[(int) size];
        size = 0;
        write(before, after);
        return Optional.of(RawJson.slice(out, 0, out.length));
    }

    private List<Part> parts(String domain, Map<InstanceId, Descriptions> read) {
        List<Part> parts = new ArrayList<>();
        read.forEach((id, all) -> {
            Map<String, RawJson> beans = all.byDomain().get(domain);
            if (beans != null) {
                parts.add(new Part(
                        Optional.of(utf8(",location=" + id.location() + ",instance=" + id.name())),
                        prepared.computeIfAbsent(beans, this::prepare)));
            }
        });
        return parts.stream().allMatch(part -> part.beans.plain)
                ? parts
                : List.of(new Part(Optional.empty(), prepare(merged(domain, read))));
    }

    /** Where names have keys that qualified ones have, too, they are put together one by one. */
    private static Map<String, RawJson> merged(String domain, Map<InstanceId, Descriptions> read) {
        Map<String, RawJson> merged = new LinkedHashMap<>();
        read.forEach((id, all) -> all.byDomain().getOrDefault(domain, Map.of()).forEach((keys, description) -> {
            merged.putIfAbsent(FederatedKeys.whole(domain, keys), description);
            merged.put(FederatedKeys.qualified(domain, keys, id), description);
        }));
        return merged;
    }

    private Beans prepare(Map<String, RawJson> beans) {
        List<Bean> all = new ArrayList<>(beans.size());
        boolean plain = true;
        for (Map.Entry<String, RawJson> bean : beans.entrySet()) {
            plain &= FederatedKeys.isPlain(bean.getKey());
            all.add(new Bean(
                    bean.getKey(),
                    quoted(bean.getKey()),
                    cached ? Optional.of(reference(bean.getValue())) : Optional.empty(),
                    bean.getValue()));
        }
        return new Beans(all, plain);
    }

    private byte[] reference(RawJson description) {
        return references.computeIfAbsent(description.bytes(), place -> {
            cache.add(description);
            return utf8("\"" + (cache.size() - 1) + "\"");
        });
    }

    private void write(byte[] before, byte[] after) {
        add(before);
        if (cached) {
            add(utf8("{\"cache\":{"));
            for (int index = 0; index < cache.size(); index++) {
                add(utf8((index == 0 ? "\"" : ",\"") + index + "\":"));
                add(cache.get(index));
            }
            add(utf8("},\"domains\":"));
        }
        byte[] opening = utf8("{\"");
        for (Map.Entry<String, List<Part>> domain : domains.entrySet()) {
            add(opening);
            opening = utf8(",\"");
            add(quoted(domain.getKey()));
            add(utf8("\":{"));
            domain(domain.getValue());
            add(utf8("}"));
        }
        add(utf8(domains.isEmpty() ? "{}" : "}"));
        add(utf8(cached ? "}" : ""));
        add(after);
    }

    private void domain(List<Part> parts) {
        long start = size;
        Set<Beans> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Set<String> whole = new HashSet<>();
        for (Part part : parts) {
            boolean first = seen.add(part.beans);
            for (Bean bean : part.beans.all) {
                if (part.suffix.isEmpty() || (first && whole.add(bean.keys))) {
                    bean(bean, NO_OUTPUT, start);
                }
                if (part.suffix.isPresent()) {
                    bean(bean, part.suffix.get(), start);
                }
            }
        }
    }

    private void bean(Bean bean, byte[] suffix, long start) {
        if (size > start) {
            add(COMMA);
        }
        add(QUOTE);
        add(bean.start);
        add(suffix);
        add(END_OF_NAME);
        if (bean.reference.isPresent()) {
            add(bean.reference.get());
        } else {
            add(bean.description);
        }
    }

    private void add(byte[] bytes) {
        if (out != NO_OUTPUT) {
            System.arraycopy(bytes, 0, out, (int) size, bytes.length);
        }
        size += bytes.length;
    }

    private void add(RawJson value) {
        if (out != NO_OUTPUT) {
            value.copyTo(out, (int) size);
        }
        size += value.length();
    }

    private static byte[] quoted(String text) {
        return JsonStringEncoder.getInstance().quoteAsUTF8(text);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }
}
