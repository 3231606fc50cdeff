package io.farspan.bridge.rmi;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.stream.Stream;

import javax.management.InstanceNotFoundException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectInstance;
import javax.management.ObjectName;

import io.farspan.bridge.view.View;

/**
 * What tools do first with a view, done by the bridge itself: it lists, describes, reads and serialises the platform's
 * MBeans. So the first tool does not pay for loading classes, here and at the agents, and for the first reading of the
 * descriptions. The application's own MBeans are described and not read, because to read them may have consequences.
 */
final class ViewWarmup {

    /** How often: code that ran a thousand times is compiled. */
    private static final int TIMES = 10;

    /** How long to wait: an instance that does not answer must not delay anybody. */
    private static final long LIMIT = Duration.ofSeconds(5).toNanos();

    private static final ObjectName PLATFORM = platform();

    private final View view;

    ViewWarmup(View view) {
        this.view = view;
    }

    /** Uses the view as an exporter of metrics does. */
    void make() throws IOException {
        long started = System.nanoTime();
        for (int time = 0; time < TIMES; time++) {
            for (ObjectInstance bean : view.queryMBeans(PLATFORM, null)) {
                if (System.nanoTime() - started > LIMIT) {
                    return;
                }
                try {
                    use(bean.getObjectName());
                } catch (InstanceNotFoundException e) {
                    continue; // its instance has just left
                }
            }
        }
    }

    private void use(ObjectName bean) throws InstanceNotFoundException, IOException {
        MBeanInfo info = view.getMBeanInfo(bean);
        write(info);
        write(view.getAttributes(
                bean,
                Stream.of(info.getAttributes())
                        .filter(MBeanAttributeInfo::isReadable)
                        .map(MBeanAttributeInfo::getName)
                        .toArray(String[]::new)));
    }

    private static ObjectName platform() {
        try {
            return new ObjectName("java.lang:*");
        } catch (MalformedObjectNameException e) {
            throw new IllegalStateException("The pattern is valid", e);
        }
    }

    private static void write(Object value) throws IOException {
        try (ObjectOutputStream out = new ObjectOutputStream(OutputStream.nullOutputStream())) {
            out.writeObject(value);
        }
    }
}
