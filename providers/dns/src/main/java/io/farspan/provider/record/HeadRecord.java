package io.farspan.provider.record;

import java.util.List;

import org.xbill.DNS.Name;
import org.xbill.DNS.TXTRecord;

import io.farspan.provider.map.MapHead;

/** {@code _home}: the head as a TXT record. The same head always makes the same bytes, which a prerequisite compares. */
final class HeadRecord {

    private static final long TTL = 5;

    private HeadRecord() {}

    static TXTRecord write(Name owner, MapHead head) {
        return Attributes.create()
                .with("home", head.home())
                .with("standby", String.join(",", head.standby()))
                .with("epoch", head.epoch())
                .with("nonce", head.nonce())
                .with("gen", head.generation())
                .record(owner, TTL);
    }

    static MapHead read(String application, TXTRecord record) {
        Attributes attributes = Attributes.parse(record);
        String standby = attributes.find("standby").orElse("");
        return new MapHead(
                application,
                attributes.text("home"),
                standby.isEmpty() ? List.of() : List.of(standby.split(",")),
                attributes.number("epoch"),
                attributes.text("nonce"),
                attributes.number("gen"));
    }
}
