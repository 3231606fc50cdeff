package io.farspan.troubleshooting.actions;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

import io.farspan.home.caller.Caller;
import io.farspan.home.caller.Person;
import io.farspan.home.caller.Roles;
import io.farspan.home.http.JsonAnswer;
import io.farspan.home.http.JsonBody;
import io.farspan.home.http.UnsentAnswers;
import io.farspan.home.settings.Applications;
import io.farspan.home.store.Store;
import io.farspan.home.work.ByteBudget;
import io.farspan.home.work.LargeWork;
import io.farspan.plugin.action.ActionPlan;
import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.Names;
import io.farspan.protocol.json.Json;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.troubleshooting.store.ActionStore;
import io.farspan.troubleshooting.store.InstanceOutcome;
import io.farspan.troubleshooting.store.Progress;
import io.farspan.troubleshooting.store.StoredAction;

/** The HTTP API of troubleshooting actions. */
@Path("/api/v1/applications/{application}/actions")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.VIEWER, Roles.OPERATOR, Roles.ADMIN})
@Tag(name = "actions", description = "Troubleshoot many instances as if they were one")
public class ActionResource {

    private static final int MOST = 100;
    private static final int USUAL = 20;

    /** What a page, or an action's outcomes without results, may take while they are read and written. */
    private static final long PAGE_BYTES = 4L << 20;

    private final Actions actions;
    private final Applications applications;
    private final Store database;
    private final UnsentAnswers unsent;

    ActionResource(Actions actions, Applications applications, Store database, UnsentAnswers unsent) {
        this.actions = actions;
        this.applications = applications;
        this.database = database;
        this.unsent = unsent;
    }

    /** Begins an action. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Begins an action at the selected instances",
            description = "The answer comes at once; Location is where the action is found. What the action asks of"
                    + " instances needs the same grants as a call.")
    @APIResponse(
            responseCode = "202",
            description = "The action, begun",
            content = @Content(schema = @Schema(implementation = ActionReport.class)))
    public Uni<RestResponse<ActionReport>> begin(
            @PathParam("application") String application,
            @Context SecurityContext caller,
            @RequestBody(content = @Content(schema = @Schema(implementation = ActionRequest.class))) byte[] body) {
        require(application);
        Person person = Caller.of(caller);
        return JsonBody.read(body, () -> ActionRequest.parse(body))
                .chain(request -> actions.begin(application, person, request))
                .chain(action -> report(action, person))
                .map(report -> RestResponse.ResponseBuilder.<ActionReport>accepted()
                        .entity(report)
                        .header(HttpHeaders.LOCATION, at(application, report.id()))
                        .build());
    }

    private static URI at(String application, UUID id) {
        return URI.create("/api/v1/applications/" + application + "/actions/" + id);
    }

    /** Lists actions, newest first. */
    @GET
    @Operation(
            summary = "Lists the kinds of actions that there are, and those that were begun, newest first",
            description = "before: the next of an earlier answer.")
    public Uni<RestResponse<Object>> list(
            @Context RoutingContext http,
            @PathParam("application") String application,
            @QueryParam("before") Optional<String> before,
            @Parameter(schema = @Schema(type = SchemaType.INTEGER, defaultValue = "20", maximum = "100"))
                    @QueryParam("limit")
                    Optional<String> limit,
            @Context SecurityContext caller) {
        require(application);
        Optional<UUID> place = before.map(ActionResource::id);
        int most = limit.map(ActionResource::limit).orElse(USUAL);
        Person person = Caller.of(caller);
        ByteBudget.Share share = room(person, http, PAGE_BYTES);
        return actions.turns()
                .run(person.name(), () -> page(application, place, most))
                .emitOn(LargeWork.workers()) // the one thread of all requests about actions is for the database
                .chain(page -> JsonAnswer.of(http, PAGE_BYTES, share, () -> Json.write(page)));
    }

    private ActionReport.Page page(String application, Optional<UUID> before, int limit) {
        ActionStore store = actions.store();
        List<StoredAction> found = store.newest(application, before, limit + 1);
        List<StoredAction> shown = found.subList(0, Math.min(limit, found.size()));
        Map<UUID, Progress> progress =
                store.outcomes().progress(shown.stream().map(StoredAction::id).toList());
        return new ActionReport.Page(
                application,
                actions.catalog().kinds(),
                shown.stream()
                        .map(action -> ActionReport.of(action, progress.getOrDefault(action.id(), Progress.NONE)))
                        .toList(),
                found.size() > limit ? Optional.of(shown.get(shown.size() - 1).id()) : Optional.empty());
    }

    /** One action. */
    @GET
    @Path("/{id}")
    @Operation(
            summary = "An action: its state, what became of it at each instance, and what the results come to",
            description = "Results are shown for one instance, ?instance=aws1/i-7; merged is there once the action has"
                    + " ended. Who may not ask instances what the action asks sees neither.")
    @APIResponse(
            responseCode = "200",
            description = "The action",
            content = @Content(schema = @Schema(implementation = ActionReport.class)))
    public Uni<RestResponse<Object>> find(
            @Context RoutingContext http,
            @PathParam("application") String application,
            @PathParam("id") String id,
            @QueryParam("instance") Optional<String> instance,
            @Context SecurityContext caller) {
        require(application);
        Person person = Caller.of(caller);
        Optional<InstanceId> one = instance.map(ActionResource::instance);
        long most = one.isPresent() ? ActionPlan.LARGEST_RESULT : ActionPlan.LARGEST_MERGED + PAGE_BYTES;
        ByteBudget.Share share = room(person, http, most);
        UUID known = id(id);
        return actions.find(application, known, person)
                .chain(action -> actions.turns().run(person.name(), () -> report(action, one, person)))
                .emitOn(LargeWork.workers())
                .chain(report -> JsonAnswer.of(http, most, share, () -> Json.write(report)));
    }

    private ActionReport report(StoredAction action, Optional<InstanceId> one, Person person) {
        ActionStore store = actions.store();
        ActionReport report = ActionReport.of(action, store.outcomes().progress(action.id()));
        if (actions.maySee(action, person)) {
            return report.with(
                    one.isPresent() ? Optional.empty() : store.merged(action.id()),
                    Optional.empty(),
                    store.outcomes().list(action.id(), one));
        }
        List<InstanceOutcome> outcomes = store.outcomes().list(action.id(), Optional.empty());
        return report.with(
                Optional.empty(),
                Optional.of(person.name()
                        + " may not ask instances what this action asks them, so what they answered is not shown."),
                outcomes.stream()
                        .filter(outcome -> one.map(outcome.instance()::equals).orElse(true))
                        .map(InstanceOutcome::withoutAnswer)
                        .toList());
    }

    /** Cancels an action. */
    @DELETE
    @Path("/{id}")
    @Operation(
            summary = "Cancels an action that runs, or undoes now what an ended one is to undo later",
            description =
                    "Instances that have not answered are not waited for. What has been asked of them is not called"
                            + " back. The action and its results are kept until it expires.")
    public Uni<ActionReport> cancel(
            @PathParam("application") String application, @PathParam("id") String id, @Context SecurityContext caller) {
        require(application);
        Person person = Caller.of(caller);
        return actions.cancel(application, id(id), person).chain(action -> report(action, person));
    }

    private Uni<ActionReport> report(StoredAction action, Person person) {
        return actions.turns()
                .run(
                        person.name(),
                        () -> ActionReport.of(action, actions.store().outcomes().progress(action.id())));
    }

    private ByteBudget.Share room(Person person, RoutingContext http, long bytes) {
        ByteBudget.Share share = unsent.open(person.name(), http);
        if (!share.take(bytes)) {
            throw new FarspanException(
                    ProblemCode.TOO_MUCH,
                    "An answer about actions may have " + bytes + " bytes, but " + UnsentAnswers.noRoom(share) + ".");
        }
        return share;
    }

    private void require(String application) {
        if (!applications.contains(application)) {
            throw new FarspanException(
                    ProblemCode.APPLICATION_UNKNOWN,
                    "This router does not manage '" + Names.shorten(application)
                            + "', so it has no actions of it. Ask the router that manages it, or add the application to "
                            + Applications.SETTING + " and restart this one.");
        }
        if (!database.isConfigured()) {
            throw new FarspanException(
                    ProblemCode.NOT_FOUND,
                    "This router has no actions, because it has no database to keep them in. Set farspan.store.url and"
                            + " restart it; calls (POST .../calls) need none.");
        }
    }

    private static UUID id(String text) {
        try {
            if (text.length() == 36) {
                return UUID.fromString(text);
            }
        } catch (IllegalArgumentException e) {
            // reported below
        }
        throw new FarspanException(
                ProblemCode.NOT_FOUND, "'" + Names.shorten(text) + "' is not the id of an action. List the actions.");
    }

    private static InstanceId instance(String text) {
        try {
            return InstanceId.parse(text);
        } catch (IllegalArgumentException e) {
            throw new FarspanException(ProblemCode.MALFORMED_REQUEST, e.getMessage() + ".", e);
        }
    }

    private static int limit(String text) {
        if (text.matches("[0-9]{1,3}")) {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= MOST) {
                return limit;
            }
        }
        throw new FarspanException(
                ProblemCode.MALFORMED_REQUEST,
                "limit must be a number from 1 to " + MOST + ", not " + Names.shorten(text) + ".");
    }
}
