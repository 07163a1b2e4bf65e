package dev.headgate.http;

import dev.headgate.audit.Anchor;
import dev.headgate.audit.Inspection;
import dev.headgate.audit.Register;
import dev.headgate.operation.Dispatch;
import dev.headgate.operation.Targets;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Who did what, or was not let. */
@Path("/api/v1/audit")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "audit")
public final class AuditResource {

    private static final List<String> QUERY =
            List.of("target", "principal", "act", "outcome", "operation", "since", "until", "upTo", "page", "size");

    private final Register register;
    private final Targets targets;
    private final Dispatch dispatch;

    AuditResource(Register register, Targets targets, Dispatch dispatch) {
        this.register = register;
        this.targets = targets;
        this.dispatch = dispatch;
    }

    /** Newest first; those of the targets that one is admin of. */
    @GET
    @Operation(operationId = "audit", summary = "Lists who did what, or was not let, newest first")
    @APIResponse(responseCode = "200", description = "A page of rows")
    @APIResponse(responseCode = "400", description = "bad-request")
    @APIResponse(responseCode = "404", description = "unknown-target: that is no name of one")
    @APIResponse(responseCode = "503", description = "store-unavailable")
    public CompletionStage<Page<AuditView>> list(
            @QueryParam("target") @Nullable String target,
            @QueryParam("principal") @Parameter(example = "token:ci") @Nullable String principal,
            @QueryParam("act") @Parameter(example = "upgrade") @Nullable String act,
            @QueryParam("outcome") @Parameter(example = "forbidden") @Nullable String outcome,
            @QueryParam("operation") @Schema(type = SchemaType.STRING, format = "uuid") @Nullable String operation,
            @QueryParam("since")
                    @Schema(type = SchemaType.STRING, format = "date-time")
                    @Parameter(description = "not before this")
                    @Nullable
                    String since,
            @QueryParam("until")
                    @Schema(type = SchemaType.STRING, format = "date-time")
                    @Parameter(description = "before this")
                    @Nullable
                    String until,
            @QueryParam("upTo")
                    @Schema(type = SchemaType.INTEGER, format = "int64", minimum = "1")
                    @Parameter(description = "no row after this number; next has it, so that pages stay as they are")
                    @Nullable
                    String upTo,
            @QueryParam("page") @DefaultValue("1") @Schema(implementation = Integer.class, minimum = "1") String page,
            @QueryParam("size")
                    @DefaultValue("50")
                    @Schema(implementation = Integer.class, minimum = "1", maximum = "200")
                    String size,
            @Context RoutingContext route) {
        Asked.onlyQuery(route.request().params(), QUERY, "it takes " + String.join(", ", QUERY));
        Register.Filter filter = new Register.Filter(
                AuditScope.of(
                        Entrance.access(route), Optional.ofNullable(target).map(Asked::target), targets),
                Optional.ofNullable(principal).map(Asked::word),
                Optional.ofNullable(act).map(Asked::word),
                Optional.ofNullable(outcome).map(Asked::word),
                Optional.ofNullable(operation).map(Asked::operation),
                Optional.ofNullable(since).map(Asked::instant),
                Optional.ofNullable(until).map(Asked::instant),
                Optional.ofNullable(upTo).map(Asked::row));
        return list(filter, Asked.page(page), Asked.size(size), route);
    }

    /** Goes along the whole chain. */
    @GET
    @Path("/verify")
    @Operation(operationId = "verifyAudit", summary = "Says whether every row of the audit is as it was written")
    @APIResponse(responseCode = "200", description = "It is")
    @APIResponse(responseCode = "400", description = "bad-request")
    @APIResponse(
            responseCode = "409",
            description = "audit-broken: number is that of the first row that does not fit, and how says in which way")
    @APIResponse(responseCode = "503", description = "store-unavailable")
    public CompletionStage<AuditChainView> verify(
            @QueryParam("number")
                    @Schema(type = SchemaType.INTEGER, format = "int64", minimum = "1")
                    @Parameter(description = "with hash: that row must be the same still, as a line of the log has it")
                    @Nullable
                    String number,
            @QueryParam("hash") @Schema(type = SchemaType.STRING, pattern = "[0-9a-f]{64}") @Nullable String hash,
            @Context RoutingContext route) {
        Asked.onlyQuery(route.request().params(), List.of("number", "hash"), "it takes number and hash");
        Optional<Anchor> anchor = Asked.anchor(number, hash);
        return dispatch.later(() -> AuditChainView.of(Inspection.of(register, anchor)));
    }

    private CompletionStage<Page<AuditView>> list(Register.Filter filter, int page, int size, RoutingContext route) {
        String path = "/api/v1/audit?" + same(route);
        return dispatch.later(() -> {
            List<AuditView> found = register.find(filter, (page - 1) * size, size + 1).stream()
                    .map(AuditView::of)
                    .toList();
            return Page.of(found, page, size, path + upTo(filter, found));
        });
    }

    private static String upTo(Register.Filter filter, List<AuditView> found) {
        return found.isEmpty() || filter.upTo().isPresent()
                ? ""
                : "upTo=%d&".formatted(found.getFirst().number());
    }

    /** What else is asked for, on the next page too. */
    private static String same(RoutingContext route) {
        return route.request().params().entries().stream()
                .filter(asked ->
                        !asked.getKey().equals("page") && !asked.getKey().equals("size"))
                .map(asked -> asked.getKey() + "=" + URLEncoder.encode(asked.getValue(), StandardCharsets.UTF_8) + "&")
                .collect(Collectors.joining());
    }
}
