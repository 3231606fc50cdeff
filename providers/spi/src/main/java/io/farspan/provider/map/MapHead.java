package io.farspan.provider.map;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;

import io.farspan.protocol.call.Names;

/**
 * The commit point of an application's map: the one record that every change replaces.
 *
 * @param application the application's name
 * @param home the location whose router is in charge
 * @param standby locations that may take over, in order
 * @param epoch counts the changes of routing; only ever rises
 * @param nonce differs after every write, so that a writer recognises its own
 * @param generation counts the changes of the map's content; only ever rises
 */
public record MapHead(
        String application, String home, List<String> standby, long epoch, String nonce, long generation) {

    private static final SecureRandom RANDOM = new SecureRandom();

    public MapHead {
        Names.requireLabel("application", application);
        Names.requireLabel("home", home);
        standby = List.copyOf(standby);
        standby.forEach(location -> Names.requireLabel("standby", location));
        if (epoch < 1 || generation < 1) {
            throw new IllegalArgumentException("epoch and gen start at 1, not " + epoch + " and " + generation);
        }
        if (!nonce.matches("[0-9a-f]{8,32}")) {
            throw new IllegalArgumentException("nonce must be 8 to 32 lower-case hex digits");
        }
    }

    /** The head of a new map. */
    public static MapHead first(String application, String home, List<String> standby) {
        return new MapHead(application, home, standby, 1, newNonce(), 1);
    }

    /** The head after a change of content. */
    public MapHead next() {
        return new MapHead(application, home, standby, epoch, newNonce(), generation + 1);
    }

    /** The head after a renewal of home's lease: only the nonce changes. */
    public MapHead renewed() {
        return new MapHead(application, home, standby, epoch, newNonce(), generation);
    }

    /** The head after a move of traffic: the next epoch, the same home. */
    public MapHead nextEpoch() {
        return new MapHead(application, home, standby, epoch + 1, newNonce(), generation + 1);
    }

    /** The head after a move to another home. */
    public MapHead movedTo(String newHome, List<String> newStandby) {
        return new MapHead(application, newHome, newStandby, epoch + 1, newNonce(), generation + 1);
    }

    private static String newNonce() {
        byte[] nonce = new byte[8];
        RANDOM.nextBytes(nonce);
        return HexFormat.of().formatHex(nonce);
    }
}
