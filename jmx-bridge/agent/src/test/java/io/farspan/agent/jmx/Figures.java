package io.farspan.agent.jmx;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;

import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.AttributeNotFoundException;
import javax.management.DynamicMBean;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanException;
import javax.management.MBeanInfo;

/** An MBean with attributes that a test makes up. */
final class Figures implements DynamicMBean {

    private final Map<String, Callable<Object>> values = new LinkedHashMap<>();
    private final Map<String, String> types = new LinkedHashMap<>();

    Figures with(String name, String type, Callable<Object> value) {
        values.put(name, value);
        types.put(name, type);
        return this;
    }

    Figures with(String name, Object value) {
        return with(name, value.getClass().getName(), () -> value);
    }

    @Override
    public Object getAttribute(String name) throws AttributeNotFoundException, MBeanException {
        Callable<Object> value = values.get(name);
        if (value == null) {
            throw new AttributeNotFoundException(name);
        }
        try {
            return value.call();
        } catch (Exception e) {
            throw new MBeanException(e);
        }
    }

    @Override
    public AttributeList getAttributes(String[] names) {
        AttributeList all = new AttributeList();
        for (String name : names) {
            try {
                all.add(new Attribute(name, getAttribute(name)));
            } catch (AttributeNotFoundException | MBeanException e) {
                // Left out, as the contract says.
            }
        }
        return all;
    }

    @Override
    public MBeanInfo getMBeanInfo() {
        return new MBeanInfo(
                getClass().getName(),
                "",
                types.entrySet().stream()
                        .map(type -> new MBeanAttributeInfo(type.getKey(), type.getValue(), "", true, false, false))
                        .toArray(MBeanAttributeInfo[]::new),
                null,
                null,
                null);
    }

    @Override
    public void setAttribute(Attribute attribute) {
        throw new UnsupportedOperationException();
    }

    @Override
    public AttributeList setAttributes(AttributeList attributes) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Object invoke(String action, Object[] parameters, String[] signature) {
        throw new UnsupportedOperationException();
    }
}
