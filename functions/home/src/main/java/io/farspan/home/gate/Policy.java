package io.farspan.home.gate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.farspan.home.caller.Roles;

/**
 * A policy: who may do what. An access that no line grants is refused.
 *
 * @param grants the lines that grant
 * @param denials the lines that deny, whatever the role
 */
record Policy(List<Grant> grants, List<Grant> denials) {

    Policy {
        grants = List.copyOf(grants);
        denials = List.copyOf(denials);
    }

    /** The line that allows an access to a holder of these roles; empty when none does. */
    Optional<Grant> allows(Predicate<String> hasRole, String application, Access access) {
        if (denial(application, access).isPresent()) {
            return Optional.empty();
        }
        return grants.stream()
                .filter(grant -> Roles.includes(hasRole, grant.role().orElse("")))
                .filter(grant -> grant.covers(application, access))
                .findFirst();
    }

    /** The line that denies an access to everyone, if any. */
    Optional<Grant> denial(String application, Access access) {
        return denials.stream()
                .filter(denial -> denial.covers(application, access))
                .findFirst();
    }

    /** The least role that is granted an access, if any. */
    Optional<String> leastRole(String application, Access access) {
        return Roles.ALL.stream()
                .filter(role -> allows(role::equals, application, access).isPresent())
                .findFirst();
    }

    /** The lines that may allow or deny a member of the MBeans that a pattern matches, to a holder of these roles. */
    List<Grant> candidates(Predicate<String> hasRole, String application, Right right, String member) {
        return Stream.concat(
                        grants.stream()
                                .filter(grant ->
                                        Roles.includes(hasRole, grant.role().orElse(""))),
                        denials.stream())
                .filter(line -> line.mayCover(application, right, member))
                .toList();
    }

    /** All lines as written. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        grants.forEach(grant -> lines.add(grant.text()));
        denials.forEach(denial -> lines.add(denial.text()));
        return lines;
    }

    /** The union of this and another policy. */
    Policy with(Policy other) {
        List<Grant> allGrants = new ArrayList<>(grants);
        allGrants.addAll(other.grants);
        List<Grant> allDenials = new ArrayList<>(denials);
        allDenials.addAll(other.denials);
        return new Policy(allGrants, allDenials);
    }
}
