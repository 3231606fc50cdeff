package io.farspan.provider.map;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

import io.farspan.protocol.call.Names;

/** An IP address as text. Never a name: nothing is looked up. */
public final class LiteralAddress {

    // What the JDK does not take for an address it looks up: 999.1.1.1, and what starts with a dot.
    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|0{0,2}[0-9]|0?[1-9][0-9])";
    private static final Pattern LITERAL =
            Pattern.compile(OCTET + "(\\." + OCTET + "){3}|(?=.*:)[0-9A-Fa-f:][0-9A-Fa-f:.]{1,45}");

    private LiteralAddress() {}

    /**
     * The address.
     *
     * @throws IllegalArgumentException when the text is anything else, for example a name
     */
    public static InetAddress parse(String text) {
        if (!LITERAL.matcher(text).matches()) {
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
