package io.farspan.bench;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.farspan.local.process.Child;

/**
 * Two rsyslogs of Debian ({@code rsyslog}, {@code rsyslog-relp}, {@code rsyslog-pgsql}): a forwarder that follows log files
 * by imfile and sends them by RELP, as on an instance's host, and a receiver that inserts them into PostgreSQL, as at home.
 */
final class RsyslogPeer implements AutoCloseable {

    private static final Path PROGRAM = Path.of("/usr/sbin/rsyslogd");
    private static final List<String> MODULES = List.of("imfile.so", "omrelp.so", "imrelp.so", "ompgsql.so");
    private static final Pattern STORE =
            Pattern.compile("jdbc:postgresql://([0-9.]+):([0-9]+)/([a-z]+)\\?user=([a-z]+)");

    private final Path work;
    private Child receiver;
    private Child forwarder;

    private RsyslogPeer(Path work) throws IOException {
        this.work = work;
        this.receiver = startOne("receiver");
        this.forwarder = startOne("forwarder");
    }

    /** Whether this machine has it with all its modules. */
    static boolean isInstalled() throws IOException {
        if (!Files.isExecutable(PROGRAM)) {
            return false;
        }
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(Path.of("/usr/lib"), Files::isDirectory)) {
            for (Path folder : folders) {
                if (MODULES.stream()
                        .allMatch(
                                module -> Files.exists(folder.resolve("rsyslog").resolve(module)))) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Starts both with what they need in a new folder; each of the files has to exist. */
    static RsyslogPeer start(RsyslogSetup setup, Path work, List<Path> files, String store) throws IOException {
        int port = FreePort.find();
        Files.createDirectories(work.resolve("receiver"));
        Files.createDirectories(work.resolve("forwarder"));
        Files.writeString(work.resolve("receiver.conf"), receiver(setup, work, port, store));
        Files.writeString(work.resolve("forwarder.conf"), forwarder(setup, work, port, files));
        return new RsyslogPeer(work);
    }

    /** A row is what ours has, as far as rsyslog knows it; its offset is the table's own sequence. */
    static String receiver(RsyslogSetup setup, Path work, int port, String store) {
        Matcher url = STORE.matcher(store);
        if (!url.matches()) {
            throw new IllegalArgumentException("rsyslog cannot be told to write to " + store);
        }
        return common(work, "receiver")
                + """
                module(load="imrelp")
                module(load="ompgsql")
                template(name="row" type="list" option.stdsql="on") {
                  constant(value="insert into %s (stream_id, time, original_nanos, message, continued) values (")
                  property(name="syslogtag" position.from="2" position.to="2")
                  constant(value=", '")
                  property(name="timereported" dateFormat="rfc3339")
                  constant(value="', 0, '")
                  property(name="msg" position.from="2")
                  constant(value="', false)")
                }
                ruleset(name="store" %s) {
                  action(type="ompgsql" server="%s" port="%s" db="%s" user="%s" pass="" template="row"
                         action.resumeRetryCount="-1" action.resumeInterval="1")
                }
                input(type="imrelp" address="127.0.0.1" port="%d" ruleset="store" flowControl="full")
                """
                        .formatted(
                                setup.table(),
                                setup.queue(),
                                url.group(1),
                                url.group(2),
                                url.group(3),
                                url.group(4),
                                port);
    }

    /** The place in each file is kept after each batch that has been handed on. */
    static String forwarder(RsyslogSetup setup, Path work, int port, List<Path> files) {
        StringBuilder text = new StringBuilder(common(work, "forwarder"));
        text.append(
                """
                module(load="imfile" mode="inotify")
                module(load="omrelp")
                ruleset(name="forward" %s) {
                  action(type="omrelp" target="127.0.0.1" port="%d" windowSize="1000" template="RSYSLOG_ForwardFormat"
                         action.resumeRetryCount="-1" action.resumeInterval="1")
                }
                """
                        .formatted(setup.queue(), port));
        for (int file = 0; file < files.size(); file++) {
            text.append(
                    """
                    input(type="imfile" file="%s" tag="s%d:" ruleset="forward"
                          persistStateInterval="1000" persistStateAfterSubmission="on")
                    """
                            .formatted(files.get(file), file));
        }
        return text.toString();
    }

    private static String common(Path work, String name) {
        return """
                global(workDirectory="%s" net.enableDNS="off")
                action(type="omfile" file="%s")
                """
                .formatted(work.resolve(name), work.resolve(name + ".messages"));
    }

    private Child startOne(String name) throws IOException {
        Path pid = work.resolve(name + ".pid");
        Files.deleteIfExists(pid);
        return Child.start(
                "rsyslog " + name,
                work.resolve(name + ".log"),
                Map.of(),
                List.of(
                        PROGRAM.toString(),
                        "-n",
                        "-f",
                        work.resolve(name + ".conf").toString(),
                        "-i",
                        pid.toString()));
    }

    /** Both processes. */
    List<Child> children() {
        return List.of(forwarder, receiver);
    }

    /** Kills the forwarder and starts it again. */
    void killForwarder() throws IOException, InterruptedException {
        forwarder.kill();
        forwarder = startOne("forwarder");
    }

    /** Kills the receiver and starts it again. */
    void killReceiver() throws IOException, InterruptedException {
        receiver.kill();
        receiver = startOne("receiver");
    }

    /** Fails when one of them has ended, with what it said. */
    void check() throws IOException {
        for (String name : List.of("forwarder", "receiver")) {
            if (!(name.equals("forwarder") ? forwarder : receiver).isAlive()) {
                List<String> said = new ArrayList<>(Files.readAllLines(work.resolve(name + ".log")));
                throw new IOException("The " + name + " of rsyslog has ended: " + said);
            }
        }
    }

    @Override
    public void close() {
        forwarder.close();
        receiver.close();
    }
}
