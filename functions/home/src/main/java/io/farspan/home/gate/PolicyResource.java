package io.farspan.home.gate;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.farspan.home.caller.Person;
import io.farspan.home.caller.Roles;
import io.farspan.protocol.call.JolokiaRequest;
import io.farspan.protocol.call.ManagementCall;
import io.farspan.protocol.call.Names;
import io.farspan.protocol.json.Json;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;

/** The HTTP API for reading the policy and checking requests against it. Nothing is sent to any instance. */
@Path("/api/v1/applications/{application}/policy")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.VIEWER, Roles.OPERATOR, Roles.ADMIN})
@Tag(name = "policy", description = "Who may do what")
public class PolicyResource {

    private final CallPolicy policy;
    private final PolicyFile file;

    PolicyResource(CallPolicy policy, PolicyFile file) {
        this.policy = policy;
        this.file = file;
    }

    /**
     * Requests to check against the policy.
     *
     * @param requests Jolokia requests
     * @param role check for a holder of this role only; without it, for the caller
     */
    record PolicyCheck(
            @Schema(implementation = Object[].class, required = true, description = "Jolokia request objects")
                    @JsonProperty(required = true)
                    List<RawJson> requests,
            Optional<String> role) {}

    /**
     * The result for one request.
     *
     * @param request the canonical form, which is judged, sent and recorded
     * @param allowed whether it would be sent; absent for a pattern that acts, whose matching names are not known yet
     * @param expanded whether the pattern would be expanded first and each matching MBean judged separately
     * @param grant the line that allows it
     * @param candidates for a pattern that acts, the lines for its member, which decide once its names are known;
     * without any it will be refused
     * @param problem why it is refused or malformed
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record Finding(
            JsonNode request,
            Optional<Boolean> allowed,
            boolean expanded,
            Optional<String> grant,
            Optional<List<String>> candidates,
            Optional<Problem> problem) {}

    /**
     * The result of a check.
     *
     * @param findings one per request
     * @param trouble why the policy file is invalid at present, if it is; the last valid policy is then in force
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record Answer(List<Finding> findings, Optional<String> trouble) {}

    /** All lines in force. */
    @GET
    @RolesAllowed(Roles.ADMIN)
    @Operation(summary = "The lines of the policy in force, including the built-in ones")
    public List<String> lines(@PathParam("application") String application) {
        Names.requireLabel("application", application);
        return file.policy().lines();
    }

    /** Checks requests against the policy. */
    @POST
    @Path("/check")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Checks requests against the policy without sending them")
    public Answer check(
            @PathParam("application") String application,
            @Context SecurityContext caller,
            @RequestBody(content = @Content(schema = @Schema(implementation = PolicyCheck.class))) byte[] body) {
        Names.requireLabel("application", application);
        PolicyCheck question = read(body);
        Predicate<String> hasRole = question.role == null || question.role.isEmpty()
                ? caller::isUserInRole
                : role(question.role.get(), caller)::equals;
        String name = caller.getUserPrincipal() == null
                ? "nobody"
                : caller.getUserPrincipal().getName();
        Person person = new Person(name, hasRole);
        return new Answer(
                question.requests.stream()
                        .map(raw -> finding(application, JolokiaRequest.of(raw), person))
                        .toList(),
                file.trouble(person));
    }

    private Finding finding(String application, JolokiaRequest request, Person person) {
        if (request.defect().isPresent()) {
            return new Finding(
                    request.tree(),
                    Optional.of(false),
                    false,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(Problem.of(
                            ProblemCode.MALFORMED_REQUEST, request.defect().get() + ".")));
        }
        boolean expanded = request.acts() && request.isPattern();
        if (expanded) {
            List<String> candidates = file
                    .policy()
                    .candidates(
                            person.hasRole(),
                            application,
                            request.type().equals("write") ? Right.WRITE : Right.EXEC,
                            request.member().orElse(""))
                    .stream()
                    .map(line -> CallPolicy.line(line, person))
                    .toList();
            return new Finding(
                    request.tree(),
                    Optional.empty(),
                    true,
                    Optional.empty(),
                    Optional.of(candidates),
                    Optional.empty());
        }
        Optional<Problem> problem =
                policy.refusal(application, request, "the request", person).map(FarspanException::problem);
        Optional<String> grant = request.acts() && problem.isEmpty()
                ? file.policy()
                        .allows(person.hasRole(), application, Access.of(request))
                        .map(line -> CallPolicy.line(line, person))
                : Optional.empty();
        return new Finding(request.tree(), Optional.of(problem.isEmpty()), false, grant, Optional.empty(), problem);
    }

    /** The role to check for. Callers may only ask about roles that they have. */
    private static String role(String role, SecurityContext caller) {
        if (!Roles.ALL.contains(role)) {
            throw new FarspanException(
                    ProblemCode.MALFORMED_REQUEST,
                    "role must be viewer, operator or admin, not '" + Names.shorten(role) + "'.");
        }
        if (!Roles.includes(caller::isUserInRole, role)) {
            throw new FarspanException(
                    ProblemCode.FORBIDDEN, "You lack the role " + role + ", so you cannot check what it may do.");
        }
        return role;
    }

    private static PolicyCheck read(byte[] body) {
        try {
            PolicyCheck question = Json.strict().readValue(body, PolicyCheck.class);
            if (question != null
                    && question.requests != null
                    && !question.requests.isEmpty()
                    && question.requests.size() <= ManagementCall.MOST_REQUESTS) {
                return question;
            }
        } catch (JsonProcessingException e) {
            throw new FarspanException(
                    ProblemCode.MALFORMED_REQUEST, "The body cannot be read: " + Json.explain(e) + ".", e);
        } catch (IOException e) {
            throw new FarspanException(ProblemCode.MALFORMED_REQUEST, "The body cannot be read.", e);
        }
        throw new FarspanException(
                ProblemCode.MALFORMED_REQUEST,
                "'requests' must have 1 to " + ManagementCall.MOST_REQUESTS + " Jolokia requests.");
    }
}
