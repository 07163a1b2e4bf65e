package dev.headgate.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiObjectTest {

    private static final String DEPLOYMENT = """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: it
              labels: {app: it}
            spec:
              replicas: 2
              selector: {matchLabels: {app: it}}
              template:
                metadata: {labels: {app: it}}
                spec:
                  containers:
                    - name: it
                      image: it:1
                      ports: [{name: http, containerPort: 8080}]
                      resources: {limits: {memory: 512Mi}, requests: {cpu: 100m}}
                      readinessProbe: {httpGet: {path: /, port: http}}
            """;

    @Test
    void anObjectOfKubernetesHasNoFault() {
        assertThat(ApiObject.in(DEPLOYMENT))
                .singleElement()
                .satisfies(it -> assertThat(it.fault()).isEmpty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "replicas: 2           | replica: 2            | replica",
                "replicas: 2           | replicas: two         | two",
                "replicas: 2           | replicas: '2'         | /spec/replicas",
                "- name: it            | - named: it            | named",
                "image: it:1           | imagePullSecret: it   | imagePullSecret",
                "containerPort: 8080   | containerPorts: 8080  | containerPorts",
                "containerPort: 8080   | hostPort: 8080        | containerPort",
                "limits:               | limit:                | limit",
                "httpGet:              | http:                 | http",
                "path: /               | paths: /              | paths",
                "kind: Deployment      | kind: Deploiment      | Deploiment",
                "apiVersion: apps/v1   | apiVersion: apps/v7   | apps/v7"
            })
    void whatKubernetesDoesNotKnowIsAFault(String right, String wrong, String named) {
        String bad = DEPLOYMENT.replace(right, wrong);
        assertThat(bad).isNotEqualTo(DEPLOYMENT);
        assertThat(ApiObject.in(bad))
                .singleElement()
                .satisfies(it -> assertThat(it.fault())
                        .hasValueSatisfying(fault -> assertThat(fault).contains(named)));
    }

    @Test
    void aFileIsHeldToBothStandardsAndToHoldingSomething() {
        assertThat(ApiObject.faults("")).containsExactly("there is nothing in it");
        assertThat(ApiObject.faults(DEPLOYMENT)).anyMatch(fault -> fault.contains("runAsNonRoot is to be true"));
        assertThat(ApiObject.faults(DEPLOYMENT.replace("replicas: 2", "replica: 2")))
                .anyMatch(fault -> fault.contains("replica"));
    }
}
