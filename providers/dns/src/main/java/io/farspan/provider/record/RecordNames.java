package io.farspan.provider.record;

import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;

/** The owner names of the map's records, section 4 of the design. */
public final class RecordNames {

    private final Name zone;

    /** The names within a zone. */
    public RecordNames(String zone) {
        try {
            this.zone = Name.fromString(zone, Name.root);
        } catch (TextParseException e) {
            throw new IllegalArgumentException(
                    "farspan.map.zone '" + zone + "' is not a DNS name: " + e.getMessage(), e);
        }
    }

    /** The zone. */
    public Name zone() {
        return zone;
    }

    /** The commit point. */
    public Name home(String application) {
        return name("_home." + application);
    }

    Name tool(String application) {
        return name("_tool._tcp." + application);
    }

    /** Enumerates the locations' functions by PTR, as DNS-SD does (RFC 6763, section 4.1). */
    Name functions(String application) {
        return name("_function._tcp." + application);
    }

    Name function(String application, String location) {
        return name("_function._tcp." + location + "." + application);
    }

    /** Where the application's own traffic goes. */
    public Name traffic(String application) {
        return name("_app._tcp." + application);
    }

    Name weights(String application) {
        return name("_weights." + application);
    }

    Name shardIndex(String application, String location) {
        return name("_index." + location + ".i." + application);
    }

    Name shard(String application, String location, int shard) {
        return name("s" + Integer.toHexString(shard) + "." + location + ".i." + application);
    }

    /** An absolute host name. */
    public static Name host(String host) {
        try {
            return Name.fromString(host, Name.root);
        } catch (TextParseException e) {
            throw new IllegalArgumentException("'" + host + "' is not a host name: " + e.getMessage(), e);
        }
    }

    /** A host name as a URI has it. */
    static String text(Name name) {
        return name.toString(true);
    }

    private Name name(String relative) {
        try {
            return Name.fromString(relative, zone);
        } catch (TextParseException e) {
            throw new IllegalArgumentException("'" + relative + "' does not fit into a DNS name: " + e.getMessage(), e);
        }
    }
}
