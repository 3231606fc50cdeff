package io.farspan.federation;

import java.util.Hashtable;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

import io.farspan.protocol.call.InstanceId;

/**
 * An MBean's name in the federated view: its own name and the keys {@code location} and {@code instance}.
 *
 * <p>Law: {@code parse(qualify(name, id))} gives {@code name} and {@code id} back, for every name. A name that has keys
 * with these words itself (or with such a word and underscores) gets one more underscore at each of them.
 *
 * @param local the MBean's own name, or a pattern over such names
 * @param location the value or pattern of the key {@code location}, where there is one
 * @param instance the value or pattern of the key {@code instance}, where there is one
 */
public record FederatedName(ObjectName local, Optional<String> location, Optional<String> instance) {

    private static final String LOCATION = "location";
    private static final String INSTANCE = "instance";
    private static final Pattern TAKEN = Pattern.compile("(location|instance)_*");
    private static final Pattern ESCAPED = Pattern.compile("(location|instance)_+");

    /** A local name as the federated view shows it for one instance. */
    public static ObjectName qualify(ObjectName local, InstanceId id) {
        Hashtable<String, String> keys = new Hashtable<>();
        local.getKeyPropertyList().forEach((key, value) -> keys.put(escape(key), value));
        String own = keys.equals(local.getKeyPropertyList()) ? local.getKeyPropertyListString() : write(local, keys);
        return name(local.getDomain(), own + "," + LOCATION + "=" + id.location() + "," + INSTANCE + "=" + id.name());
    }

    /** A local name as the federated view shows it for the application as a whole. */
    public static ObjectName whole(ObjectName local) {
        Hashtable<String, String> keys = new Hashtable<>();
        local.getKeyPropertyList().forEach((key, value) -> keys.put(escape(key), value));
        return keys.equals(local.getKeyPropertyList()) ? local : name(local.getDomain(), write(local, keys));
    }

    /** What a federated name or pattern asks for. */
    public static FederatedName parse(ObjectName federated) {
        Map<String, String> keys = new TreeMap<>(federated.getKeyPropertyList());
        Optional<String> location = Optional.ofNullable(keys.remove(LOCATION));
        Optional<String> instance = Optional.ofNullable(keys.remove(INSTANCE));
        StringBuilder local = new StringBuilder();
        keys.forEach((key, value) -> local.append(local.isEmpty() ? "" : ",")
                .append(unescape(key))
                .append('=')
                .append(value));
        if (federated.isPropertyListPattern() || local.isEmpty()) {
            local.append(local.isEmpty() ? "*" : ",*");
        }
        return new FederatedName(name(federated.getDomain(), local.toString()), location, instance);
    }

    /** The one instance that is named, if it is one. */
    public Optional<InstanceId> id() {
        try {
            return location.isPresent() && instance.isPresent()
                    ? Optional.of(new InstanceId(location.get(), instance.get()))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // a pattern, or not the name of an instance
        }
    }

    /** Whether both keys are absent: the application as a whole. */
    public boolean isWhole() {
        return location.isEmpty() && instance.isEmpty();
    }

    private static String escape(String key) {
        return TAKEN.matcher(key).matches() ? key + "_" : key;
    }

    private static String unescape(String key) {
        return ESCAPED.matcher(key).matches() ? key.substring(0, key.length() - 1) : key;
    }

    private static String write(ObjectName name, Map<String, String> keys) {
        StringBuilder text = new StringBuilder();
        keys.forEach((key, value) ->
                text.append(text.isEmpty() ? "" : ",").append(key).append('=').append(value));
        return text + (name.isPropertyListPattern() ? ",*" : "");
    }

    private static ObjectName name(String domain, String keys) {
        try {
            return new ObjectName(domain + ":" + keys);
        } catch (MalformedObjectNameException e) {
            throw new IllegalArgumentException("Not a name: " + domain + ":" + keys, e);
        }
    }
}
