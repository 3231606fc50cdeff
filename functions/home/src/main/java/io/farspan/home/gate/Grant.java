package io.farspan.home.gate;

import java.util.Optional;
import java.util.regex.Pattern;

import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

import io.farspan.protocol.call.Names;

/**
 * One line of a policy: what a role may do to which members of which MBeans of which application.
 *
 * <p>Law: a grant with a wildcard, in its name or its member, never reaches what {@link DangerousMembers} has; one by exact
 * name does.
 *
 * @param role the role that has it, and those that include it; empty for a line that takes away, from every role
 * @param right what is granted
 * @param application the application, or {@code *}
 * @param provider what stands before {@code @} in the name, for requests that name it, too
 * @param names the MBean or a pattern
 * @param member the attribute or operation; {@code *} stands for any characters
 * @param where the line it comes from, for messages
 */
record Grant(
        Optional<String> role,
        Right right,
        String application,
        Optional<String> provider,
        ObjectName names,
        String member,
        String where) {

    private static final String ANY = "*";

    Grant {
        if (!application.equals(ANY)) {
            Names.requireLabel("application", application);
        }
    }

    /** Reads {@code ObjectName-pattern#member}. */
    static Grant parse(Optional<String> role, Right right, String application, String target, String where) {
        int hash = target.lastIndexOf('#');
        if (hash < 1 || hash == target.length() - 1) {
            throw new IllegalArgumentException(
                    "'" + Names.shorten(target) + "' is not written ObjectName-pattern#member");
        }
        String text = target.substring(0, hash);
        int at = text.indexOf('@');
        boolean prefixed = at >= 0 && text.indexOf(':') > at;
        try {
            return new Grant(
                    role,
                    right,
                    application,
                    prefixed ? Optional.of(text.substring(0, at)) : Optional.empty(),
                    ObjectName.getInstance(prefixed ? text.substring(at + 1) : text),
                    target.substring(hash + 1),
                    where);
        } catch (MalformedObjectNameException e) {
            throw new IllegalArgumentException(
                    "'" + Names.shorten(text) + "' is not an ObjectName or pattern: " + e.getMessage(), e);
        }
    }

    /** Whether it names one member of one MBean. */
    boolean isExact() {
        return !names.isPattern() && !member.contains(ANY);
    }

    /** Whether this is about an access; for a grant whose holder is the one who asks. */
    boolean covers(String itsApplication, Access access) {
        return right == access.right()
                && (application.equals(ANY) || application.equals(itsApplication))
                && provider.equals(access.provider())
                && names.apply(access.name())
                && matches(access.member())
                && (role.isEmpty() || isExact() || !DangerousMembers.contains(access));
    }

    /** Whether this may be about what a pattern hits: as far as can be told from the member. */
    boolean mayCover(String itsApplication, Right itsRight, String itsMember) {
        return right == itsRight
                && (application.equals(ANY) || application.equals(itsApplication))
                && matches(itsMember);
    }

    private boolean matches(String itsMember) {
        return member.equals(ANY)
                || member.equals(itsMember)
                || (member.contains(ANY)
                        && Pattern.matches(("\\Q" + member + "\\E").replace(ANY, "\\E.*\\Q"), itsMember));
    }

    /** The same for one application only. */
    Grant of(String one) {
        return new Grant(role, right, one, provider, names, member, where);
    }

    /** As it is written. */
    String text() {
        return role.orElse("deny") + " " + right.word() + " " + application + " "
                + provider.map(prefix -> prefix + "@").orElse("") + names + "#" + member;
    }
}
