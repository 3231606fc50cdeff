package io.farspan.local.cloud;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.Type;
import org.xbill.DNS.Update;

/** Shows what a cloud's API holds on a real DNS server, as the cloud's name servers would. */
final class Publisher {

    private final Name zone;
    private final SimpleResolver resolver;
    private final List<Set> held = new ArrayList<>();
    private boolean late;

    Publisher(String zone, String tsig, int port) {
        String[] key = tsig.split(":");
        this.zone = Name.fromConstantString(zone + ".");
        this.resolver = new SimpleResolver(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        resolver.setTCP(true);
        resolver.setTSIGKey(new TSIG(key[0], key[1], key[2]));
    }

    /** A record set in presentation format. */
    record Set(String name, String type, long ttl, List<String> values) {}

    /** From now on the servers are late. */
    synchronized void hold() {
        late = true;
    }

    /** The servers catch up. */
    synchronized void release() {
        late = false;
        List<Set> sets = List.copyOf(held);
        held.clear();
        publish(sets);
    }

    synchronized void publish(List<Set> sets) {
        if (late) {
            held.addAll(sets);
            return;
        }
        if (sets.isEmpty()) {
            return;
        }
        try {
            Update update = new Update(zone);
            for (Set set : sets) {
                Name name = Name.fromString(set.name, Name.root);
                int type = Type.value(set.type);
                update.delete(name, type);
                for (String value : set.values) {
                    update.add(Record.fromString(name, type, DClass.IN, set.ttl, value, Name.root));
                }
            }
            int rcode = resolver.send(update).getRcode();
            if (rcode != Rcode.NOERROR) {
                throw new IllegalStateException("The records were not published: " + Rcode.string(rcode));
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
