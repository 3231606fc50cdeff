package io.farspan.bridge.query;

import java.io.IOException;
import java.util.Map;
import java.util.Set;

import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.ObjectInstance;
import javax.management.ObjectName;

import org.jspecify.annotations.Nullable;

/** The MBeans that a query is applied to: what an expression may ask an MBean server for, and how to fetch it in bulk. */
public interface QueriedMBeans {

    /** Fetches the descriptions of MBeans with one call, so that asking for a class next needs none. */
    void prefetchDescriptions(Set<ObjectName> beans);

    /** Reads attributes of many MBeans with one call, so that reading them next needs none. */
    void prefetchAttributes(Map<ObjectName, Set<String>> attributes);

    /** An attribute's value. */
    @Nullable
    Object getAttribute(ObjectName bean, String attribute) throws JMException, IOException;

    /** An MBean's class. */
    ObjectInstance getObjectInstance(ObjectName bean) throws InstanceNotFoundException, IOException;

    /** Whether an MBean is of a class, or implements an interface. */
    boolean isInstanceOf(ObjectName bean, String className) throws InstanceNotFoundException, IOException;
}
