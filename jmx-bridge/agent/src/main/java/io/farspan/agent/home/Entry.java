package io.farspan.agent.home;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Optional;

import io.farspan.agent.record.JsonText;

/** The instance as home's map is to have it. */
final class Entry {

    private static final int ANY_PORT = 443;

    final String location;
    final String name;
    private final String json;

    private Entry(String location, String name, String json) {
        this.location = location;
        this.name = name;
        this.json = json;
    }

    /**
     * Puts together what is told and what the cloud and this machine know. Blocks.
     *
     * @param bound the address that Jolokia listens on, if it is told one
     * @param agent where Jolokia says that it listens
     */
    static Entry of(HomeSettings settings, Optional<CloudMetadata> cloud, Optional<String> bound, URI agent)
            throws IOException, InterruptedException {
        String location = settings.location.isPresent()
                ? settings.location.get()
                : HomeSettings.checkedLocation(cloud.orElseThrow().region());
        String name = settings.instance.isPresent()
                ? settings.instance.get()
                : HomeSettings.checkedInstance(
                        cloud.isPresent()
                                ? cloud.get().instance()
                                : InetAddress.getLocalHost().getHostName());
        Optional<String> told = settings.address.or(() -> bound);
        String address = told.isPresent()
                ? told.get()
                : cloud.isPresent() ? cloud.get().address() : facing(settings.homes.get(0));
        return new Entry(location, name, json(settings, location + "/" + name, address, agent.getPort()));
    }

    /** The body of the registration. */
    String json() {
        return json;
    }

    String id() {
        return location + "/" + name;
    }

    private static String json(HomeSettings settings, String id, String address, int port) {
        StringBuilder json = new StringBuilder("{\"id\":");
        JsonText.append(json, id);
        json.append(",\"address\":");
        JsonText.append(json, address);
        json.append(",\"port\":").append(port);
        if (!settings.labels.isEmpty()) {
            json.append(",\"labels\":{");
            settings.labels.forEach((label, value) -> {
                json.append(json.charAt(json.length() - 1) == '{' ? "" : ",");
                JsonText.append(json, label);
                json.append(':');
                JsonText.append(json, value);
            });
            json.append('}');
        }
        settings.service.ifPresent(service -> {
            json.append(",\"service\":{\"address\":");
            JsonText.append(json, service.getHost() == null ? address : service.getHost());
            json.append(",\"port\":").append(service.getPort());
            if (service.getPath() != null && !service.getPath().isEmpty()) {
                json.append(",\"path\":");
                JsonText.append(json, service.getPath());
            }
            json.append('}');
        });
        return json.append('}').toString();
    }

    /** This machine's address on the way to home. Nothing is sent. */
    private static String facing(URI home) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            InetSocketAddress there =
                    new InetSocketAddress(home.getHost(), home.getPort() < 0 ? ANY_PORT : home.getPort());
            if (there.isUnresolved()) {
                throw new IOException("the name " + home.getHost() + " of farspan.home is not known");
            }
            socket.connect(there);
            return socket.getLocalAddress().getHostAddress();
        }
    }
}
