package io.farspan.router.security;

import java.util.Optional;

import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/**
 * Operations or attributes: {@code ObjectName-pattern#member}, where {@code *} is any member.
 *
 * @param names the MBeans
 * @param member the operation's or attribute's name
 */
record MemberPattern(ObjectName names, String member) {

    static MemberPattern parse(String text) {
        int hash = text.lastIndexOf('#');
        try {
            if (hash > 0) {
                return new MemberPattern(ObjectName.getInstance(text.substring(0, hash)), text.substring(hash + 1));
            }
        } catch (MalformedObjectNameException e) {
            throw new IllegalArgumentException("'" + text + "' has no ObjectName pattern before '#'", e);
        }
        throw new IllegalArgumentException("'" + text + "' is not written ObjectName-pattern#operation");
    }

    boolean covers(ObjectName name, Optional<String> itsMember) {
        return names.apply(name) && (member.equals("*") || itsMember.equals(Optional.of(member)));
    }
}
