package io.farspan.home.gate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.farspan.home.caller.Roles;

/**
 * Who may do what. What no line grants is not allowed, to nobody.
 *
 * @param grants lines that give
 * @param denials lines that take away again, from every role
 */
record Policy(List<Grant> grants, List<Grant> denials) {

    Policy {
        grants = List.copyOf(grants);
        denials = List.copyOf(denials);
    }

    /** The line that allows an access to somebody with these roles; empty when none does. */
    Optional<Grant> allows(Predicate<String> hasRole, String application, Access access) {
        if (denial(application, access).isPresent()) {
            return Optional.empty();
        }
        return grants.stream()
                .filter(grant -> Roles.includes(hasRole, grant.role().orElse("")))
                .filter(grant -> grant.covers(application, access))
                .findFirst();
    }

    /** The line that takes an access away from everybody. */
    Optional<Grant> denial(String application, Access access) {
        return denials.stream()
                .filter(denial -> denial.covers(application, access))
                .findFirst();
    }

    /** The least role that an access is granted to. */
    Optional<String> leastRole(String application, Access access) {
        return Roles.ALL.stream()
                .filter(role -> allows(role::equals, application, access).isPresent())
                .findFirst();
    }

    /** The lines for somebody with these roles that may allow a member of what a pattern hits, and those that deny it. */
    List<Grant> candidates(Predicate<String> hasRole, String application, Right right, String member) {
        return Stream.concat(
                        grants.stream()
                                .filter(grant ->
                                        Roles.includes(hasRole, grant.role().orElse(""))),
                        denials.stream())
                .filter(line -> line.mayCover(application, right, member))
                .toList();
    }

    /** Every line as it is written. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        grants.forEach(grant -> lines.add(grant.text()));
        denials.forEach(denial -> lines.add(denial.text()));
        return lines;
    }

    /** The lines of this and of another policy. */
    Policy with(Policy other) {
        List<Grant> allGrants = new ArrayList<>(grants);
        allGrants.addAll(other.grants);
        List<Grant> allDenials = new ArrayList<>(denials);
        allDenials.addAll(other.denials);
        return new Policy(allGrants, allDenials);
    }
}
