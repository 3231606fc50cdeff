package io.farspan.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;

import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** A JVM with many MBeans of few classes, as large applications have: {@code ManyBeans COUNT}. */
public final class ManyBeans {

    private ManyBeans() {}

    /** The statistics of a cache. */
    public interface CacheMXBean {
        long getHits();

        long getMisses();

        int getSize();

        void setLimit(int limit);

        int getLimit();

        void clear();
    }

    /** The statistics of a pool. */
    public interface PoolMXBean {
        int getActive();

        int getIdle();

        long getWaits();

        String getState();

        void resize(int size);
    }

    /** The statistics of a queue. */
    public interface QueueMXBean {
        int getDepth();

        double getRate();

        void purge();
    }

    private record Cache(int number) implements CacheMXBean {
        @Override
        public long getHits() {
            return number;
        }

        @Override
        public long getMisses() {
            return 1;
        }

        @Override
        public int getSize() {
            return number;
        }

        @Override
        public void setLimit(int limit) {}

        @Override
        public int getLimit() {
            return 100;
        }

        @Override
        public void clear() {}
    }

    private record Pool(int number) implements PoolMXBean {
        @Override
        public int getActive() {
            return number;
        }

        @Override
        public int getIdle() {
            return 0;
        }

        @Override
        public long getWaits() {
            return 0;
        }

        @Override
        public String getState() {
            return "RUNNING";
        }

        @Override
        public void resize(int size) {}
    }

    private record Queue(int number) implements QueueMXBean {
        @Override
        public int getDepth() {
            return number;
        }

        @Override
        public double getRate() {
            return 0.5;
        }

        @Override
        public void purge() {}
    }

    /** Registers the MBeans and runs until it is killed. */
    public static void main(String[] arguments) throws IOException, JMException {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        int count = Integer.parseInt(arguments[0]) - server.getMBeanCount();
        for (int number = 0; number < count; number++) {
            ObjectName name =
                    new ObjectName("many:type=T" + number % 3 + ",group=g" + number % 100 + ",name=n" + number);
            Object bean =
                    switch (number % 3) {
                        case 0 -> new Cache(number);
                        case 1 -> new Pool(number);
                        default -> new Queue(number);
                    };
            server.registerMBean(bean, name);
        }
        System.out.println("MBEANS " + server.getMBeanCount());
        System.in.transferTo(java.io.OutputStream.nullOutputStream());
        synchronized (server) {
            try {
                server.wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
