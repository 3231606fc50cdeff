package io.farspan.bridge.query;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
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
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.QueryExp;

import io.farspan.bridge.view.View;

/**
 * Applies a {@link QueryExp} to names. An expression asks an MBean server for attributes and classes, one MBean after the
 * other; so it is applied twice: first to note what it asks for, then, with all of that fetched in one bulk call, for its
 * result. As in a real server, an MBean for which the expression fails is not selected.
 */
public final class QueryEvaluation {

    private QueryEvaluation() {}

    /** The names for which the expression holds. */
    public static Set<ObjectName> select(View view, Set<ObjectName> candidates, QueryExp query) throws IOException {
        Needs needs = new Needs();
        query.setMBeanServer(server(needs));
        for (ObjectName candidate : candidates) {
            holds(query, candidate);
        }
        if (needs.descriptions) {
            view.prefetchDescriptions(candidates);
        }
        if (!needs.attributes.isEmpty()) {
            view.prefetchDescriptions(needs.attributes.keySet());
            view.prefetch(needs.attributes);
        }
        query.setMBeanServer(server(new Facade(view)));
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

    /** Notes what is asked for, and answers nothing. */
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
            throw new AttributeNotFoundException("not yet");
        }
    }

    /** The view as a server. */
    private record Facade(View view) implements InvocationHandler {

        @Override
        public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
            try {
                Method own = View.class.getMethod(method.getName(), method.getParameterTypes());
                return own.invoke(view, arguments);
            } catch (NoSuchMethodException e) {
                throw new UnsupportedOperationException(method.getName() + " is not for queries", e);
            } catch (InvocationTargetException e) {
                throw e.getCause() == null ? e : e.getCause();
            }
        }
    }
}
