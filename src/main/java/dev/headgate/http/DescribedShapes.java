package dev.headgate.http;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/** Describes as it is what is generated otherwise: FuzzIT holds every answer to its description. */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD, priority = 0) // after the extension has described its problems
public final class DescribedShapes implements OASFilter {

    static final String PROBLEM = "application/problem+json";

    private static final Set<PathItem.HttpMethod> SAFE = EnumSet.of(PathItem.HttpMethod.GET, PathItem.HttpMethod.HEAD);

    @Override
    public void filterOpenAPI(OpenAPI api) {
        api.getPaths().getPathItems().values().forEach(DescribedShapes::crossSite);
        Map<String, Schema> schemas = Optional.ofNullable(api.getComponents())
                .map(Components::getSchemas)
                .orElse(Map.of());
        // A problem's instance is the path that was asked, decoded: no URI where that had escapes.
        property(schemas, "HttpProblem", "instance").ifPresent(instance -> instance.setFormat(null));
        property(schemas, "HttpValidationProblem", "instance").ifPresent(instance -> instance.setFormat(null));
        // What a body may leave out may be null, too.
        Stream.of("Body", "CancelBody")
                .flatMap(body -> Optional.ofNullable(schemas.get(body)).stream())
                .flatMap(body -> body.getProperties().values().stream())
                .forEach(member -> member.addType(Schema.SchemaType.NULL));
        // Whatever else is optional is said to be, but for a closed set. An operation has no outcome until it has ended
        // well.
        property(schemas, "OperationView", "outcome").ifPresent(outcome -> {
            Schema word = OASFactory.createSchema().ref(outcome.getRef());
            Schema nothing = OASFactory.createSchema().addType(Schema.SchemaType.NULL);
            outcome.ref(null).anyOf(List.of(word, nothing));
        });
    }

    /** What {@link CrossSite} says, whatever else would be done. */
    private static void crossSite(PathItem path) {
        path.getOperations().forEach((method, operation) -> {
            if (!SAFE.contains(method)) {
                APIResponse refused = Optional.ofNullable(
                                operation.getResponses().getAPIResponse("403"))
                        .orElseGet(DescribedShapes::problem);
                refused.setDescription(
                        Stream.of(Optional.ofNullable(refused.getDescription()), Optional.of("cross-site"))
                                .flatMap(Optional::stream)
                                .collect(Collectors.joining("; ")));
                operation.getResponses().addAPIResponse("403", refused);
            }
        });
    }

    static APIResponse problem() {
        return OASFactory.createAPIResponse()
                .content(OASFactory.createContent()
                        .addMediaType(
                                PROBLEM,
                                OASFactory.createMediaType()
                                        .schema(OASFactory.createSchema().ref("HttpProblem"))));
    }

    private static Optional<Schema> property(Map<String, Schema> schemas, String name, String property) {
        return Optional.ofNullable(schemas.get(name))
                .map(Schema::getProperties)
                .map(properties -> properties.get(property));
    }
}
