package io.farspan.troubleshooting.threads;

import java.util.List;

/** Frames that a thread has on its stack only while it waits for something to do. */
final class IdleFrames {

    private static final List<String> IDLE = List.of(
            "java.util.concurrent.ThreadPoolExecutor.getTask(",
            "java.util.concurrent.ForkJoinPool.awaitWork(",
            "org.eclipse.jetty.util.thread.QueuedThreadPool.idleJobPoll(",
            "org.eclipse.jetty.util.thread.ReservedThreadExecutor$ReservedThread.reservedWait(",
            "org.jboss.threads.EnhancedQueueExecutor$PoolThreadNode.park(",
            "org.apache.tomcat.util.threads.ThreadPoolExecutor.getTask(",
            "java.util.TimerThread.mainLoop(",
            "sun.nio.ch.EPoll.wait(",
            "sun.nio.ch.KQueue.poll(",
            "sun.nio.ch.WEPoll.wait(",
            "io.netty.channel.epoll.Native.epollWait(",
            "sun.nio.ch.Net.accept(");

    private static final List<String> JDK = List.of("java.", "javax.", "jdk.", "sun.", "com.sun.");

    private IdleFrames() {}

    static boolean contains(String frame) {
        return IDLE.stream().anyMatch(frame::startsWith);
    }

    static boolean isOfJdk(String frame) {
        return JDK.stream().anyMatch(frame::startsWith);
    }
}
