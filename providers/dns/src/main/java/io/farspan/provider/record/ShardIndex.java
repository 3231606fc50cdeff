package io.farspan.provider.record;

import org.xbill.DNS.Name;
import org.xbill.DNS.TXTRecord;

/**
 * How many shards a location has and how many instances are in them.
 *
 * @param shards 0 before the first instance
 * @param instances all of them
 */
record ShardIndex(int shards, int instances) {

    /** A location's limit: a reader asks for each shard. */
    static final int MOST_SHARDS = 1_024;

    static final int MOST_INSTANCES = MOST_SHARDS * Shard.CAPACITY;

    static final ShardIndex NONE = new ShardIndex(0, 0);

    ShardIndex {
        if (shards < 0 || shards > MOST_SHARDS || instances < 0 || instances > MOST_INSTANCES) {
            throw new IllegalArgumentException("a location has 0 to " + MOST_SHARDS + " shards and 0 to "
                    + MOST_INSTANCES + " instances, not " + shards + " and " + instances);
        }
    }

    TXTRecord write(Name owner) {
        return Attributes.create()
                .with("shards", shards)
                .with("instances", instances)
                .record(owner, Shard.TTL);
    }

    static ShardIndex read(TXTRecord record) {
        Attributes attributes = Attributes.parse(record);
        return new ShardIndex(
                Math.toIntExact(attributes.number("shards")), Math.toIntExact(attributes.number("instances")));
    }

    /** As many shards as keep {@code count} instances within capacity, never fewer than now. */
    int shardsFor(int count) {
        return Math.max(Math.max(shards, 1), (count + Shard.CAPACITY - 1) / Shard.CAPACITY);
    }
}
