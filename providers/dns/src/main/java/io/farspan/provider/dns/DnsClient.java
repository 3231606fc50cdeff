package io.farspan.provider.dns;

import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.smallrye.mutiny.Uni;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.Update;

import io.farspan.protocol.call.Names;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.provider.map.MapConfig;
import io.farspan.provider.record.RecordSource;

/**
 * Exchanges with the map's servers. Reads go to each server in turn, twice round, over UDP with TCP for what does not
 * fit; changes go to the first server over TCP, once: after a lost reply the caller reads whether the change took
 * place.
 *
 * <p>Whatever a server answers becomes records or {@code MAP_UNREACHABLE}, and in time. dnsjava (3.6.3) parses answers
 * on an executor, so that an exception of its {@code getTSIG} (a truncated answer whose counts promise what is not
 * there) only fails the one exchange; but it completes failures on its selector thread, which all resolvers of the
 * process share, and looks at time limits only when nothing arrives. So an exchange has a limit of its own here, and
 * the caller's code never runs on the selector thread, nor on the common pool, whose threads lack the framework's class
 * loader.
 */
final class DnsClient implements RecordSource {

    private static final int ROUNDS = 2;

    private final Name zone;
    private final List<String> servers;
    private final List<NameServer> readers;
    private final NameServer writer;
    private final Executor workers;

    DnsClient(Name zone, MapConfig config, Optional<String> tsig, Executor workers) {
        this.zone = zone;
        this.servers = config.servers();
        this.readers = servers.stream()
                .map(server -> NameServer.parse(server, config.timeout()))
                .toList();
        this.writer = NameServer.parse(servers.get(0), config.timeout().multipliedBy(2));
        writer.resolver().setTCP(true);
        tsig.map(DnsClient::tsig).ifPresent(writer.resolver()::setTSIGKey);
        this.workers = workers;
    }

    @Override
    public Uni<List<Record>> query(Name name, int type) {
        return query(name, type, 0);
    }

    private Uni<List<Record>> query(Name name, int type, int attempt) {
        int server = attempt % readers.size();
        Message question = Message.newQuery(Record.newRecord(name, type, DClass.IN));
        return Uni.createFrom()
                .completionStage(() -> exchange(readers.get(server), question))
                .map(answer -> records(answer, name, type, servers.get(server)))
                .onFailure()
                .recoverWithUni(failure -> attempt + 1 < readers.size() * ROUNDS
                        ? query(name, type, attempt + 1)
                        : Uni.createFrom().failure(unreachable("reading " + name, servers.get(server), failure)));
    }

    /**
     * The server's response code to a change; fails with {@code MAP_UNREACHABLE} when there was no reply. A reply that
     * lacks its signature does not count (RFC 8945, section 5.3); only a refusal may be unsigned.
     */
    Uni<Integer> update(Update change) {
        return Uni.createFrom()
                .completionStage(() -> exchange(writer, change))
                .map(this::outcome)
                .onFailure()
                .transform(failure -> unreachable("changing " + zone, servers.get(0), failure));
    }

    private int outcome(Message reply) {
        requireReply(reply, Opcode.UPDATE);
        int rcode = reply.getRcode();
        if (writer.resolver().getTSIGKey() != null && !reply.isVerified() && DnsLocationMap.isOutcome(rcode)) {
            throw new IllegalStateException("its reply is not signed with the key in farspan.map.tsig");
        }
        return rcode;
    }

    /** One exchange: over UDP and then over TCP, each within the resolver's limit, or over TCP at once. */
    private CompletionStage<Message> exchange(NameServer server, Message question) {
        return server.located(workers())
                .thenCompose(resolver -> resolver.sendAsync(question)
                        .toCompletableFuture()
                        .orTimeout(2 * resolver.getTimeout().toMillis(), TimeUnit.MILLISECONDS))
                .handleAsync(
                        (answer, failure) -> {
                            if (failure != null) {
                                throw failure instanceof CompletionException completion
                                        ? completion
                                        : new CompletionException(failure);
                            }
                            return answer;
                        },
                        workers());
    }

    /**
     * The process's workers, with the class loader of whoever asks: one that is started by dnsjava's thread, which all
     * clients of a process share, would inherit the loader of the first of them.
     */
    private Executor workers() {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        return task -> workers.execute(() -> {
            Thread worker = Thread.currentThread();
            ClassLoader before = worker.getContextClassLoader();
            worker.setContextClassLoader(loader);
            try {
                task.run();
            } finally {
                worker.setContextClassLoader(before);
            }
        });
    }

    private static void requireReply(Message message, int opcode) {
        Header header = message.getHeader();
        if (!header.getFlag(Flags.QR) || header.getOpcode() != opcode) {
            throw new IllegalStateException("its message is not a reply to " + Opcode.string(opcode));
        }
        if (header.getFlag(Flags.TC)) {
            throw new IllegalStateException("its answer is truncated even over TCP");
        }
    }

    /** The first server, for messages. */
    String primary() {
        return servers.get(0);
    }

    private static List<Record> records(Message answer, Name name, int type, String server) {
        requireReply(answer, Opcode.QUERY);
        int rcode = answer.getRcode();
        if (rcode == Rcode.NXDOMAIN) {
            return List.of();
        }
        if (rcode != Rcode.NOERROR) {
            throw new FarspanException(
                    ProblemCode.MAP_UNREACHABLE,
                    "The map's DNS server " + server + " answers " + Rcode.string(rcode) + " for " + name
                            + "; check that it serves the zone and lets this host query it.");
        }
        List<Record> records = new ArrayList<>();
        for (Record record : answer.getSection(Section.ANSWER)) {
            if (record.getType() == type
                    && record.getDClass() == DClass.IN
                    && record.getName().equals(name)) {
                records.add(record);
            }
        }
        return records;
    }

    private static FarspanException unreachable(String what, String server, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof FarspanException farspan) {
            return farspan;
        }
        String message = Names.shorten(String.valueOf(cause.getMessage()));
        String why = cause instanceof UnknownHostException
                ? "its name is not known here"
                : cause instanceof TimeoutException
                                || message.toLowerCase(Locale.ROOT).contains("timed out")
                        ? "no reply in time"
                        : cause.getMessage() == null ? cause.getClass().getSimpleName() : message;
        return new FarspanException(
                ProblemCode.MAP_UNREACHABLE,
                "The map's DNS server " + server + " failed at " + what + ": " + why
                        + "; check that it runs and that UDP and TCP reach it.",
                cause);
    }

    private static TSIG tsig(String key) {
        String[] parts = key.split(":", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException(
                    "farspan.map.tsig must be algorithm:name:base64 (for example hmac-sha256:farspan:…), not "
                            + Arrays.stream(parts).limit(1).toList() + " and " + (parts.length - 1) + " more parts");
        }
        return new TSIG(parts[0], parts[1], parts[2]);
    }

    @Override
    public String toString() {
        return "DnsClient" + servers;
    }
}
