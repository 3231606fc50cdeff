package io.farspan.home.gate;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.farspan.home.caller.Person;
import io.farspan.home.caller.Roles;
import io.farspan.protocol.call.JolokiaRequest;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;

/**
 * Decides what a caller may do at instances. Everyone may read everything but secrets; writing and invoking need a
 * grant. Only canonical requests are judged, and one MBean at a time: a pattern is judged by the names it matches.
 */
@Singleton
public class CallPolicy {

    private final Supplier<Policy> policy;
    private final Function<Person, String> file;

    @Inject
    CallPolicy(PolicyFile file) {
        this(file::policy, file::words);
    }

    /**
     * Creates a policy.
     *
     * @param file how messages to a person name the file in which a line could grant an access
     */
    CallPolicy(Supplier<Policy> policy, Function<Person, String> file) {
        this.policy = policy;
        this.file = file;
    }

    /**
     * The refusal of a request; empty when it is allowed.
     *
     * @param request the request in canonical form; not one that acts on a pattern
     * @param which how the message names the request
     */
    Optional<FarspanException> refusal(String application, JolokiaRequest request, String which, Person person) {
        if (request.defect().isPresent()) {
            return refuse(
                    ProblemCode.MALFORMED_REQUEST,
                    which + ": " + request.defect().get() + ". It was not sent.");
        }
        if (request.acts()) {
            return refusal(application, Access.of(request), which, person);
        }
        return request.provider().isPresent() ? provider(application, request, which, person) : Optional.empty();
    }

    private Optional<FarspanException> refusal(String application, Access access, String which, Person person) {
        Policy now = policy.get();
        if (now.allows(person.hasRole(), application, access).isPresent()) {
            return Optional.empty();
        }
        Optional<Grant> denial = now.denial(application, access);
        if (denial.isPresent()) {
            return refuse(
                    ProblemCode.OPERATION_DENIED,
                    which + ", " + words(access) + ", is denied to everyone by '" + line(denial.get(), person)
                            + "'. Nothing was sent.");
        }
        Optional<String> role = now.leastRole(application, access);
        if (role.isPresent()) {
            return refuse(
                    ProblemCode.FORBIDDEN,
                    which + ", " + words(access) + ", needs the role " + role.get() + ", which " + person.name()
                            + " lacks. Nothing was sent.");
        }
        boolean dangerous = DangerousMembers.contains(access);
        return refuse(
                ProblemCode.OPERATION_DENIED,
                which + ", " + words(access) + ", is not granted to any role."
                        + (dangerous
                                ? " It may load code, write files, connect to other hosts or show secrets, so wildcards"
                                        + " never cover it."
                                : "")
                        + " Nothing was sent. In " + file.apply(person) + " the line '" + grant(application, access)
                        + "' grants it.");
    }

    private Optional<FarspanException> provider(
            String application, JolokiaRequest request, String which, Person person) {
        boolean granted = request.name()
                .filter(name -> !name.isPattern())
                .map(name -> new Access(
                        Right.READ,
                        request.provider(),
                        name,
                        request.attributes().isEmpty() ? "*" : String.join(",", request.attributes())))
                .flatMap(access -> policy.get().allows(person.hasRole(), application, access))
                .isPresent();
        return granted
                ? Optional.empty()
                : refuse(
                        ProblemCode.OPERATION_DENIED,
                        which + " names the provider '" + request.provider().orElse("")
                                + "'. Leave out the part before the @; the MBeans of the JVM need none. Nothing was sent.");
    }

    /** Whether a person may see a value that is masked for others. */
    boolean mayRead(String application, Access access, Person person) {
        return person.isAdmin()
                || policy.get().allows(person.hasRole(), application, access).isPresent();
    }

    /** The line that would grant an access; for dangerous members it names the role admin. */
    static String grant(String application, Access access) {
        return (DangerousMembers.contains(access) ? Roles.ADMIN : Roles.OPERATOR) + " "
                + access.right().word() + " " + application + " " + access.target();
    }

    /** A line as a person may see it. Its place, which names a file on the router's machine, is for admins only. */
    static String line(Grant line, Person person) {
        return line.text() + (person.isAdmin() ? " (" + line.where() + ")" : "");
    }

    private static String words(Access access) {
        return access.right().word() + " of " + access.target();
    }

    private static Optional<FarspanException> refuse(ProblemCode code, String detail) {
        return Optional.of(new FarspanException(code, detail));
    }
}
