package io.farspan.bridge.view;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.AttributeNotFoundException;
import javax.management.InstanceNotFoundException;
import javax.management.InvalidAttributeValueException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanException;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.ObjectInstance;
import javax.management.ObjectName;
import javax.management.QueryExp;
import javax.management.ReflectionException;
import javax.management.RuntimeOperationsException;
import javax.management.openmbean.OpenType;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

import io.farspan.bridge.description.BeanDescription;
import io.farspan.bridge.query.QueryEvaluation;
import io.farspan.bridge.type.Arguments;
import io.farspan.bridge.type.TypedValues;
import io.farspan.protocol.json.RawJson;

/**
 * What a tool can ask of a view: the operations of {@link javax.management.MBeanServerConnection} but for notifications,
 * with the same results and exceptions. Safe for use by many threads; each call blocks until it is answered.
 *
 * <p>An {@link IOException} means that the instance could not be reached and says why; the view stays usable.
 */
public final class View {

    private final ViewName name;
    private final Endpoint endpoint;
    private final ViewDescriptions descriptions;
    private final NameCache names;
    private final AttributeReads reads;
    private final ThreadInfos threads;

    View(ViewName name, Endpoint endpoint, ViewDescriptions descriptions, AgeLimits limits) {
        this.name = name;
        this.endpoint = endpoint;
        this.descriptions = descriptions;
        this.threads = new ThreadInfos(limits);
        this.names = new NameCache(endpoint, limits, !name.isFederated());
        this.reads = new AttributeReads(endpoint, descriptions, threads, limits);
    }

    /** Its name. */
    public ViewName name() {
        return name;
    }

    /** What answers it, for notifications. */
    public Endpoint endpoint() {
        return endpoint;
    }

    /** Names that match a pattern and a query, either of which may be missing. */
    public Set<ObjectName> queryNames(@Nullable ObjectName pattern, @Nullable QueryExp query) throws IOException {
        NameCache.Result all = names.get();
        if (all.failure().isPresent()) {
            throw new RemoteFailure(all.failure().get()).unreachable();
        }
        Set<ObjectName> matching = new LinkedHashSet<>();
        if (pattern != null && !pattern.isPattern()) {
            if (all.names().contains(pattern)) {
                matching.add(pattern);
            }
        } else {
            for (ObjectName candidate : all.names()) {
                if (pattern == null || pattern.apply(candidate)) {
                    matching.add(candidate);
                }
            }
        }
        return query == null ? matching : QueryEvaluation.select(this, matching, query);
    }

    /** The MBeans that match, with their classes. */
    public Set<ObjectInstance> queryMBeans(@Nullable ObjectName pattern, @Nullable QueryExp query) throws IOException {
        Set<ObjectName> matching = queryNames(pattern, query);
        prefetchDescriptions(matching);
        Set<ObjectInstance> beans = new LinkedHashSet<>();
        for (ObjectName bean : matching) {
            try {
                beans.add(getObjectInstance(bean));
            } catch (InstanceNotFoundException e) {
                continue; // went meanwhile
            }
        }
        return beans;
    }

    /** Whether there is an MBean of this name. */
    public boolean isRegistered(ObjectName bean) throws IOException {
        return names.get().failure().isEmpty()
                ? names.get().names().contains(required(bean))
                : !queryNames(bean, null).isEmpty();
    }

    /** How many MBeans there are. */
    public int getMBeanCount() throws IOException {
        return queryNames(null, null).size();
    }

    /** The domains that have MBeans. */
    public String[] getDomains() throws IOException {
        return queryNames(null, null).stream()
                .map(ObjectName::getDomain)
                .distinct()
                .toArray(String[]::new);
    }

    /** The domain of names without one; a bridge has none of its own to tell apart, so it is the usual one. */
    public String getDefaultDomain() {
        return "DefaultDomain";
    }

    /** An MBean's class. */
    public ObjectInstance getObjectInstance(ObjectName bean) throws InstanceNotFoundException, IOException {
        return new ObjectInstance(bean, description(bean).info().getClassName());
    }

    /** An MBean's description. */
    public MBeanInfo getMBeanInfo(ObjectName bean) throws InstanceNotFoundException, IOException {
        return description(bean).info();
    }

    /** Whether an MBean is of a class, or implements an interface. */
    public boolean isInstanceOf(ObjectName bean, String className) throws InstanceNotFoundException, IOException {
        return description(bean).isInstanceOf(className);
    }

    /** An attribute's value. */
    public @Nullable Object getAttribute(ObjectName bean, @Nullable String attribute)
            throws MBeanException, AttributeNotFoundException, InstanceNotFoundException, ReflectionException,
                    IOException {
        if (attribute == null) {
            throw illegal("Attribute name cannot be null");
        }
        AttributeReads.Result result = reads.read(exact(bean), List.of(attribute));
        MBeanAttributeInfo info = description(bean).readable(attribute);
        JsonNode value = result.values().get(attribute);
        if (value == null) {
            value = alone(bean, attribute);
        }
        return typed(value, bean, info);
    }

    /** The values of those attributes that can be read. */
    public AttributeList getAttributes(ObjectName bean, String @Nullable [] attributes)
            throws InstanceNotFoundException, IOException {
        if (attributes == null) {
            throw illegal("Attributes cannot be null");
        }
        AttributeList list = new AttributeList();
        List<String> wanted = Arrays.stream(attributes).distinct().toList();
        if (wanted.isEmpty()) {
            description(bean);
            return list;
        }
        AttributeReads.Result result = reads.read(exact(bean), wanted);
        if (result.values().isEmpty() && result.failure().isPresent()) {
            new RemoteFailure(result.failure().get()).throwCommon(bean);
        }
        BeanDescription described = description(bean);
        for (String attribute : attributes) {
            Optional<MBeanAttributeInfo> info = described.attribute(attribute);
            JsonNode value = result.values().get(attribute);
            if (value != null && info.isPresent()) {
                list.add(new Attribute(attribute, typed(value, bean, info.get())));
            }
        }
        return list;
    }

    /** Sets an attribute. */
    public void setAttribute(ObjectName bean, @Nullable Attribute attribute)
            throws InstanceNotFoundException, AttributeNotFoundException, InvalidAttributeValueException,
                    MBeanException, ReflectionException, IOException {
        if (attribute == null) {
            throw illegal("Attribute cannot be null");
        }
        description(bean).writable(attribute.getName());
        JsonNode response = change(write(bean, attribute));
        if (response.path("status").asInt() != 200) {
            new RemoteFailure(response).rethrowWrite(bean);
        }
    }

    /** Sets attributes; gives those that were set. */
    public AttributeList setAttributes(ObjectName bean, @Nullable AttributeList attributes)
            throws InstanceNotFoundException, IOException {
        if (attributes == null) {
            throw illegal("AttributeList cannot be null");
        }
        BeanDescription described = description(bean);
        List<Attribute> possible = new ArrayList<>();
        List<RawJson> requests = new ArrayList<>();
        for (Attribute attribute : attributes.asList()) {
            if (described
                    .attribute(attribute.getName())
                    .filter(MBeanAttributeInfo::isWritable)
                    .isPresent()) {
                possible.add(attribute);
                requests.add(write(bean, attribute));
            }
        }
        AttributeList set = new AttributeList();
        if (possible.isEmpty()) {
            return set;
        }
        List<RawJson> responses = Blocking.await(endpoint.ask(requests)).responses();
        reads.forget();
        for (int index = 0; index < possible.size(); index++) {
            JsonNode response = responses.get(index).tree();
            if (response.path("status").asInt() == 200) {
                set.add(possible.get(index));
            } else if (set.isEmpty() && index == possible.size() - 1) {
                new RemoteFailure(response).throwCommon(bean);
            }
        }
        return set;
    }

    /** Invokes an operation. */
    public @Nullable Object invoke(
            ObjectName bean, @Nullable String operation, Object @Nullable [] arguments, String @Nullable [] signature)
            throws InstanceNotFoundException, MBeanException, ReflectionException, IOException {
        if (operation == null) {
            throw illegal("Operation name cannot be null");
        }
        Object[] values = arguments == null ? new Object[0] : arguments;
        String[] types = signature == null ? new String[0] : signature;
        MBeanOperationInfo info = description(bean).invocable(operation, types, values.length);
        if (ThreadInfos.answers(bean, operation, types) && !name.isFederated() && values[0] instanceof Long id) {
            JsonNode thread = threads.info(id).orElse(null);
            if (thread == null) {
                BulkRequest bulk = new BulkRequest();
                threads.askAll(bulk);
                if (bulk.size() > 0) {
                    Blocking.await(bulk.send(endpoint));
                    thread = threads.info(id).orElse(null);
                }
            }
            if (thread != null) {
                return typed(thread, bean + " " + operation, info.getReturnType(), BeanDescription.openType(info));
            }
        }
        List<JsonNode> json = new ArrayList<>();
        for (Object value : values) {
            json.add(argument(value));
        }
        RawJson request = Requests.exec(bean, operation + "(" + String.join(",", types) + ")", json);
        JsonNode response = looksOnly(bean, operation)
                ? Blocking.await(endpoint.ask(List.of(request))).responses().get(0).tree()
                : change(request);
        if (response.path("status").asInt() != 200) {
            new RemoteFailure(response).rethrow(bean);
        }
        return info.getReturnType().equals("void")
                ? null
                : typed(
                        response.path("value"),
                        bean + " " + operation,
                        info.getReturnType(),
                        BeanDescription.openType(info));
    }

    /** Forgets what is known of names and descriptions, after an MBean came or went. */
    public void changed() {
        names.forget();
        descriptions.forgetAll();
    }

    /** Reads attributes of many MBeans with one call, so that reading them next needs none. */
    public void prefetch(Map<ObjectName, Set<String>> attributes) {
        attributes.forEach((bean, names) -> reads.expect(bean, names));
        attributes.entrySet().stream().findFirst().ifPresent(first -> reads.read(first.getKey(), first.getValue()));
    }

    /** Gets the descriptions of many MBeans with one call. */
    public void prefetchDescriptions(Set<ObjectName> beans) {
        BulkRequest bulk = new BulkRequest();
        for (ObjectName bean : beans) {
            if (descriptions.known(bean).isEmpty()) {
                if (beans.size() > 20) {
                    descriptions.askAll(bulk);
                    break;
                }
                descriptions.ask(bulk, bean, failure -> {});
            }
        }
        if (bulk.size() > 0) {
            Blocking.await(bulk.send(endpoint));
        }
    }

    /** An MBean's description with what a client does not see of it. */
    public BeanDescription description(ObjectName bean) throws InstanceNotFoundException, IOException {
        Optional<BeanDescription> known = descriptions.known(exact(bean));
        if (known.isPresent()) {
            return known.get();
        }
        BulkRequest bulk = new BulkRequest();
        List<JsonNode> failures = new ArrayList<>();
        descriptions.ask(bulk, bean, failures::add);
        if (bean.getDomain().equals("java.lang")) {
            descriptions.askPlatform(bulk);
        }
        Blocking.await(bulk.send(endpoint));
        Optional<BeanDescription> found = descriptions.known(bean);
        if (found.isPresent()) {
            return found.get();
        }
        for (JsonNode failure : failures) {
            new RemoteFailure(failure).throwCommon(bean);
        }
        throw new InstanceNotFoundException(bean.toString());
    }

    private JsonNode alone(ObjectName bean, String attribute)
            throws MBeanException, AttributeNotFoundException, InstanceNotFoundException, ReflectionException,
                    IOException {
        JsonNode response = Blocking.await(endpoint.ask(List.of(Requests.read(bean, attribute))))
                .responses()
                .get(0)
                .tree();
        if (response.path("status").asInt() != 200) {
            new RemoteFailure(response).rethrow(bean);
        }
        return response.path("value");
    }

    private JsonNode change(RawJson request) {
        try {
            return Blocking.await(endpoint.ask(List.of(request))).responses().get(0).tree();
        } finally {
            reads.forget();
        }
    }

    private static RawJson write(ObjectName bean, Attribute attribute) {
        return Requests.write(bean, attribute.getName(), argument(attribute.getValue()));
    }

    private static JsonNode argument(@Nullable Object value) {
        try {
            return Arguments.of(value);
        } catch (IllegalArgumentException e) {
            throw new RuntimeOperationsException(e, String.valueOf(e.getMessage()));
        }
    }

    private static @Nullable Object typed(JsonNode value, ObjectName bean, MBeanAttributeInfo info) throws IOException {
        return typed(value, bean + " " + info.getName(), info.getType(), BeanDescription.openType(info));
    }

    private static @Nullable Object typed(JsonNode value, String what, String type, Optional<OpenType<?>> open)
            throws IOException {
        try {
            return TypedValues.of(value, type, open);
        } catch (IllegalArgumentException e) {
            throw new IOException(what + " is not of its declared type " + type + ": " + e.getMessage(), e);
        }
    }

    /** Operations of the platform's own MBeans that change nothing, so that known values stay good. */
    private static boolean looksOnly(ObjectName bean, String operation) {
        return bean.getDomain().equals("java.lang") && operation.matches("(get|find|dump|is)[A-Z].*");
    }

    private static ObjectName required(@Nullable ObjectName bean) {
        if (bean == null) {
            throw illegal("Object name cannot be null");
        }
        return bean;
    }

    /** No MBean is called like a pattern; asked of an agent, one would mean many. */
    private static ObjectName exact(@Nullable ObjectName bean) throws InstanceNotFoundException {
        ObjectName name = required(bean);
        if (name.isPattern()) {
            throw new InstanceNotFoundException(name.toString());
        }
        return name;
    }

    private static RuntimeOperationsException illegal(String message) {
        return new RuntimeOperationsException(
                new IllegalArgumentException(message), "Exception occurred trying to ask");
    }
}
