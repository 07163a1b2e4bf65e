package dev.headgate.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whom a Headgate of the chart calls, by what its values say: the NetworkPolicy knows no names, only ports. */
class HeadgateCallsTest {

    @TempDir
    Path folder;

    /** The policy knows no names, only the ports in them. */
    @ParameterizedTest
    @CsvSource({
        "jdbc:postgresql://db:5433/it, 5433",
        "jdbc:postgresql://db:5433?ssl=true, 5433",
        "jdbc:postgresql://db:5433, 5433",
        "jdbc:postgresql://db/it?url=//a:1, 5432",
        "jdbc:postgresql://db, 5432",
        "jdbc:postgresql://[::1]/it, 5432",
        "jdbc:postgresql://[::1]:5433/it, 5433",
        "'jdbc:postgresql://a:5433,b,c:5434?targetServerType=primary', 5432 5433 5434"
    })
    void theWayToTheDatabaseIsOpen(String url, String ports) {
        String rendered = LeastValues.with("store: {jdbcUrl: \"%s\"}".formatted(url), folder);

        assertThat(ApiObject.one("NetworkPolicy", rendered).at("/spec/egress/1/ports"))
                .extracting(port -> port.path("port").asText())
                .containsExactly(ports.split(" ", -1));
    }

    /** The pod has a token for nobody but the API server, which wants one for its keys. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https://kubernetes.default.svc               | ''                     | true  | 443 5432 6443",
                "https://kubernetes.default.svc.cluster.local | ''                     | true  | 443 5432 6443",
                "https://kubernetes.default.svc.example.org   | https://api:8443       | true  | 443 5432 6443 8443",
                "https://api.example.org:8443                 | https://api.example.org:8443 | true | 443 5432 6443 8443",
                "https://api.example.org:8443                 | https://other:16443    | false | 16443 5432 8443",
                "https://id.example.org/id/4711               | ''                     | false | 443 5432"
            })
    void thePodShowsItselfToTheApiServerOnly(String issuer, String server, boolean shows, String ports) {
        String rendered = LeastValues.with("""
                auth: {kubernetes: {issuer: "%s"}}
                config: {headgate.auth.kubernetes.api-server: "%s"}
                """.formatted(issuer, server), folder);

        assertThat(ApiObject.one("Deployment", rendered)
                        .at("/spec/template/spec/automountServiceAccountToken")
                        .asBoolean())
                .isEqualTo(shows);
        assertThat(ApiObject.one("NetworkPolicy", rendered).at("/spec/egress/1/ports"))
                .extracting(port -> port.path("port").asText())
                .containsExactly(ports.split(" ", -1));
    }
}
