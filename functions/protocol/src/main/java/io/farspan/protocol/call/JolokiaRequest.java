package io.farspan.protocol.call;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import javax.management.ObjectName;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

import io.farspan.protocol.json.RawJson;

/**
 * One Jolokia request in the one form in which it is judged, sent and recorded.
 *
 * <p>An agent is forgiving: it takes {@code EXEC} for {@code exec}, a comma in an attribute for two attributes, a prefix
 * before {@code @} for a provider, and ignores members that requests of its type lack. Two lenient readers may
 * understand the same request differently. Here every request is read once, as agent 2.6.0 reads it, and rewritten from what
 * was read: members that its type lacks are dropped, and a contradiction is a {@link #defect}.
 *
 * @see <a href="https://jolokia.org/reference/html/manual/jolokia_protocol.html">Jolokia protocol 8</a>
 */
public final class JolokiaRequest {

    private static final Set<String> READING = Set.of("read", "list", "search", "version", "config");

    private final RawJson raw;
    private final JsonNode tree;
    private final RequestForm.Read read;

    private JolokiaRequest(RawJson raw, JsonNode tree, RequestForm.Read read) {
        this.raw = raw;
        this.tree = tree;
        this.read = read;
    }

    /** Reads one request. What is wrong with it is its {@link #defect}. */
    public static JolokiaRequest of(RawJson raw) {
        JsonNode tree = raw.tree();
        RequestForm.Read read = RequestForm.read(tree);
        return read.defect() == null
                ? new JolokiaRequest(RawJson.of(read.canonical()), read.canonical(), read)
                : new JolokiaRequest(raw, tree, read);
    }

    /** The request in its canonical form; as it came when it has a defect. */
    public RawJson raw() {
        return raw;
    }

    /** {@link #raw} as a tree, which must not be changed. */
    public JsonNode tree() {
        return tree;
    }

    /** What is wrong with the request, for the one who wrote it; empty when an agent can be asked. */
    public Optional<String> defect() {
        return Optional.ofNullable(read.defect());
    }

    /** {@code read}, {@code write}, {@code exec} …, in lower case; empty when there is none. */
    public String type() {
        JsonNode type = tree.path("type");
        return type.isTextual() ? type.textValue().toLowerCase(Locale.ROOT) : "";
    }

    /** The ObjectName or pattern as text, without a provider. */
    public Optional<String> mbean() {
        return name().map(ObjectName::toString);
    }

    /** The ObjectName or pattern. */
    public Optional<ObjectName> name() {
        return Optional.ofNullable(read.name());
    }

    /** What stands before an {@code @} in the name: which part of an agent is to answer. Hardly anybody needs one. */
    public Optional<String> provider() {
        return Optional.ofNullable(read.provider());
    }

    /** Whether the name stands for any number of MBeans. */
    public boolean isPattern() {
        @Nullable ObjectName name = read.name();
        return name != null && name.isPattern();
    }

    /** The operation of an {@code exec}, with its signature where one is given. */
    public Optional<String> operation() {
        return text("operation");
    }

    /** The attribute of a {@code write}, or of a {@code read} of one attribute. */
    public Optional<String> attribute() {
        return type().equals("read")
                ? read.attributes().stream().filter(one -> isSingle()).findFirst()
                : text("attribute");
    }

    /** The attributes of a {@code read} or {@code write}; empty for all of a read's. */
    public List<String> attributes() {
        return read.attributes();
    }

    /** What a change is of: an operation without its signature, or an attribute. */
    public Optional<String> member() {
        return operation().map(RequestForm::withoutSignature).or(this::attribute);
    }

    /** The path into a value, element by element; empty when there is none. */
    public List<String> path() {
        return JolokiaPath.of(tree.path("path"));
    }

    /** Whether carrying this out may change the instance. An unknown type counts as changing. */
    public boolean changesState() {
        return !READING.contains(type());
    }

    /** Whether carrying out any of several requests, as they are sent, may change the instance. */
    public static boolean anyChangesState(List<RawJson> requests) {
        return requests.stream().map(JolokiaRequest::of).anyMatch(JolokiaRequest::changesState);
    }

    /** The requests as they are sent. */
    public static List<RawJson> raw(List<JolokiaRequest> requests) {
        return requests.stream().map(JolokiaRequest::raw).toList();
    }

    /** Whether it writes an attribute or invokes an operation: what grants are given for. */
    public boolean acts() {
        return type().equals("write") || type().equals("exec");
    }

    /** The same request to one MBean, in place of the pattern that it was made to. */
    public JolokiaRequest withName(ObjectName exact) {
        ObjectNode copy = tree.deepCopy();
        return of(RawJson.of(copy.put("mbean", exact.toString())));
    }

    private boolean isSingle() {
        return !(tree.path("attribute") instanceof ArrayNode);
    }

    private Optional<String> text(String member) {
        JsonNode value = tree.get(member);
        return value != null && value.isTextual() ? Optional.of(value.textValue()) : Optional.empty();
    }

    /** Equal to what says the same. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof JolokiaRequest that && raw.equals(that.raw);
    }

    @Override
    public int hashCode() {
        return raw.hashCode();
    }

    @Override
    public String toString() {
        return raw.toString();
    }

    /** What a notification request does: {@code register}, {@code add} and the like. */
    public Optional<String> command() {
        return text("command");
    }

    /** The type, name and member, for messages and records; never arguments or values. */
    public String words() {
        List<String> words = new ArrayList<>(List.of(type()));
        provider().ifPresent(provider -> words.add(provider + "@"));
        mbean().ifPresent(words::add);
        command().ifPresent(command -> words.add(1, command));
        operation().or(this::attribute).ifPresent(words::add);
        return String.join(" ", words);
    }
}
