package dev.headgate.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What an object runs: its own specification where it is a pod, else that of the pods that it makes. */
record PodTemplate(String of, JsonNode metadata, JsonNode spec) {

    /** What a pod may mount by the restricted standard; an image volume is there by an addition to it (KEP 4639). */
    private static final Set<String> VOLUMES = Set.of(
            "configMap",
            "csi",
            "downwardAPI",
            "emptyDir",
            "ephemeral",
            "image",
            "persistentVolumeClaim",
            "projected",
            "secret");

    static Optional<PodTemplate> of(ApiObject object) {
        return switch (object.kind()) {
            case "Pod" -> Optional.of(new PodTemplate(object.toString(), object.at("/metadata"), object.at("/spec")));
            case "CronJob" -> Optional.of(at(object, "/spec/jobTemplate/spec/template"));
            case "DaemonSet", "Deployment", "Job", "StatefulSet" -> Optional.of(at(object, "/spec/template"));
            default -> Optional.empty();
        };
    }

    private static PodTemplate at(ApiObject object, String pointer) {
        return new PodTemplate(object.toString(), object.at(pointer + "/metadata"), object.at(pointer + "/spec"));
    }

    /** Init containers too. */
    List<JsonNode> containers() {
        return Stream.of("initContainers", "containers")
                .flatMap(kind -> StreamSupport.stream(spec.path(kind).spliterator(), false))
                .toList();
    }

    /** What the restricted Pod Security Standard has against it, and a root file system that can be written to. */
    List<String> looseEnds() {
        List<String> ends = new ArrayList<>();
        for (String host : List.of("hostNetwork", "hostPID", "hostIPC")) {
            if (spec.path(host).asBoolean()) {
                ends.add(host);
            }
        }
        for (JsonNode volume : spec.path("volumes")) {
            volume.fieldNames().forEachRemaining(kind -> {
                if (!kind.equals("name") && !VOLUMES.contains(kind)) {
                    ends.add("a volume of the kind " + kind);
                }
            });
        }
        for (JsonNode container : containers()) {
            String name = container.path("name").asText();
            looseEnds(container.path("securityContext"), spec.path("securityContext"))
                    .forEach(end -> ends.add(name + ": " + end));
            for (JsonNode port : container.path("ports")) {
                if (port.has("hostPort")) {
                    ends.add(name + ": hostPort");
                }
            }
        }
        return ends.stream().map(end -> of + ": " + end).toList();
    }

    private static List<String> looseEnds(JsonNode own, JsonNode pods) {
        List<String> ends = new ArrayList<>();
        if (!either(own, pods, "/runAsNonRoot").asBoolean()) {
            ends.add("runAsNonRoot is to be true");
        }
        if (either(own, pods, "/runAsUser").asInt(1) == 0) {
            ends.add("runAsUser is not to be 0");
        }
        if (!Set.of("RuntimeDefault", "Localhost")
                .contains(either(own, pods, "/seccompProfile/type").asText())) {
            ends.add("seccompProfile is to be RuntimeDefault");
        }
        if (own.path("allowPrivilegeEscalation").asBoolean(true)) {
            ends.add("allowPrivilegeEscalation is to be false");
        }
        if (own.path("privileged").asBoolean()) {
            ends.add("privileged");
        }
        if (!own.at("/capabilities/drop/0").asText().equals("ALL")
                || own.at("/capabilities").has("add")) {
            ends.add("capabilities are to be dropped, ALL of them");
        }
        if (!own.path("readOnlyRootFilesystem").asBoolean()) {
            ends.add("readOnlyRootFilesystem is to be true");
        }
        return ends;
    }

    private static JsonNode either(JsonNode own, JsonNode pods, String pointer) {
        return own.at(pointer).isMissingNode() ? pods.at(pointer) : own.at(pointer);
    }
}
