package io.farspan.provider.aws;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.smallrye.mutiny.Uni;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.route53.model.Change;
import software.amazon.awssdk.services.route53.model.ChangeAction;
import software.amazon.awssdk.services.route53.model.ResourceRecord;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;

import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.provider.record.RecordSource;

/**
 * Records as Route 53 has them: presentation format, one set per name and type. Reads go through the API, which is
 * never behind.
 */
final class Route53Records implements RecordSource {

    private final Route53Api api;

    Route53Records(Route53Api api) {
        this.api = api;
    }

    @Override
    public Uni<List<Record>> query(Name name, int type) {
        return api.find(name.toString(), Type.string(type))
                .map(sets -> {
                    List<Record> records = new ArrayList<>();
                    sets.forEach(set -> set.resourceRecords()
                            .forEach(record -> records.add(parse(name, type, set.ttl(), record.value()))));
                    return records;
                })
                .onFailure(SdkException.class)
                .transform(failure -> new FarspanException(
                        ProblemCode.MAP_UNREACHABLE,
                        "Route 53 cannot be read for " + name + ": " + failure.getMessage()
                                + ". Check the credentials and the network to its API.",
                        failure));
    }

    private static Record parse(Name name, int type, long ttl, String value) {
        try {
            return Record.fromString(name, type, DClass.IN, ttl, value, Name.root);
        } catch (IOException e) {
            throw new FarspanException(
                    ProblemCode.MAP_RECORD_INVALID,
                    "Route 53 has a record " + name + " that cannot be understood: " + e.getMessage(),
                    e);
        }
    }

    static Change change(ChangeAction action, List<? extends Record> records) {
        Record first = records.get(0);
        Set<String> values = new LinkedHashSet<>();
        records.forEach(record -> values.add(record.rdataToString()));
        return Change.builder()
                .action(action)
                .resourceRecordSet(ResourceRecordSet.builder()
                        .name(first.getName().toString())
                        .type(Type.string(first.getType()))
                        .ttl(first.getTTL())
                        .resourceRecords(values.stream()
                                .map(value ->
                                        ResourceRecord.builder().value(value).build())
                                .toList())
                        .build())
                .build();
    }

    static Name name(String text) {
        try {
            return Name.fromString(text, Name.root);
        } catch (TextParseException e) {
            throw new IllegalArgumentException("'" + text + "' is not a DNS name", e);
        }
    }
}
