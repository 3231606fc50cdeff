package io.farspan.provider.map;

import java.net.InetAddress;
import java.net.UnknownHostException;

import io.farspan.protocol.call.Names;

/** An IP address as text. Never a name: nothing is looked up. */
public final class LiteralAddress {

    private static final String FOUR = "[0-9]{1,3}(\\.[0-9]{1,3}){3}";
    private static final String SIX = "[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*";

    private LiteralAddress() {}

    /**
     * The address.
     *
     * @throws IllegalArgumentException when the text is anything else, for example a name
     */
    public static InetAddress parse(String text) {
        if (!text.matches(FOUR) && !text.matches(SIX)) {
            throw new IllegalArgumentException(
                    "address '" + Names.shorten(text) + "' must be a literal IPv4 or IPv6 address, not a name");
        }
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("address '" + Names.shorten(text) + "' is not an IP address", e);
        }
    }
}
