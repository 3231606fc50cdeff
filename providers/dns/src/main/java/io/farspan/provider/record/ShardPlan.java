package io.farspan.provider.record;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import io.farspan.provider.map.InstanceEntry;

/**
 * What becomes of a location's shards when instances are put and removed.
 *
 * @param put instances to add or replace, by name
 * @param remove names of instances to remove
 */
record ShardPlan(Map<String, InstanceEntry> put, Set<String> remove) {

    /** The shards and the index after the change. */
    record Rewritten(ShardIndex index, Map<Integer, Shard> shards) {}

    /** The shards that must be read for the change: those of the named instances, and those that growth may divide. */
    Set<Integer> toRead(ShardIndex index) {
        Set<Integer> needed = new TreeSet<>();
        if (index.shards() > 0) {
            put.keySet().forEach(name -> needed.add(Shard.of(name, index.shards())));
            remove.forEach(name -> needed.add(Shard.of(name, index.shards())));
        }
        int most = Math.min(ShardIndex.MOST_SHARDS, index.shardsFor(index.instances() + put.size()));
        for (int added = Math.max(index.shards(), 1); added < most; added++) {
            if (Shard.dividedBy(added) < index.shards()) {
                needed.add(Shard.dividedBy(added));
            }
        }
        return needed;
    }

    /** The outcome, given the shards of {@link #toRead}. */
    Rewritten apply(ShardIndex index, Map<Integer, Shard> read) {
        Map<String, InstanceEntry> instances = new TreeMap<>();
        read.values().forEach(shard -> instances.putAll(shard.instances()));
        int before = instances.size();
        instances.keySet().removeAll(remove);
        instances.putAll(put);
        // An index that says too little, or shards that cannot be read, must not make the number negative.
        int count = Math.max(0, index.instances() + instances.size() - before);
        int shards = index.shardsFor(count);
        Map<Integer, Map<String, InstanceEntry>> placed = new TreeMap<>();
        Set<Integer> touched = new HashSet<>(read.keySet());
        for (int added = index.shards(); added < shards; added++) {
            touched.add(added);
        }
        touched.forEach(shard -> placed.put(shard, new TreeMap<>()));
        instances.forEach((name, instance) -> placed.computeIfAbsent(Shard.of(name, shards), shard -> new TreeMap<>())
                .put(name, instance));
        Map<Integer, Shard> rewritten = new TreeMap<>();
        placed.forEach((shard, content) -> {
            Shard old = read.getOrDefault(shard, Shard.EMPTY);
            if (!content.equals(old.instances()) || old.revision() == 0) {
                rewritten.put(shard, old.holding(content));
            }
        });
        return new Rewritten(new ShardIndex(shards, count), rewritten);
    }
}
