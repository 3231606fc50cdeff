package io.farspan.provider.record;

import java.util.List;

import io.smallrye.mutiny.Uni;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/** Where records are read. */
public interface RecordSource {

    /**
     * The records of that name and type; none when there are none. Fails with {@code MAP_UNREACHABLE} when that cannot be
     * known.
     */
    Uni<List<Record>> query(Name name, int type);
}
