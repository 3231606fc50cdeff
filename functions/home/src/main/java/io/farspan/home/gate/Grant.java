package io.farspan.home.gate;

import java.util.Optional;
import java.util.regex.Pattern;

import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

import io.farspan.protocol.call.Names;

/**
 * One line of a policy: a role's right to members of MBeans of an application.
 *
 * <p>Law: a grant with a wildcard in its name or its member never covers {@link DangerousMembers}; one by exact name
 * does.
 *
 * @param role the role that has the right, as have the roles that include it; empty for a denial, which holds for every
 * role
 * @param right the right
 * @param application the application, or {@code *}
 * @param provider the part before {@code @} in the name, for requests that name a provider
 * @param names the MBean or a pattern
 * @param member the attribute or operation; {@code *} stands for any characters
 * @param where the file and line it comes from, for messages
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

    /** Parses a target of the form {@code ObjectName-pattern#member}. */
    static Grant parse(Optional<String> role, Right right, String application, String target, String where) {
        int hash = target.lastIndexOf('#');
        if (hash < 1 || hash == target.length() - 1) {
            throw new IllegalArgumentException(
                    "'" + Names.shorten(target) + "' must have the form ObjectName-pattern#member");
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

    /** Whether it names exactly one member of one MBean. */
    boolean isExact() {
        return !names.isPattern() && !member.contains(ANY);
    }

    /** Whether this line covers an access, regardless of the role. */
    boolean covers(String itsApplication, Access access) {
        return right == access.right()
                && (application.equals(ANY) || application.equals(itsApplication))
                && provider.equals(access.provider())
                && names.apply(access.name())
                && matches(access.member())
                && (role.isEmpty() || isExact() || !DangerousMembers.contains(access));
    }

    /** Whether this line may cover MBeans that a pattern matches, as far as the member tells. */
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

    /** This line for one application only. */
    Grant of(String one) {
        return new Grant(role, right, one, provider, names, member, where);
    }

    /** The line as written in a policy. */
    String text() {
        return role.orElse("deny") + " " + right.word() + " " + application + " "
                + provider.map(prefix -> prefix + "@").orElse("") + names + "#" + member;
    }
}
