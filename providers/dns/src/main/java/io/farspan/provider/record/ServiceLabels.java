package io.farspan.provider.record;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import io.farspan.provider.map.InstanceEntry;
import io.farspan.provider.map.ServiceEndpoint;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * An instance's service endpoint as two labels of its entry, {@code _s=10.2.3.4-8443} and {@code _p=_health}: a release
 * that knows nothing of it reads labels, and keeps them when it writes the entry again. The address is left out where it
 * is the agent's. In an IPv6 address {@code -} stands for {@code :}; in a path {@code _} stands for {@code /}, and
 * {@code -} with two hexadecimal digits for what a label cannot hold.
 */
final class ServiceLabels {

    private static final String ENDPOINT = "_s";
    private static final String PATH = "_p";
    private static final int LONGEST = 63;

    private ServiceLabels() {}

    /** An entry's labels, and the endpoint among them. */
    static Map<String, String> write(InstanceEntry instance) {
        Map<String, String> labels = new TreeMap<>(instance.labels());
        instance.service().ifPresent(service -> {
            String address = service.address().equals(instance.address())
                    ? ""
                    : service.address().replace(':', '-') + "-";
            labels.put(ENDPOINT, address + service.port());
            service.path().ifPresent(path -> labels.put(PATH, encode(path)));
        });
        return labels;
    }

    /** The entry with the endpoint that its labels hold; what cannot be understood stays a label, and so in the record. */
    static InstanceEntry read(InstanceEntry instance) {
        String text = instance.labels().get(ENDPOINT);
        if (text == null) {
            return instance;
        }
        try {
            int dash = text.lastIndexOf('-');
            String address = dash < 0 ? instance.address() : text.substring(0, dash);
            Optional<String> path =
                    Optional.ofNullable(instance.labels().get(PATH)).map(ServiceLabels::decode);
            ServiceEndpoint service = new ServiceEndpoint(
                    address.contains(".") || address.contains(":") ? address : address.replace('-', ':'),
                    Integer.parseInt(text.substring(dash + 1)),
                    path);
            Map<String, String> others = new TreeMap<>(instance.labels());
            others.remove(ENDPOINT);
            others.remove(PATH);
            return new InstanceEntry(instance.id(), instance.address(), instance.port(), instance.state(), others)
                    .with(service);
        } catch (IllegalArgumentException e) {
            return instance;
        }
    }

    private static String encode(String path) {
        StringBuilder label = new StringBuilder();
        for (byte each : path.getBytes(US_ASCII)) {
            char character = (char) each;
            if (character == '/') {
                label.append('_');
            } else if (character == '.' || Character.isLetterOrDigit(character)) {
                label.append(character);
            } else {
                label.append("-%02x".formatted((int) character));
            }
        }
        if (label.length() > LONGEST) {
            throw new IllegalArgumentException("the service's path '" + path + "' does not fit into the map: use fewer"
                    + " characters other than letters, digits, '/' and '.'");
        }
        return label.toString();
    }

    private static String decode(String label) {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < label.length(); i++) {
            char character = label.charAt(i);
            if (character == '-') {
                if (i + 2 >= label.length()) {
                    throw new IllegalArgumentException("'" + label + "' is not a path");
                }
                path.append((char) Integer.parseInt(label.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                path.append(character == '_' ? '/' : character);
            }
        }
        return path.toString();
    }
}
