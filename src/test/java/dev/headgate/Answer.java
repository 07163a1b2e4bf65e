package dev.headgate;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.List;

/** What Headgate answered to a verb. */
final class Answer {

    private final Response response;

    Answer(Response response) {
        this.response = response;
    }

    Answer isApplied(String decision, String... steps) {
        has(200).member("outcome", "applied").member("decision", decision);
        List<String> kinds = response.path("steps.kind");
        List<String> versions = response.path("steps.version");
        List<String> done = new ArrayList<>();
        for (int i = 0; i < kinds.size(); i++) {
            done.add(kinds.get(i) + " " + versions.get(i));
        }
        assertThat(done).as("steps").containsExactly(steps);
        assertThat(response.<List<String>>path("steps.status"))
                .as("their status")
                .allMatch("succeeded"::equals);
        return this;
    }

    Answer isUnchanged(String decision) {
        return has(200).member("outcome", "unchanged").member("decision", decision);
    }

    /** A problem document with this reason, and a sentence that holds these words. */
    Answer isRefused(int status, String reason, String... words) {
        has(status).member("type", "urn:headgate:problem:" + reason);
        assertThat(response.contentType()).startsWith("application/problem+json");
        for (String word : words) {
            assertThat(response.<String>path("detail")).contains(word);
        }
        return this;
    }

    Answer says(String words) {
        assertThat(response.<String>path("message")).contains(words);
        return this;
    }

    Answer member(String path, Object value) {
        assertThat(response.<Object>path(path)).as(path).isEqualTo(value);
        return this;
    }

    Answer header(String name, String value) {
        assertThat(response.header(name)).as(name).isEqualTo(value);
        return this;
    }

    <T> T path(String path) {
        return response.path(path);
    }

    private Answer has(int status) {
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(status);
        return this;
    }
}
