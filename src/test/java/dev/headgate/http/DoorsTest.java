package dev.headgate.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.headgate.http.Doors.Door;
import dev.headgate.http.Doors.Needs;
import dev.headgate.migration.Reason;
import dev.headgate.migration.Refused;
import dev.headgate.migration.Verb;
import dev.headgate.security.Access;
import dev.headgate.security.Caller;
import dev.headgate.security.Grants;
import dev.headgate.security.Principal;
import dev.headgate.security.Role;
import io.vertx.core.http.HttpMethod;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every endpoint has its door, every door its row in {@code docs/roles.md}, which {@code RolesIT} knocks at. */
final class DoorsTest {

    private static final Pattern ROW = Pattern.compile("(?m)^\\| (`(?:GET|PUT|POST|DELETE)[^|]*) \\| ([^|]+) \\|$");
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS");
    private static final Set<String> NO_RESOURCES = Set.of(
            "GET /assets/{file}",
            "GET /webjars/htmx.org/{version}/dist/htmx.min.js",
            "GET /webjars/htmx-ext-sse/{version}/sse.js",
            "GET /login",
            "POST /logout",
            "GET /gates/{target}",
            "GET /api/v1/gates/{target}",
            "GET /q/health",
            "GET /q/health/{probe}",
            "GET /q/health/group/targets",
            "GET /q/metrics",
            "GET /q/openapi");

    @Test
    void everyEndpointHasADoorAndEveryDoorAnEndpoint() {
        Stream<String> resources = new ClassFileImporter()
                .importPath("target/classes").stream()
                        .filter(type -> type.isAnnotatedWith(Path.class))
                        .flatMap(type -> type.getMethods().stream().flatMap(method -> endpoint(type, method)));

        assertThat(Stream.concat(resources, NO_RESOURCES.stream()).distinct())
                .containsExactlyInAnyOrderElementsOf(
                        Doors.ALL.stream().map(Door::toString).toList());
    }

    @Test
    void everyDoorHasItsRowInTheDocumentation() throws IOException {
        List<String> rows = ROW.matcher(Files.readString(java.nio.file.Path.of("docs/roles.md")))
                .results()
                .map(row -> row.group(1) + ": " + row.group(2))
                .toList();

        assertThat(rows)
                .containsExactlyInAnyOrderElementsOf(
                        Doors.ALL.stream().flatMap(DoorsTest::rows).distinct().toList()); // a verb has two
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/targets/orders;x=1",
                "/api/v1/targets/orders/downgrade;",
                "//api/v1/targets",
                "/api//v1/targets",
                "/api/v1/./targets",
                "/api/v1/targets/x/../orders",
                "/api/v1/targets/orders%2fplan",
                "/api/v1/%2e%2e/q/openapi",
                "/api/v1/targets/orders%3bx",
                "/api/v1/targets/orders\\plan",
                "/api/v1/targets/%zz",
                "/api/v1/targets//",
                "/q/dev-ui",
                "/q/arc/beans",
                "/api/v2/targets",
                "api/v1/targets",
                ""
            })
    void whatMightBeReadInTwoWaysLeadsNowhere(String path) {
        assertThat(Doors.at(Doors.parts(path))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /api/v1/targets/orders/           | GET /api/v1/targets/{target}
            /api/v1/targets/orders/bundles    | GET /api/v1/targets/{target}/bundles
            /api/v1/targets/my%20db           | GET /api/v1/targets/{target}
            /api/v1/targets/o/bundles/sha256%3Aab | GET /api/v1/targets/{target}/bundles/{digest}
            /q/health/live                    | GET /q/health/{probe}
            """)
    void aDoorIsFoundByItsPath(String path, String door) {
        List<Door> there = Doors.at(Doors.parts(path));

        assertThat(Doors.of(HttpMethod.GET, there)).map(Door::toString).contains(door);
        assertThat(Doors.of(HttpMethod.HEAD, there)).map(Door::toString).contains(door);
    }

    @Test
    void aVerbTakesWhatItsWordSays() {
        assertThat(Stream.of(Verb.values()).collect(Collectors.toMap(Verb::word, verb -> Doors.forVerb(verb.word()))))
                .containsEntry("downgrade", Role.OPERATOR)
                .containsEntry("ensure", Role.DEPLOYER);
        assertThat(Doors.forVerb("Downgrade")).isEqualTo(Role.VIEWER); // there is no such verb
    }

    @Test
    void aStrangerIsAskedWhoItIsWhateverTheNameOfTheTarget() {
        List<String> asked = Doors.parts("/api/v1/targets/NO%20NAME/plan");
        Door door = Doors.of(HttpMethod.GET, Doors.at(asked)).orElseThrow();
        Caller caller = new Caller("anonymous", Optional.empty(), Optional.empty());
        Grants grants = new Grants(List.of());

        assertThat(refusal(door, Access.of(new Principal.Anonymous(), caller, grants), asked))
                .isEqualTo(Reason.UNAUTHENTICATED);
        assertThat(refusal(door, Access.of(new Principal.Token("ci"), caller, grants), asked))
                .isEqualTo(Reason.UNKNOWN_TARGET);
    }

    private static Reason refusal(Door door, Access access, List<String> asked) {
        return catchThrowableOfType(Refused.class, () -> door.check(access, asked))
                .refusal()
                .reason();
    }

    private static Stream<String> endpoint(JavaClass type, JavaMethod method) {
        String path = type.getAnnotationOfType(Path.class).value()
                + method.tryGetAnnotationOfType(Path.class).map(Path::value).orElse("");
        return method.getAnnotations().stream()
                .map(annotation -> annotation.getRawType())
                .filter(kind -> kind.getPackageName().equals("jakarta.ws.rs"))
                .map(JavaClass::getSimpleName)
                .filter(METHODS::contains)
                .map(name -> name + " " + path);
    }

    private static Stream<String> rows(Door door) {
        String request = "`%s`: ".formatted(door);
        return switch (door.needs()) {
            case Needs.Nothing nothing -> Stream.of(request + "nothing");
            case Needs.ToBeKnown known -> Stream.of(request + "to be known; shows what one is viewer of");
            case Needs.OnTarget on -> Stream.of(request + on.role().word());
            case Needs.OfOperation of -> Stream.of(request + of.role().word());
            case Needs.Somewhere somewhere ->
                Stream.of(request + somewhere.role().word() + " of any target; shows the rows of those");
            case Needs.Everywhere everywhere ->
                Stream.of(request + everywhere.role().word() + " of all targets");
            case Needs.Gate gate -> Stream.of(request + "nothing; viewer with `headgate.auth.gates=closed`");
            case Needs.Health health ->
                Stream.of(request + "nothing; viewer of all targets with `headgate.auth.health=closed`");
            case Needs.ForVerb verb ->
                door.method().equals(HttpMethod.PUT)
                        ? Stream.of() // it answers that it is POST
                        : Stream.concat(
                                Stream.of(Verb.values())
                                        .sorted(Comparator.naturalOrder())
                                        .map(v -> request.replace("{verb}", v.word())
                                                + Doors.forVerb(v.word()).word()),
                                Stream.of("`POST` of any verb with `force`: admin"));
        };
    }
}
