package io.farspan.bench;

import java.io.IOException;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;

import org.jspecify.annotations.Nullable;

/**
 * One recorded call of a tool.
 *
 * @param atMs the time in milliseconds since the first call
 * @param lane the number of the tool's concurrent connection that made it
 * @param method the operation of {@link MBeanServerConnection}
 * @param name the MBean or pattern
 * @param words the attributes, or a class, or an operation and its parameter types
 * @param thread for {@code getThreadInfo(long)}: which of the threads, counted from 0; for arrays -1
 */
record RecordedCall(long atMs, int lane, String method, @Nullable String name, List<String> words, int thread) {

    @Nullable
    Object replay(MBeanServerConnection to, long[] threads) throws IOException, JMException {
        ObjectName bean = name == null ? null : new ObjectName(name);
        return switch (method) {
            case "queryNames" -> to.queryNames(bean, null);
            case "queryMBeans" -> to.queryMBeans(bean, null);
            case "isRegistered" -> to.isRegistered(bean);
            case "isInstanceOf" -> to.isInstanceOf(bean, words.get(0));
            case "getMBeanInfo" -> to.getMBeanInfo(bean);
            case "getObjectInstance" -> to.getObjectInstance(bean);
            case "getMBeanCount" -> to.getMBeanCount();
            case "getDomains" -> to.getDomains();
            case "getDefaultDomain" -> to.getDefaultDomain();
            case "getAttribute" -> to.getAttribute(bean, words.get(0));
            case "getAttributes" -> to.getAttributes(bean, words.toArray(String[]::new));
            case "listen" -> {
                to.addNotificationListener(bean, (notification, handback) -> {}, null, null);
                yield null;
            }
            case "invoke" -> invoke(to, bean, threads);
            default -> throw new IllegalStateException("A recording has " + method + ", which cannot be replayed");
        };
    }

    private @Nullable Object invoke(MBeanServerConnection to, @Nullable ObjectName bean, long[] threads)
            throws IOException, JMException {
        String[] signature = words.subList(1, words.size()).toArray(String[]::new);
        List<Object> arguments = new ArrayList<>();
        for (String type : signature) {
            arguments.add(
                    switch (type) {
                        case "long" -> threads[Math.min(Math.max(thread, 0), threads.length - 1)];
                        case "int" -> 20;
                        case "[J" -> threads;
                        case "boolean" -> Boolean.FALSE;
                        default -> throw new IllegalStateException("A recording has an argument of " + type);
                    });
        }
        return to.invoke(bean, words.get(0), arguments.toArray(), signature);
    }

    /** A call in the form of a recording. */
    static Map<String, Object> write(long atMs, String lane, String method, @Nullable Object[] arguments) {
        List<String> words = new ArrayList<>();
        String name = null;
        for (Object argument : arguments == null ? new Object[0] : arguments) {
            if (argument instanceof ObjectName bean) {
                name = name == null ? bean.toString() : name;
            } else if (argument instanceof String word) {
                words.add(word);
            } else if (argument instanceof String[] list) {
                words.addAll(List.of(list));
            }
        }
        long number = 0;
        if (method.equals("invoke") && arguments[2] instanceof Object[] values && values.length > 0) {
            number = values[0] instanceof Long id
                    ? id
                    : values[0] != null && values[0].getClass().isArray() ? -Array.getLength(values[0]) : 0;
        }
        return Map.of(
                "at",
                atMs,
                "lane",
                lane,
                "method",
                method,
                "name",
                name == null ? "" : name,
                "words",
                words,
                "number",
                number);
    }
}
