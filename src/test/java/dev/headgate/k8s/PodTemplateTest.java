package dev.headgate.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodTemplateTest {

    private static final String POD = """
            apiVersion: v1
            kind: Pod
            metadata: {name: it}
            spec:
              securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
              containers:
                - name: it
                  ports: [{containerPort: 8080}]
                  securityContext: {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}}
              volumes: [{name: tmp, emptyDir: {}}]
            """;

    @Test
    void aRestrictedPodHasNoLooseEnds() {
        assertThat(looseEnds(POD)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "runAsNonRoot: true                | runAsNonRoot: false           | runAsNonRoot",
                "runAsNonRoot: true                | runAsNonRoot: true, runAsUser: 0 | runAsUser",
                "type: RuntimeDefault              | type: Unconfined              | seccompProfile",
                "allowPrivilegeEscalation: false   | privileged: true              | privileged",
                "allowPrivilegeEscalation: false,  | ''                            | allowPrivilegeEscalation",
                "readOnlyRootFilesystem: true,     | ''                            | readOnlyRootFilesystem",
                "drop: [ALL]                       | drop: [NET_RAW]               | capabilities",
                "drop: [ALL]                       | 'drop: [ALL], add: [CHOWN]'   | capabilities",
                "containerPort: 8080               | 'containerPort: 8080, hostPort: 80' | hostPort",
                "emptyDir: {}                      | 'hostPath: {path: /}'         | hostPath",
                "volumes:                          | 'hostNetwork: true\n  volumes:' | hostNetwork"
            })
    void whatIsNotIsNamed(String right, String wrong, String named) {
        String bad = POD.replace(right, wrong);
        assertThat(bad).isNotEqualTo(POD);
        assertThat(looseEnds(bad)).anySatisfy(end -> assertThat(end).contains(named));
    }

    private static List<String> looseEnds(String yaml) {
        return PodTemplate.of(ApiObject.in(yaml).getFirst()).orElseThrow().looseEnds();
    }
}
