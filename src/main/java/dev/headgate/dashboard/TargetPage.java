package dev.headgate.dashboard;

import dev.headgate.http.Asked;
import dev.headgate.http.BundleView;
import dev.headgate.http.OperationView;
import dev.headgate.http.PlanView;
import dev.headgate.http.TargetView;
import dev.headgate.migration.Decision;
import dev.headgate.migration.Facts;
import dev.headgate.migration.LedgerRow;
import dev.headgate.migration.Plan;
import dev.headgate.migration.Reading;
import dev.headgate.migration.Request;
import dev.headgate.migration.Sight;
import dev.headgate.migration.Situation;
import dev.headgate.migration.TargetName;
import dev.headgate.migration.Verb;
import dev.headgate.operation.Board;
import dev.headgate.operation.Bundles;
import dev.headgate.operation.Changes;
import dev.headgate.operation.Operations;
import dev.headgate.operation.Survey;
import dev.headgate.operation.Targets;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
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
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** One target: where it is, what to do next, and all that is known of it. */
@Path("/")
public final class TargetPage {

    private static final int FEW_STEPS = 10; // whose scripts are read for the page

    @CheckedTemplate(basePath = "dashboard")
    static class Templates {

        static native TemplateInstance target(Frame frame, TargetShown view, Now now, boolean moved);

        static native TemplateInstance target$now(Now now, boolean moved);
    }

    private final Targets targets;
    private final Board board;
    private final Survey survey;
    private final Operations operations;
    private final Bundles bundles;
    private final Changes changes;

    TargetPage(Targets targets, Board board, Survey survey, Operations operations, Bundles bundles, Changes changes) {
        this.targets = targets;
        this.board = board;
        this.survey = survey;
        this.operations = operations;
        this.bundles = bundles;
        this.changes = changes;
    }

    /** The page, for which the database is looked at. */
    @GET
    @Path("targets/{target}")
    @RunOnVirtualThread
    @Produces(Html.TYPE)
    @Operation(hidden = true)
    public TemplateInstance target(
            @PathParam("target") String target,
            @QueryParam("ledger") @DefaultValue("1") String ledger,
            @QueryParam("operations") @DefaultValue("1") String operations,
            @Context RoutingContext route) {
        TargetShown shown = shown(Asked.target(target), Asked.page(ledger), Asked.page(operations));
        return Templates.target(Frame.of(shown.now().row().name(), route), shown, shown.now(), false);
    }

    /** The top of it, again whenever that changes; it is in memory, whoever looks. */
    @GET
    @Path("live/targets/{target}")
    @RunOnVirtualThread
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Operation(hidden = true)
    public Response live(@PathParam("target") String target) {
        TargetName name = targets.named(Asked.target(target)).name();
        Now first = remembered(name);
        return Live.piece(
                "now",
                changes,
                () -> remembered(name),
                Now::saysTheSameAs,
                now -> Templates.target$now(now, now.hasMovedSince(first)).render());
    }

    private Now remembered(TargetName name) {
        return now(board.of(name::equals).getFirst());
    }

    private Now now(Board.Seen seen) {
        return Now.of(seen, survey.offered(seen.target()), board.storeIsAway());
    }

    private TargetShown shown(TargetName name, int ledgerPage, int operationsPage) {
        Board.Seen seen = board.now(targets.named(name));
        Sight sight = seen.sight().orElseThrow();
        Optional<Decision.Perform> upgrade = upgrade(sight);
        return new TargetShown(
                now(seen),
                TargetView.of(sight, survey.offered(sight.target()), survey.underWay(sight)),
                Slice.of(
                        1,
                        () -> upgrade.stream()
                                .flatMap(perform -> steps(sight.situation(), perform).stream())
                                .toList()),
                upgrade.map(perform -> perform.plan().steps().size()).orElse(0),
                ledger(sight.reading(), ledgerPage),
                Slice.of(
                        operationsPage,
                        () -> operations.list(name, Optional.empty(), 0, operationsPage * Slice.SIZE + 1).stream()
                                .map(OperationView::of)
                                .toList()),
                Slice.of(
                        1,
                        () -> bundles.of(name).stream()
                                .limit(Slice.SIZE + 1L)
                                .map(BundleView::of)
                                .toList()));
    }

    private static Optional<Decision.Perform> upgrade(Sight sight) {
        return sight.standing() instanceof Sight.Standing.Against against
                        && against.situation().decide(Request.of(Verb.UPGRADE)) instanceof Decision.Perform perform
                ? Optional.of(perform)
                : Optional.empty();
    }

    private List<PlanView.PlannedStep> steps(Situation situation, Decision.Perform upgrade) {
        Plan plan = upgrade.plan();
        Plan few = new Plan(
                plan.from(), plan.to(), plan.steps().stream().limit(FEW_STEPS).toList());
        return PlanView.of(situation, new Decision.Perform(upgrade.row(), few), survey::prospects)
                .steps();
    }

    private static Slice<LedgerRow> ledger(Reading reading, int page) {
        return switch (reading) {
            case Facts facts ->
                Slice.of(
                        page,
                        () -> facts.ledger().stream()
                                .sorted(Comparator.comparingInt(LedgerRow::rank).reversed())
                                .toList());
            case Reading.Unreachable unreachable ->
                Slice.away(page, "it is in the database, which cannot be asked: " + unreachable.why());
        };
    }
}
