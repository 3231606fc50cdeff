package io.farspan.bridge.rmi;

import java.io.ObjectInputFilter;

/**
 * Deserialisation filters: only the values, names, queries and notification filters of JMX, in bounded amounts.
 *
 * @see <a href="https://openjdk.org/jeps/290">JEP 290: Filter Incoming Serialization Data</a>
 */
final class Filters {

    /** Credentials: a user and a password. */
    static final ObjectInputFilter CREDENTIALS =
            ObjectInputFilter.Config.createFilter("maxdepth=3;maxrefs=10;maxbytes=4096;maxarray=2;java.lang.String;!*");

    /** Arguments of a connection's operations. */
    static final ObjectInputFilter ARGUMENTS = ObjectInputFilter.Config.createFilter(String.join(
            ";",
            "maxdepth=30",
            "maxrefs=1000000",
            "maxbytes=67108864",
            "maxarray=16777216",
            "!javax.management.loading.*",
            "!javax.management.relation.*",
            "!javax.management.timer.*",
            "!javax.management.monitor.*",
            "!javax.management.modelmbean.*",
            "javax.management.*",
            "javax.management.openmbean.*",
            "java.rmi.MarshalledObject",
            "javax.security.auth.Subject", // arrays of it that hold nulls only; the contents of a subject are rejected
            "java.lang.String",
            "java.lang.Boolean",
            "java.lang.Character",
            "java.lang.Number",
            "java.lang.Byte",
            "java.lang.Short",
            "java.lang.Integer",
            "java.lang.Long",
            "java.lang.Float",
            "java.lang.Double",
            "java.lang.Object",
            "java.lang.Enum",
            "java.math.BigDecimal",
            "java.math.BigInteger",
            "java.util.Date",
            "java.util.UUID",
            "java.util.ArrayList",
            "java.util.Arrays$ArrayList",
            "java.util.LinkedList",
            "java.util.Vector",
            "java.util.HashSet",
            "java.util.LinkedHashSet",
            "java.util.TreeSet",
            "java.util.HashMap",
            "java.util.LinkedHashMap",
            "java.util.TreeMap",
            "java.util.Hashtable",
            "java.util.Map$Entry",
            "java.util.Collections$Unmodifiable*",
            "java.util.Collections$Empty*",
            "java.util.CollSer",
            "java.net.URI",
            "java.time.Ser",
            "!*"));

    private Filters() {}
}
