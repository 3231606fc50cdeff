package io.farspan.bridge.view;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.AttributeNotFoundException;
import javax.management.InstanceNotFoundException;
import javax.management.InvalidAttributeValueException;
import javax.management.MBeanException;
import javax.management.MBeanInfo;
import javax.management.ObjectInstance;
import javax.management.ObjectName;
import javax.management.QueryExp;
import javax.management.ReflectionException;

import org.jspecify.annotations.Nullable;

import io.farspan.bridge.description.BeanDescription;
import io.farspan.bridge.query.QueriedMBeans;
import io.farspan.bridge.query.QueryEvaluation;

import static io.farspan.bridge.view.Preconditions.required;

/**
 * What a tool can ask of a view: the operations of {@link javax.management.MBeanServerConnection} except for notifications,
 * with the same results and exceptions. Safe for use by many threads; each call blocks until it is answered.
 *
 * <p>An {@link IOException} means that the instance could not be reached and says why; the view stays usable.
 */
public final class View implements QueriedMBeans {

    private final ViewName name;
    private final Endpoint endpoint;
    private final NameCache names;
    private final Opening opening = new Opening();
    private final ViewDescriptions descriptions;
    private final AttributeReads reads;
    private final AttributeAccess attributes;
    private final OperationCalls operations;

    View(ViewName name, Endpoint endpoint, ViewDescriptions descriptions, LargeValues large, AgeLimits limits) {
        ThreadInfos threads = new ThreadInfos(endpoint, limits);
        this.name = name;
        this.endpoint = endpoint;
        this.descriptions = descriptions;
        this.names = new NameCache(endpoint, limits, !name.isFederated());
        this.reads = new AttributeReads(endpoint, names, descriptions, threads, large, opening, limits);
        this.attributes = new AttributeAccess(endpoint, descriptions, reads, large);
        this.operations = new OperationCalls(endpoint, descriptions, reads, threads, opening, name.isFederated());
    }

    /** Its name. */
    public ViewName name() {
        return name;
    }

    /** The endpoint that answers it, for notifications. */
    public Endpoint endpoint() {
        return endpoint;
    }

    /**
     * Starts to fetch what a tool that has just connected is likely to ask for, unless the view is of several instances.
     *
     * @param listening is given the MBeans that the tool is likely to listen to, and gives what to ask with the rest
     */
    public void opened(Function<Set<ObjectName>, List<AddedRequest>> listening) {
        if (name.isFederated()) {
            return;
        }
        Optional<Opening.Asked> last = opening.begin(System.nanoTime());
        BulkRequest bulk = new BulkRequest();
        listening
                .apply(last.map(Opening.Asked::listened).orElse(Set.of()))
                .forEach(added -> bulk.add(added.request(), added.response()));
        reads.open(last, bulk);
    }

    /** Notes that a tool listens to an MBean. */
    public void listens(ObjectName bean) {
        opening.listened(bean, System.nanoTime());
    }

    /** The names of all MBeans. */
    public Set<ObjectName> names() throws IOException {
        opening.names(System.nanoTime());
        NameCache.Result all = names.get();
        if (all.failure().isPresent()) {
            throw new RemoteFailure(all.failure().get()).unreachable();
        }
        return all.names();
    }

    /** Names that match a pattern and a query, either of which may be missing. */
    public Set<ObjectName> queryNames(@Nullable ObjectName pattern, @Nullable QueryExp query) throws IOException {
        names.expect(); // first, because an agent answers one request after another and this one at once
        reads.list();
        Set<ObjectName> matching = matching(pattern);
        Set<ObjectName> selected = query == null ? matching : QueryEvaluation.select(this, matching, query);
        reads.listed(selected);
        return selected;
    }

    private Set<ObjectName> matching(@Nullable ObjectName pattern) throws IOException {
        Set<ObjectName> matching = new LinkedHashSet<>();
        if (pattern != null && !pattern.isPattern()) {
            if (names().contains(pattern)) {
                matching.add(pattern);
            }
        } else {
            for (ObjectName candidate : names()) {
                if (pattern == null || pattern.apply(candidate)) {
                    matching.add(candidate);
                }
            }
        }
        return matching;
    }

    /** The MBeans that match, with their classes. */
    public Set<ObjectInstance> queryMBeans(@Nullable ObjectName pattern, @Nullable QueryExp query) throws IOException {
        if (pattern == null || pattern.equals(ObjectName.WILDCARD)) {
            names.expect();
            descriptions.refreshAll();
        }
        Set<ObjectName> matching = queryNames(pattern, query);
        descriptions.prefetch(matching);
        Set<ObjectInstance> beans = new LinkedHashSet<>();
        for (ObjectName bean : matching) {
            try {
                beans.add(getObjectInstance(bean));
            } catch (InstanceNotFoundException e) {
                continue; // unregistered in the meantime
            }
        }
        return beans;
    }

    /** Whether there is an MBean of this name. */
    public boolean isRegistered(ObjectName bean) throws IOException {
        return names().contains(required(bean));
    }

    /** How many MBeans there are. */
    public int getMBeanCount() throws IOException {
        return names().size();
    }

    /** The domains that have MBeans. */
    public String[] getDomains() throws IOException {
        return names().stream().map(ObjectName::getDomain).distinct().toArray(String[]::new);
    }

    /** The domain of names without one, which is that of every MBean server by default. */
    public String getDefaultDomain() {
        return "DefaultDomain";
    }

    @Override
    public ObjectInstance getObjectInstance(ObjectName bean) throws InstanceNotFoundException, IOException {
        return new ObjectInstance(bean, descriptions.get(bean).info().getClassName());
    }

    /** An MBean's description. */
    public MBeanInfo getMBeanInfo(ObjectName bean) throws InstanceNotFoundException, IOException {
        return descriptions.get(bean).info();
    }

    @Override
    public boolean isInstanceOf(ObjectName bean, String className) throws InstanceNotFoundException, IOException {
        return descriptions.get(bean).isInstanceOf(className);
    }

    /** An MBean's description, with parts that clients do not see. */
    public BeanDescription description(ObjectName bean) throws InstanceNotFoundException, IOException {
        return descriptions.get(bean);
    }

    @Override
    public @Nullable Object getAttribute(ObjectName bean, @Nullable String attribute)
            throws MBeanException, AttributeNotFoundException, InstanceNotFoundException, ReflectionException,
                    IOException {
        return attributes.get(bean, attribute);
    }

    /** The values of those attributes that can be read. */
    public AttributeList getAttributes(ObjectName bean, String @Nullable [] names)
            throws InstanceNotFoundException, IOException {
        return attributes.get(bean, names);
    }

    /** Sets an attribute. */
    public void setAttribute(ObjectName bean, @Nullable Attribute attribute)
            throws InstanceNotFoundException, AttributeNotFoundException, InvalidAttributeValueException,
                    MBeanException, ReflectionException, IOException {
        attributes.set(bean, attribute);
    }

    /** Sets attributes; returns those that were set. */
    public AttributeList setAttributes(ObjectName bean, @Nullable AttributeList values)
            throws InstanceNotFoundException, IOException {
        return attributes.set(bean, values);
    }

    /** Invokes an operation. */
    public @Nullable Object invoke(
            ObjectName bean, @Nullable String operation, Object @Nullable [] arguments, String @Nullable [] signature)
            throws InstanceNotFoundException, MBeanException, ReflectionException, IOException {
        return operations.invoke(bean, operation, arguments, signature);
    }

    /** Forgets names and descriptions, after an MBean was registered or unregistered. */
    public void changed() {
        names.forget();
        descriptions.forgetAll();
    }

    @Override
    public void prefetchAttributes(Map<ObjectName, Set<String>> wanted) {
        wanted.forEach(reads::expect);
        wanted.entrySet().stream().findFirst().ifPresent(first -> reads.read(first.getKey(), first.getValue()));
    }

    @Override
    public void prefetchDescriptions(Set<ObjectName> beans) {
        descriptions.prefetch(beans);
    }
}
