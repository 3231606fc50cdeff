package io.farspan.bridge.query;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

import javax.management.AttributeNotFoundException;
import javax.management.BadAttributeValueExpException;
import javax.management.BadBinaryOpValueExpException;
import javax.management.BadStringOperationException;
import javax.management.InvalidApplicationException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.QueryExp;

import org.jspecify.annotations.Nullable;

/**
 * Applies a {@link QueryExp} to names. An expression asks an MBean server for attributes and classes, one MBean after
 * another, so it is applied twice: first to record what it asks for, then, with all of that fetched in one bulk call, for
 * its result. As in a real server, an MBean for which the expression fails is not selected.
 */
public final class QueryEvaluation {

    private QueryEvaluation() {}

    /** The names for which the expression holds. */
    public static Set<ObjectName> select(QueriedMBeans beans, Set<ObjectName> candidates, QueryExp query)
            throws IOException {
        Needs needs = new Needs();
        query.setMBeanServer(server(needs));
        for (ObjectName candidate : candidates) {
            holds(query, candidate);
        }
        if (needs.descriptions) {
            beans.prefetchDescriptions(candidates);
        }
        if (!needs.attributes.isEmpty()) {
            beans.prefetchDescriptions(needs.attributes.keySet());
            beans.prefetchAttributes(needs.attributes);
        }
        query.setMBeanServer(server(new Answers(beans)));
        Set<ObjectName> selected = new LinkedHashSet<>();
        for (ObjectName candidate : candidates) {
            if (holds(query, candidate)) {
                selected.add(candidate);
            }
        }
        return selected;
    }

    private static boolean holds(QueryExp query, ObjectName name) {
        try {
            return query.apply(name);
        } catch (BadStringOperationException
                | BadBinaryOpValueExpException
                | BadAttributeValueExpException
                | InvalidApplicationException
                | RuntimeException e) {
            return false;
        }
    }

    private static MBeanServer server(InvocationHandler handler) {
        return (MBeanServer) Proxy.newProxyInstance(
                QueryEvaluation.class.getClassLoader(), new Class<?>[] {MBeanServer.class}, handler);
    }

    /** Records what is asked for, and answers nothing. */
    private static final class Needs implements InvocationHandler {

        private final Map<ObjectName, Set<String>> attributes = new LinkedHashMap<>();
        private boolean descriptions;

        @Override
        public Object invoke(Object proxy, Method method, Object[] arguments) throws AttributeNotFoundException {
            switch (method.getName()) {
                case "getAttribute" ->
                    attributes
                            .computeIfAbsent((ObjectName) arguments[0], name -> new LinkedHashSet<>())
                            .add((String) arguments[1]);
                default -> descriptions = true;
            }
            throw new AttributeNotFoundException("not fetched yet");
        }
    }

    /** Answers from the MBeans. */
    private record Answers(QueriedMBeans beans) implements InvocationHandler {

        @Override
        public @Nullable Object invoke(Object proxy, Method method, Object[] arguments)
                throws JMException, IOException {
            return switch (method.getName()) {
                case "getAttribute" -> beans.getAttribute((ObjectName) arguments[0], (String) arguments[1]);
                case "getObjectInstance" -> beans.getObjectInstance((ObjectName) arguments[0]);
                case "isInstanceOf" -> beans.isInstanceOf((ObjectName) arguments[0], (String) arguments[1]);
                default -> throw new UnsupportedOperationException(method.getName() + " is not supported in queries");
            };
        }
    }
}
