package dev.headgate.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headgate.Needs;
import dev.headgate.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code kubectl apply -k} would send, of the base and of each overlay of the service. */
@Needs(Program.KUSTOMIZE)
class KustomizeTest {

    private static final List<String> OVERLAYS = List.of("high-availability", "monitoring", "oidc", "one-database");

    @TempDir
    Path folder;

    @ParameterizedTest
    @MethodSource("all")
    void itIsSoundAndBuildsAsItDid(String name) {
        String built = kustomization(name).built();

        assertThat(ApiObject.faults(built)).isEmpty();
        Golden.of("kustomize", name).check(built);
    }

    @ParameterizedTest
    @ValueSource(strings = {"argo-cd", "openshift", "plain"})
    void theExamplesAreSound(String name) {
        assertThat(ApiObject.faults(Kustomization.example(name).built())).isEmpty();
    }

    /** What Argo CD is to do before all else, and the service account and scripts that it takes come first. */
    @Test
    void allThatTheJobNeedsIsThereBeforeArgoCdSyncs() {
        List<ApiObject> objects = ApiObject.in(Kustomization.example("argo-cd").built());

        assertThat(objects.stream().filter(object -> !object.kind().equals("Deployment")))
                .hasSize(3)
                .allSatisfy(object -> assertThat(object.at("/metadata/annotations/argocd.argoproj.io~1hook")
                                .asText())
                        .isEqualTo("PreSync"));
        assertThat(objects.stream()
                        .filter(object -> object.at("/metadata/annotations/argocd.argoproj.io~1sync-wave")
                                .asText()
                                .equals("-1"))
                        .map(ApiObject::kind))
                .containsExactlyInAnyOrder("ConfigMap", "ServiceAccount");
    }

    /** By its name it is deleted before the next one; by a hash in the name a plain Job is another one, which is noticed. */
    @Test
    void theScriptsOfAReleaseAreCalledAlikeWhereArgoCdReplacesThem() {
        assertThat(of("ConfigMap", Kustomization.example("argo-cd").built()).name())
                .isEqualTo("orders-migrations");
        assertThat(of("ConfigMap", Kustomization.example("plain").built()).name())
                .startsWith("orders-migrations-");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "k8s/base/application.properties",
                "k8s/overlays/oidc/application.properties",
                "k8s/overlays/one-database/application.properties",
                "docs/kubernetes.md"
            })
    void theExamplesMayBringTheirRevisions(String file) throws IOException {
        String hooks =
                of("ServiceAccount", Kustomization.example("plain").built()).name();

        assertThat(Files.readString(Path.of(file))).contains("system:serviceaccount:shop:" + hooks);
        assertThat(ApiObject.in(AppChart.copied(folder.resolve("app")).rendered("{}")))
                .anyMatch(object ->
                        object.kind().equals("ServiceAccount") && object.name().equals(hooks));
    }

    @Test
    void thePageCallsTheTargetsSecretAsTheBaseDoes() throws IOException {
        assertThat(Kustomization.base().built()).contains("name: headgate-target-orders");
        assertThat(Files.readString(Path.of("docs/kubernetes.md")))
                .contains("generic headgate-target-orders ", "passwordSecret: {name: headgate-target-orders}");
    }

    static Stream<String> all() {
        return Stream.concat(Stream.of("base"), OVERLAYS.stream());
    }

    /** An empty selector is everybody's: Kustomize fills in some kinds, and leaves others as they are. */
    @ParameterizedTest
    @MethodSource("all")
    void eachSelectorIsForHeadgatesPods(String name) {
        List<ApiObject> objects = ApiObject.in(kustomization(name).built());
        JsonNode labels = objects.stream()
                .flatMap(object -> PodTemplate.of(object).stream())
                .findFirst()
                .orElseThrow()
                .metadata()
                .path("labels");

        assertThat(objects.stream().flatMap(KustomizeTest::selector))
                .hasSize(4)
                .allSatisfy(selector -> assertThat(selector.properties())
                        .isNotEmpty()
                        .allSatisfy(
                                label -> assertThat(labels.path(label.getKey())).isEqualTo(label.getValue())));
    }

    private static Stream<JsonNode> selector(ApiObject object) {
        return switch (object.kind()) {
            case "Service" -> Stream.of(object.at("/spec/selector"));
            case "Deployment", "PodDisruptionBudget" -> Stream.of(object.at("/spec/selector/matchLabels"));
            case "NetworkPolicy" -> Stream.of(object.at("/spec/podSelector/matchLabels"));
            default -> Stream.empty();
        };
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/spec/strategy",
                "/spec/template/spec/terminationGracePeriodSeconds",
                "/spec/template/spec/automountServiceAccountToken",
                "/spec/template/spec/securityContext",
                "/spec/template/spec/topologySpreadConstraints",
                "/spec/template/spec/containers/0/image",
                "/spec/template/spec/containers/0/ports",
                "/spec/template/spec/containers/0/startupProbe",
                "/spec/template/spec/containers/0/readinessProbe",
                "/spec/template/spec/containers/0/livenessProbe",
                "/spec/template/spec/containers/0/lifecycle",
                "/spec/template/spec/containers/0/securityContext",
                "/spec/template/spec/containers/0/resources",
                "/spec/template/spec/containers/0/volumeMounts"
            })
    void theChartDeploysTheSame(String pointer) throws IOException {
        JsonNode chart = deployment(rendered()).at(pointer);

        assertThat(deployment(Kustomization.base().built()).at(pointer)).isEqualTo(chart);
        assertThat(chart.isMissingNode()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Service", "PodDisruptionBudget", "NetworkPolicy"})
    void theChartsOtherObjectsAreTheSame(String kind) throws IOException {
        assertThat(of(kind, Kustomization.base().built()).at("/spec"))
                .isEqualTo(of(kind, rendered()).at("/spec"));
    }

    @Test
    void theOverlaysAreAllOfThese() throws IOException {
        assertThat(Golden.names("kustomize")).isEqualTo(all().sorted().toList());
        try (Stream<Path> overlays = Files.list(Path.of("k8s", "overlays"))) {
            assertThat(overlays.map(overlay -> overlay.getFileName().toString()))
                    .containsAll(OVERLAYS);
        }
    }

    /** What the base's configuration has, as values of the chart. */
    private String rendered() throws IOException {
        Path values = Files.writeString(folder.resolve("values.yaml"), """
                store: {jdbcUrl: "jdbc:postgresql://store-db:5432/headgate", passwordSecret: {name: headgate-store}}
                auth: {kubernetes: {issuer: "https://kubernetes.default.svc.cluster.local"}}
                targets:
                  orders:
                    jdbcUrl: jdbc:postgresql://orders-db.shop:5432/orders
                    username: orders_owner
                    passwordSecret: {name: headgate-target-orders}
                    bundle: stored
                """);
        return Chart.named("headgate").rendered(folder, values);
    }

    private static Kustomization kustomization(String name) {
        return name.equals("base") ? Kustomization.base() : Kustomization.overlay(name);
    }

    private static ApiObject deployment(String yaml) {
        return of("Deployment", yaml);
    }

    private static ApiObject of(String kind, String yaml) {
        return ApiObject.in(yaml).stream()
                .filter(object -> object.kind().equals(kind))
                .findFirst()
                .orElseThrow();
    }
}
