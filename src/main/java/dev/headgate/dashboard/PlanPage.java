package dev.headgate.dashboard;

import dev.headgate.http.Asked;
import dev.headgate.http.Entrance;
import dev.headgate.http.PlanView;
import dev.headgate.migration.Decision;
import dev.headgate.migration.Reason;
import dev.headgate.migration.Refused;
import dev.headgate.migration.Request;
import dev.headgate.migration.Sight;
import dev.headgate.migration.Situation;
import dev.headgate.migration.TargetName;
import dev.headgate.migration.Verb;
import dev.headgate.migration.Version;
import dev.headgate.operation.Board;
import dev.headgate.operation.Operations;
import dev.headgate.operation.Survey;
import dev.headgate.security.Access;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** What a verb would do, and the only button that does it: nobody changes a target without having been shown how. */
@Path("/")
public final class PlanPage {

    @CheckedTemplate(basePath = "dashboard")
    static class Templates {

        static native TemplateInstance plan(Frame frame, PlanShown view);
    }

    private final Board board;
    private final Survey survey;
    private final Operations operations;

    PlanPage(Board board, Survey survey, Operations operations) {
        this.board = board;
        this.survey = survey;
        this.operations = operations;
    }

    /** The plan as it is now. */
    @GET
    @Path("targets/{target}/plan")
    @RunOnVirtualThread
    @Produces(Html.TYPE)
    @Operation(hidden = true)
    public TemplateInstance plan(
            @PathParam("target") String target,
            @QueryParam("verb") @DefaultValue("ensure") String verb,
            @QueryParam("to") @Nullable String to,
            @QueryParam("versions") @Nullable List<String> versions,
            @QueryParam("force") @Nullable String force,
            @Context RoutingContext route) {
        return page(
                look(Asked.target(target), Ask.of(verb, to, versions, force)),
                Optional.empty(),
                Optional.empty(),
                route);
    }

    /** Where the address bar is after {@link #ask} has shown the plan again. */
    @GET
    @Path("targets/{target}/{verb}")
    @Operation(hidden = true)
    public Response planned(
            @PathParam("target") String target,
            @PathParam("verb") String verb,
            @QueryParam("to") @Nullable String to,
            @QueryParam("versions") @Nullable List<String> versions,
            @QueryParam("force") @Nullable String force) {
        return to("/targets/%s/plan?%s"
                .formatted(
                        Asked.target(target).text(),
                        Ask.of(verb, to, versions, force).query()));
    }

    /** Does what was shown; shows it again where that is not what would be done any more. */
    @POST
    @Path("targets/{target}/{verb}")
    @RunOnVirtualThread
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Produces(Html.TYPE)
    @Operation(hidden = true)
    public Response ask(
            @PathParam("target") String target,
            @PathParam("verb") String verb,
            @BeanParam Filled filled,
            @Context RoutingContext route) {
        TargetName name = Asked.target(target);
        Ask ask = Ask.of(verb, filled.to, filled.versions, filled.force);
        Optional<String> reason = Asked.reason(filled.reason);
        Optional<String> key = Asked.key(filled.key);
        Access access = Entrance.access(route);
        access.require(ask.role(), name);
        Optional<UUID> there = key.flatMap(k -> operations.named(name, k))
                .filter(operation -> asksFor(operation.request(), ask))
                .map(dev.headgate.operation.Operation::id);
        if (there.isPresent()) {
            return to("/operations/" + there.get());
        }
        Looked looked = look(name, ask);
        Optional<String> objection = objection(looked, filled, reason);
        if (objection.isPresent()) {
            return Response.status(Response.Status.CONFLICT)
                    .entity(page(looked, objection, reason, route))
                    .build();
        }
        return to("/operations/"
                + operations
                        .submit(name, ask.request(reason), access.caller(), key)
                        .id());
    }

    /** A target with a decision about it; none while there is something to choose. */
    private record Looked(Sight sight, Ask ask, Optional<Decision> decision) {

        Situation situation() {
            return sight.situation();
        }

        String plan() {
            return decision.map(d -> PlanShown.of(situation(), d)).orElse("");
        }
    }

    private Looked look(TargetName name, Ask ask) {
        if (!ask.isWhole()) {
            Sight sight = withAllUndos(name);
            Ask oneDown = Ask.of(ask.verb(), Optional.of(VerbRow.below(sight.situation())));
            return new Looked(
                    sight,
                    ask,
                    Optional.of(sight.situation().decide(oneDown.request())).filter(Decision.Refuse.class::isInstance));
        }
        Sight sight = survey.of(name, ask.request());
        return new Looked(
                sight,
                ask,
                Optional.of(sight.situation())
                        .filter(situation -> !ask.isToBeChosenFor(situation))
                        .map(situation -> situation.decide(ask.request())));
    }

    /** To tell how far down one could go; without the store as far as the bundle goes. */
    private Sight withAllUndos(TargetName name) {
        try {
            return survey.of(
                    name, Ask.of(Verb.DOWNGRADE, Optional.of(Version.ZERO)).request());
        } catch (Refused refused) {
            if (refused.refusal().reason() == Reason.STORE_UNAVAILABLE) {
                return survey.of(name);
            }
            throw refused;
        }
    }

    private static boolean asksFor(Request there, Ask ask) {
        return there.verb() == ask.verb()
                && there.to().equals(ask.to())
                && there.versions().equals(ask.versions())
                && there.force() == ask.force();
    }

    private static Optional<String> objection(Looked looked, Filled filled, Optional<String> reason) {
        if (!looked.plan().equals(Optional.ofNullable(filled.shown).orElse(""))
                || looked.decision().isEmpty()) {
            return Optional.of(PlanShown.CHANGED);
        }
        String name = looked.sight().target().name().text();
        if (looked.ask().force() && reason.isEmpty()) {
            return Optional.of("Nothing was done: force needs a reason, which is kept with the operation.");
        }
        return looked.ask().force()
                        && !name.equals(Optional.ofNullable(filled.confirm)
                                .map(String::strip)
                                .orElse(""))
                ? Optional.of(
                        "Nothing was done: force needs the target's name typed once more, which is %s.".formatted(name))
                : Optional.empty();
    }

    private TemplateInstance page(
            Looked looked, Optional<String> notice, Optional<String> reason, RoutingContext route) {
        Situation situation = looked.situation();
        Ask ask = looked.ask();
        TargetName name = situation.target().name();
        return Templates.plan(
                Frame.of("%s of %s".formatted(ask.words(), name), route),
                new PlanShown(
                        name.text(),
                        Mark.of(Optional.of(looked.sight())),
                        TargetRow.of(board.of(name::equals).getFirst()).work(),
                        ask,
                        Choices.of(situation, ask),
                        looked.decision().map(decision -> PlanView.of(situation, decision, survey::prospects)),
                        looked.decision().map(VerbRow::sentence).orElseGet(ask::question),
                        notice,
                        reason.orElse(""),
                        isForcible(looked),
                        Entrance.access(route).may(ask.role(), name),
                        ask.role().word(),
                        looked.plan(),
                        UUID.randomUUID()));
    }

    private static boolean isForcible(Looked looked) {
        return looked.decision().filter(Decision.Refuse.class::isInstance).isPresent()
                && looked.ask().isWhole()
                && !looked.ask().force()
                && looked.situation().decide(looked.ask().forced().request()) instanceof Decision.Perform;
    }

    /** Relative, so that it holds behind any proxy. */
    private static Response to(String path) {
        return Response.status(Response.Status.SEE_OTHER)
                .header(HttpHeaders.LOCATION, path)
                .build();
    }
}
