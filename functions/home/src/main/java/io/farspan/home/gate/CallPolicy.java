package io.farspan.home.gate;

import java.util.Optional;
import java.util.function.Supplier;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.farspan.home.caller.Person;
import io.farspan.home.caller.Roles;
import io.farspan.protocol.call.JolokiaRequest;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;

/**
 * What a caller may ask of instances. Everybody reads, all but secrets; whoever writes or invokes needs a grant for it.
 * Judges canonical requests only, and one MBean at a time: a pattern is judged by the names that it hits.
 */
@Singleton
public class CallPolicy {

    private final Supplier<Policy> policy;
    private final Supplier<String> file;

    @Inject
    CallPolicy(PolicyFile file) {
        this(file::policy, file::words);
    }

    /**
     * With what holds now.
     *
     * @param file what a refusal calls the file in which a line would grant something
     */
    CallPolicy(Supplier<Policy> policy, Supplier<String> file) {
        this.policy = policy;
        this.file = file;
    }

    /**
     * Why a request may not pass; empty when it may.
     *
     * @param request in its canonical form, one that acts on a pattern excepted
     * @param which what the message calls it
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
                    which + ", " + words(access) + ", is denied to everybody by '"
                            + denial.get().text() + "' (" + denial.get().where() + "). Nothing was sent.");
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
                                ? " It may load code, write files or reach elsewhere from the instance, so that no wildcard"
                                        + " reaches it."
                                : "")
                        + " Nothing was sent. In " + file.get() + " the line '" + grant(application, access)
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
                                + "'. Leave what stands before the @ out; the MBeans of the JVM need none. Nothing was sent.");
    }

    /** Whether somebody may see a value that is masked for others. */
    boolean mayRead(String application, Access access, Person person) {
        return person.hasRole().test(Roles.ADMIN)
                || policy.get().allows(person.hasRole(), application, access).isPresent();
    }

    /** The line that would grant an access; what may break out to admins only. */
    static String grant(String application, Access access) {
        return (DangerousMembers.contains(access) ? Roles.ADMIN : Roles.OPERATOR) + " "
                + access.right().word() + " " + application + " " + access.target();
    }

    private static String words(Access access) {
        return access.right().word() + " of " + access.target();
    }

    private static Optional<FarspanException> refuse(ProblemCode code, String detail) {
        return Optional.of(new FarspanException(code, detail));
    }
}
