package io.farspan.local.dns;

import org.xbill.DNS.Name;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.TextParseException;

/** A TSIG key and its name. */
record TsigKey(Name name, TSIG tsig) {

    static TsigKey parse(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("A TSIG key is written algorithm:name:base64");
        }
        try {
            return new TsigKey(Name.fromString(parts[1], Name.root), new TSIG(parts[0], parts[1], parts[2]));
        } catch (TextParseException e) {
            throw new IllegalArgumentException("The TSIG key's name is not a DNS name", e);
        }
    }
}
