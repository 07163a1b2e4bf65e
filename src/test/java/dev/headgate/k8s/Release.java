package dev.headgate.k8s;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A release as Helm keeps it: what was rendered for it, hooks too, which a rollback to it runs as they were. */
record Release(List<ApiObject> objects) {

    static Release of(String rendered) {
        return new Release(ApiObject.in(rendered));
    }

    /** Runs the Jobs of an event by their weights, each when the one before has succeeded, as Helm does; how each pod ended. */
    List<Ran> hooks(String event, Node node) {
        List<Ran> ran = new ArrayList<>();
        for (ApiObject job : jobs(event)) {
            ran.addAll(pods(job, node));
            if (ran.getLast().exitCode() != 0) {
                break;
            }
        }
        return ran;
    }

    /** Starts the container of the one Job of an event. */
    Running hook(String event, Node node) {
        PodTemplate pod = PodTemplate.of(jobs(event).getFirst()).orElseThrow();
        return node.starts(pod, pod.spec().at("/containers/0/name").asText(), objects);
    }

    /** Tries as many pods as the Job may, until one succeeds or ends with a code after which no other is to be tried. */
    private List<Ran> pods(ApiObject job, Node node) {
        List<Ran> pods = new ArrayList<>();
        int most = 1 + job.at("/spec/backoffLimit").asInt();
        while (pods.size() < most) {
            pods.add(node.runs(PodTemplate.of(job).orElseThrow(), objects));
            int exitCode = pods.getLast().exitCode();
            if (exitCode == 0
                    || job.at("/spec/podFailurePolicy/rules/1/onExitCodes/values/0")
                                    .asInt()
                            == exitCode) {
                break;
            }
        }
        return pods;
    }

    private List<ApiObject> jobs(String event) {
        return objects.stream()
                .filter(object -> object.kind().equals("Job"))
                .filter(job ->
                        List.of(annotation(job, "helm.sh~1hook").split(",", -1)).contains(event))
                .sorted(Comparator.comparingInt(job -> Integer.parseInt(annotation(job, "helm.sh~1hook-weight"))))
                .toList();
    }

    /** Starts the container that waits at the gate. */
    Running gate(Node node) {
        return node.starts(PodTemplate.of(app()).orElseThrow(), "headgate-gate", objects);
    }

    private ApiObject app() {
        return objects.stream()
                .filter(object -> object.kind().equals("Deployment"))
                .findFirst()
                .orElseThrow();
    }

    private static String annotation(ApiObject object, String name) {
        return object.at("/metadata/annotations/" + name).asText();
    }
}
