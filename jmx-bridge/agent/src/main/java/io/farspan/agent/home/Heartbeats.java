package io.farspan.agent.home;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.StandardMBean;

/**
 * Tells home that this JVM lives, as often as home wants it, and counts what became of that. Home says when the next one is
 * due, so that a location's heartbeats cost the same however many instances it has.
 */
final class Heartbeats implements HeartbeatMXBean {

    private static final Pattern NEXT = Pattern.compile("\"nextMs\"\\s*:\\s*(\\d{1,9})");
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Duration LEAST = Duration.ofSeconds(1);
    private static final Duration MOST = Duration.ofMinutes(10);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(3);
    private static final Duration AFTER_REFUSAL = Duration.ofMinutes(1);
    private static final int LONGEST_FAILURE = 200;

    private final HomeClient home;
    private final Entry entry;
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong answered = new AtomicLong();
    private volatile long answeredAt;
    private volatile String failure = "";

    Heartbeats(HomeClient home, Entry entry) {
        this.home = home;
        this.entry = entry;
    }

    /** Sends them until the thread is interrupted, and offers the counts as an MBean as long. */
    void run() throws InterruptedException, JMException {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        ObjectName name = new ObjectName(NAME);
        server.registerMBean(new StandardMBean(this, HeartbeatMXBean.class, true), name);
        try {
            while (true) {
                long pause = send().toMillis();
                Thread.sleep(pause - ThreadLocalRandom.current().nextLong(pause / 10 + 1));
            }
        } finally {
            server.unregisterMBean(name);
        }
    }

    /** Sends one, and returns how long to wait before the next. */
    Duration send() throws InterruptedException {
        try {
            sent.incrementAndGet();
            String answer = home.heartbeat(entry, LIMIT);
            answered();
            return next(answer);
        } catch (HomeClient.Refused e) {
            answered();
            return AFTER_REFUSAL;
        } catch (HomeClient.Declined e) {
            failure = "";
            return AFTER_FAILURE;
        } catch (IOException | RuntimeException e) {
            String text = String.valueOf(e.getMessage());
            failure = text.substring(0, Math.min(LONGEST_FAILURE, text.length()));
            return AFTER_FAILURE;
        }
    }

    private void answered() {
        answeredAt = System.nanoTime();
        answered.incrementAndGet();
        failure = "";
    }

    private static Duration next(String answer) {
        Matcher next = NEXT.matcher(answer);
        Duration told = next.find() ? Duration.ofMillis(Long.parseLong(next.group(1))) : AFTER_REFUSAL;
        return told.compareTo(LEAST) < 0 ? LEAST : told.compareTo(MOST) > 0 ? MOST : told;
    }

    @Override
    public long getSent() {
        return sent.get();
    }

    @Override
    public long getAnswered() {
        return answered.get();
    }

    @Override
    public long getMillisSinceAnswered() {
        return answered.get() == 0 ? -1 : (System.nanoTime() - answeredAt) / 1_000_000;
    }

    @Override
    public String getFailure() {
        return failure;
    }
}
