package dev.headgate.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the service's chart does not take: each refusal names the value, and the way out. */
class HeadgateRefusalsTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "store: {jdbcUrl: \"\"}                          | store.jdbcUrl is not set",
                "store: {passwordSecret: {name: \"\"}}           | store.passwordSecret.name is not set",
                "store: {passwordFile: /mnt/it}                  | store.passwordSecret and store.passwordFile are the same thing",
                "store: {jdbcUrl: \"jdbc:postgresql://db/it?password=a\"}                                    | store.jdbcUrl holds a user or a password",
                "store: {jdbcUrl: \"jdbc:postgresql://a:b@db/it\"}                                           | store.jdbcUrl holds a user or a password",
                "auth: {tokensSecret: {name: \"\"}}              | nobody could show who they are",
                "auth: {mode: none}                              | auth.mode=none lets everybody in",
                "auth: {mode: loopback}                          | mode",
                "auth: {oidc: {issuer: \"https://id\"}}          | auth.oidc.audience",
                "auth: {grants: {shop: {role: owner, targets: [it], tokens: [ci]}}}    | role",
                "auth: {grants: {shop: {role: viewer, targets: [it]}}}                 | tokens",
                "targets: {Orders: {jdbcUrl: \"jdbc:postgresql://db/it\", bundle: stored}}                      | Orders",
                "targets: {it: {bundle: stored}}                                                                | jdbcUrl",
                "targets: {it: {jdbcUrl: \"jdbc:postgresql://db/it?ssl=true&sslPassword=a\", bundle: stored}}  | targets.it.jdbcUrl holds a user or a password",
                "targets: {it: {jdbcUrl: \"jdbc:postgresql://db/it\", bundle: stored, password: it}}            | password",
                "targets: {it: {jdbcUrl: \"jdbc:postgresql://db/it\", bundle: stored, passwordSecrt: {name: a}}} | passwordSecrt",
                "targets: {it: {jdbcUrl: \"jdbc:postgresql://db/it\", bundle: stored, adopt: {marker: a, at: 1.10}}} | string",
                "targets: {it: {jdbcUrl: \"jdbc:postgresql://db/it\", bundle: stored, passwordFile: a, credentialsFile: b}} | targets.it has passwordFile and credentialsFile; set one of them",
                "targets: {it: {jdbcUrl: \"jdbc:postgresql://db/it\", bundle: \"filesystem:/bundles/it\"}}      | there is no bundles.it",
                "bundles: {it: {configMap: {name: a}, image: {reference: b}}}                                   | bundles",
                "config: {headgate.auth.mode: none}                                                             | another value of the chart sets this key",
                "config: {headgate.targets.it.password: it}                                                     | would lie in a ConfigMap",
                "config: {headgate.auth.health: closed}                                                         | the kubelet has no token",
                "config: {headgate.targets.it.jdbc-url: \"jdbc:postgresql://db/it?password=a\"}                | config.headgate.targets.it.jdbc-url holds a user or a password",
                "config: {\"a\\nb\": c}                                                                      | config: no key has this name: \"a\\nb\"",
                "config: {\" \": c}                                                                           | config: no key has this name",
                "tls: {clientAuth: request}                                                                     | tls.secretName is not set",
                "tls: {secretName: it, clientAuth: request}                                                     | tls.clientCaSecret.name is not set",
                "ingress: {enabled: true}                                                                       | ingress.host is not set",
                "podDisruptionBudget: {minAvailable: 2}                                                         | podDisruptionBudget.minAvailable is 2, of 2 replicas",
                "podDisruptionBudget: {minAvailable: 3}                                                         | podDisruptionBudget.minAvailable is 3, of 2 replicas",
                "podDisruptionBudget: {minAvailable: 51%}                                                       | podDisruptionBudget.minAvailable is 51%, of 2 replicas",
                "podDisruptionBudget: {minAvailable: 100%}                                                      | podDisruptionBudget.minAvailable is 100%",
                "podDisruptionBudget: {maxUnavailable: 0}                                                       | podDisruptionBudget.maxUnavailable is 0",
                "podDisruptionBudget: {maxUnavailable: 0%}                                                      | podDisruptionBudget.maxUnavailable is 0%",
                "podDisruptionBudget: {maxUnavailable: some}                                                    | maxUnavailable",
                "podLabels: {app.kubernetes.io/name: it}                                                        | podLabels has app.kubernetes.io/name",
                "podAnnotations: {checksum/config: it}                                                          | podAnnotations has checksum/config",
                "service: {type: LoadBalancer}                                                                  | networkPolicy.extraIngress",
                "service: {type: NodePort}                                                                      | service.type is NodePort",
                "{serviceAccount: {create: false}, auth: {kubernetes: {verify: review}}}                        | serviceAccount.name is not set",
                "terminationGracePeriodSeconds: 30                                                              | 35",
                "fullnameOverride: Headgate                                                                     | fullnameOverride",
                "image: {tag: \"8@sha256:0\"}                                                                   | tag",
                "monitoring: {enabled: true}                                                                    | monitoring.tokenSecret.name is not set",
                "{monitoring: {enabled: true, tokenSecret: {name: a}}, auth: {mode: none, tokensSecret: {name: \"\"}}} | leave out monitoring.tokenSecret",
                "{monitoring: {enabled: true, tokenSecret: {name: a}}, tls: {secretName: it}}                   | monitoring.tlsConfig is not set",
                "{monitoring: {enabled: true, tokenSecret: {name: a}, tlsConfig: {serverName: a}}, tls: {secretName: it, clientAuth: required, clientCaSecret: {name: b}}} | monitoring.tlsConfig has no cert",
                "{monitoring: {enabled: true, tokenSecret: {name: a}, labels: {helm.sh/chart: a}}}              | monitoring.labels has helm.sh/chart",
                "replica: 3                                                                                     | replica"
            })
    void whatIsWrongIsRefusedAndNamed(String wrong, String named) {
        assertThatThrownBy(() -> LeastValues.with(wrong, folder)).hasMessageContaining(named);
    }

    @Test
    void whatIsWrongIsWrongByItselfOnly() {
        assertThat(ApiObject.in(LeastValues.with("", folder))).isNotEmpty();
    }

    /** Kubernetes rounds both up, so that some can go with each of these. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{minAvailable: 0}",
                "{minAvailable: 1}",
                "{minAvailable: 50%}",
                "{maxUnavailable: 1%}",
                "{maxUnavailable: 100%}"
            })
    void aBudgetMayBeAnyThatLetsOneGo(String budget) {
        String rendered = LeastValues.with("podDisruptionBudget: " + budget, folder);

        assertThat(ApiObject.faults(rendered)).isEmpty();
    }

    @Test
    void aServiceThatIsReachedFromOutsideNamesWhoMayCome() {
        String rendered = LeastValues.with("""
                service: {type: LoadBalancer}
                networkPolicy: {extraIngress: [{from: [{ipBlock: {cidr: 10.0.0.0/8}}]}]}
                """, folder);

        assertThat(ApiObject.one("Service", rendered).at("/spec/type").asText()).isEqualTo("LoadBalancer");
    }
}
