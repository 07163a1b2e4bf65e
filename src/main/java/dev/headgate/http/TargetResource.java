package dev.headgate.http;

import dev.headgate.migration.Request;
import dev.headgate.migration.Sight;
import dev.headgate.migration.Situation;
import dev.headgate.migration.TargetName;
import dev.headgate.migration.Verb;
import dev.headgate.migration.Verification;
import dev.headgate.migration.Version;
import dev.headgate.operation.Bundles;
import dev.headgate.operation.Operations;
import dev.headgate.operation.Survey;
import dev.headgate.security.Access;
import dev.headgate.security.Role;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What can be asked of targets without changing them. */
@Path("/api/v1/targets")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "targets")
public final class TargetResource {

    private final Survey survey;
    private final Operations operations;
    private final Bundles bundles;

    TargetResource(Survey survey, Operations operations, Bundles bundles) {
        this.survey = survey;
        this.operations = operations;
        this.bundles = bundles;
    }

    /** All targets with their state; one that does not answer within a few seconds is unreachable. */
    @GET
    @Operation(operationId = "targets", summary = "Lists all targets that the caller may see, with their state")
    @APIResponse(responseCode = "200", description = "All targets, by name")
    public List<TargetView> targets(@Context RoutingContext route) {
        Access access = Entrance.access(route);
        return survey.all(name -> access.may(Role.VIEWER, name)).stream()
                .map(sight -> TargetView.of(sight, survey.offered(sight.target()), Optional.empty()))
                .toList();
    }

    /** One target: configuration, state, and what goes on. */
    @GET
    @Path("/{target}")
    @Operation(operationId = "target", summary = "Tells what a target is, and what is configured for it")
    @APIResponse(responseCode = "200", description = "The target")
    @APIResponse(responseCode = "404", description = "unknown-target")
    public TargetView target(@PathParam("target") String target) {
        return view(survey.of(Asked.target(target)));
    }

    /** What a verb would do now: the decision, its row, each step with its SQL. */
    @GET
    @Path("/{target}/plan")
    @Operation(operationId = "plan", summary = "Tells what a verb would do now, and changes nothing")
    @APIResponse(responseCode = "200", description = "The plan; a refusal too is an answer")
    @APIResponse(responseCode = "400", description = "bad-request")
    @APIResponse(responseCode = "404", description = "unknown-target; unknown-bundle")
    @APIResponse(responseCode = "409", description = "bundle-invalid; no-bundle")
    @APIResponse(
            responseCode = "503",
            description = "store-unavailable, where undo scripts or the bundle are kept there")
    public PlanView plan(
            @PathParam("target") String target,
            @QueryParam("verb")
                    @DefaultValue("ensure")
                    @Schema(enumeration = {"init", "stamp", "upgrade", "downgrade", "repair", "ensure"})
                    String verb,
            @QueryParam("to") @Nullable String to,
            @QueryParam("force") @Schema(implementation = Boolean.class, defaultValue = "false") @Nullable String force,
            @QueryParam("versions") List<String> versions,
            @QueryParam("bundle")
                    @Schema(description = "A kept bundle to plan with, by its digest; without it, the active one")
                    @Nullable
                    String bundle) {
        return plan(
                Asked.target(target),
                Asked.checked(() ->
                        request(Verb.of(verb), Asked.optional(to, Version::of), Asked.flag("force", force), versions)),
                Optional.ofNullable(bundle));
    }

    /** The ledger's rows and the operations, newest first. */
    @GET
    @Path("/{target}/history")
    @Operation(operationId = "history", summary = "Tells what was applied and what was asked, newest first")
    @APIResponse(responseCode = "200", description = "A page of ledger rows and operations")
    @APIResponse(responseCode = "400", description = "bad-request")
    @APIResponse(responseCode = "404", description = "unknown-target")
    @APIResponse(responseCode = "503", description = "store-unavailable")
    public Page<HistoryEntry> history(
            @PathParam("target") String target,
            @QueryParam("page") @DefaultValue("1") @Schema(implementation = Integer.class, minimum = "1") String page,
            @QueryParam("size")
                    @DefaultValue("50")
                    @Schema(implementation = Integer.class, minimum = "1", maximum = "200")
                    String size) {
        return history(Asked.target(target), Asked.page(page), Asked.size(size));
    }

    /** Whether a target is as its bundle says: reachable, tables and ledger there, checksums right, at head. */
    @GET
    @Path("/{target}/verify")
    @Operation(operationId = "verify", summary = "Tells whether a target is as its bundle says, and changes nothing")
    @APIResponse(
            responseCode = "200",
            description = "It is",
            content = @Content(schema = @Schema(implementation = VerificationView.class)))
    @APIResponse(responseCode = "404", description = "unknown-target")
    @APIResponse(
            responseCode = "409",
            description = "not-verified, with findings; bundle-invalid; no-bundle; access-refused")
    @APIResponse(responseCode = "503", description = "unreachable; store-unavailable")
    public Response verify(@PathParam("target") String target) {
        return verify(survey.of(Asked.target(target)));
    }

    private TargetView view(Sight sight) {
        return TargetView.of(sight, survey.offered(sight.target()), survey.underWay(sight));
    }

    private static Request request(Verb verb, Optional<Version> to, boolean force, List<String> versions) {
        return new Request(
                verb, to, force, force ? Optional.of("a plan only") : Optional.empty(), Asked.versions(versions));
    }

    private PlanView plan(TargetName target, Request request, Optional<String> bundle) {
        Situation situation = bundle.map(called ->
                        survey.of(target, request, bundles.open(target, called).bundle()))
                .orElseGet(() -> survey.of(target, request))
                .situation();
        return PlanView.of(situation, situation.decide(request), survey::prospects);
    }

    private Page<HistoryEntry> history(TargetName target, int page, int size) {
        int through = page * size + 1;
        List<HistoryEntry> newest = HistoryEntry.of(
                survey.ledger(target).stream().limit(through).toList(),
                operations.list(target, Optional.empty(), 0, through));
        return Page.of(
                newest.stream().limit(through).skip((long) (page - 1) * size).toList(),
                page,
                size,
                "/api/v1/targets/%s/history?".formatted(target));
    }

    private static Response verify(Sight sight) {
        Situation situation = sight.situation();
        return Verification.refusal(situation, sight.reading())
                .map(refusal -> Problems.of(
                                refusal,
                                situation.target().name().text(),
                                situation.state().word())
                        .toResponse())
                .orElseGet(() -> Response.ok(new VerificationView(
                                situation.target().name().text(),
                                situation.state().word(),
                                situation.state().current(),
                                situation.bundle().digest(),
                                sight.reading().observedAt()))
                        .build());
    }
}
