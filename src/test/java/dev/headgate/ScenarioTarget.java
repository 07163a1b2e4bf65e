package dev.headgate;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** What a scenario asks of Headgate about its target, and what an answer must hold. */
record ScenarioTarget(String name) {

    private static final String PROBLEM = "urn:headgate:problem:";

    Response asks(String verb, String body) {
        return given().contentType(ContentType.JSON)
                .body(body.isEmpty() ? "{}" : body)
                .post("/api/v1/targets/{target}/{verb}", name, verb);
    }

    /** @param question such as {@code plan?verb=upgrade}; empty for the target itself */
    Response looks(String question) {
        return given().get("/api/v1/targets/%s/%s".formatted(name, question).replaceAll("/$", ""));
    }

    /** What has been told so far of the newest operation. */
    String events() {
        return operation()
                .map(id -> given().accept(ContentType.TEXT)
                        .get("/api/v1/operations/{id}", id)
                        .asString())
                .orElse("");
    }

    private Optional<String> operation() {
        return given().get("/api/v1/operations?target={target}", name).<List<String>>path("items.id").stream()
                .findFirst();
    }

    /** The status, and the word that says most: of a problem, of an outcome, or of a state. */
    static String summary(Response answer) {
        String word = Stream.of("type", "outcome", "state")
                .map(member -> answer.<Object>path(member))
                .flatMap(Stream::ofNullable)
                .findFirst()
                .map(Object::toString)
                .orElse("");
        return "%d %s"
                .formatted(answer.statusCode(), word.startsWith(PROBLEM) ? word.substring(PROBLEM.length()) : word);
    }

    /** @param named what the texts of expectations stand for */
    static void check(Response answer, ScenarioStep.Expectation expected, UnaryOperator<String> named) {
        String value = named.apply(expected.value());
        String found = expected.member().equals("event") ? told(answer) : member(answer, expected.member());
        switch (expected.relation()) {
            case "=" -> assertThat(found).as(expected.member()).isEqualTo(value);
            case "~" -> assertThat(found).as(expected.member()).containsPattern(value);
            default -> assertThat(found).as(expected.member()).doesNotContainPattern(value);
        }
    }

    private static String member(Response answer, String member) {
        return member.startsWith("header.")
                ? String.valueOf(answer.header(member.substring("header.".length())))
                : String.valueOf(answer.<Object>path(member));
    }

    /** The events of the operation that ended with this answer, each a line of its kind, its sentence and its details. */
    private static String told(Response answer) {
        String id = Stream.of("operation", "id")
                .map(member -> answer.<String>path(member))
                .flatMap(Stream::ofNullable)
                .findFirst()
                .orElseThrow();
        return given().get("/api/v1/operations/{id}/events", id)
                .asString()
                .replaceAll("(?m)^id: .*\n", "")
                .replaceAll("event: (.*)\ndata: (.*)", "$1: $2");
    }
}
