{{/*
One verb, asked for by one curl. The exit code is the outcome: 22 is a considered no, which another pod would only hear again; any other says
that Headgate was not reached, went away, or has trouble that passes, so that another pod asks again and finds the same operation.
*/}}
{{- define "headgate-hooks.job" -}}
{{- $values := .values -}}
{{- $bundle := .values.bundle -}}
{{- $sent := and (or $bundle.files $bundle.image $bundle.imageVolume) (ne .verb "downgrade") -}}
apiVersion: batch/v1
kind: Job
metadata:
  name: {{ include "headgate-hooks.name" . }}{{ .suffix }}
  labels:
    {{- include "headgate-hooks.labels" . | nindent 4 }}
  annotations:
    {{- include "headgate-hooks.when" . | nindent 4 }}
spec:
  backoffLimit: {{ int $values.backoffLimit }}
  activeDeadlineSeconds: {{ int $values.deadlineSeconds }}
  ttlSecondsAfterFinished: {{ int $values.keepSeconds }}
  podFailurePolicy:
    rules:
      - action: Ignore # a node that is drained says nothing of the migration
        onPodConditions: [{type: DisruptionTarget, status: "True"}]
      - action: FailJob
        onExitCodes: {containerName: {{ .verb }}, operator: In, values: [22]}
  template:
    metadata:
      labels:
        {{- include "headgate-hooks.podLabels" . | nindent 8 }}
      {{- with include "headgate-hooks.podAnnotations" . }}
      annotations:
        {{- . | nindent 8 }}
      {{- end }}
    spec:
      restartPolicy: Never
      serviceAccountName: {{ include "headgate-hooks.serviceAccountName" . }}
      automountServiceAccountToken: false # it has one for Headgate, and none for the cluster
      enableServiceLinks: false
      terminationGracePeriodSeconds: 5 # the work is Headgate's; nothing is lost with the caller
      securityContext:
        {{- include "headgate-hooks.podSecurity" $values | nindent 8 }}
      {{- with $values.imagePullSecrets }}
      imagePullSecrets:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- if and $sent $bundle.image }}
      initContainers:
        - name: bundle
          image: {{ tpl $bundle.image .root | quote }}
          imagePullPolicy: {{ $values.image.pullPolicy }}
          command: [cp, -RL, {{ printf "%s/." (trimSuffix "/" $bundle.path) | quote }}, /bundle/]
          terminationMessagePolicy: FallbackToLogsOnError
          volumeMounts:
            - {name: bundle, mountPath: /bundle}
          securityContext:
            {{- include "headgate-hooks.security" . | nindent 12 }}
          resources:
            {{- toYaml $values.resources | nindent 12 }}
      {{- end }}
      containers:
        - name: {{ .verb }}
          image: {{ include "headgate-hooks.image" . | quote }}
          imagePullPolicy: {{ $values.image.pullPolicy }}
          command: [sh, -euc]
          args:
            - |
              {{- include "headgate-hooks.script" (merge (dict "sent" $sent) .) | nindent 14 }}
          terminationMessagePolicy: FallbackToLogsOnError # what went wrong is in the pod's status too
          volumeMounts:
            - {name: headgate-token, mountPath: /var/run/secrets/headgate, readOnly: true}
            {{- if $values.ca.configMap }}
            - {name: headgate-ca, mountPath: /etc/headgate, readOnly: true}
            {{- end }}
            {{- if $sent }}
            {{- if $bundle.imageVolume }}
            - {name: bundle, mountPath: /bundle, readOnly: true{{ with $bundle.path }}, subPath: {{ trimAll "/" . | quote }}{{ end }}}
            {{- else }}
            - {name: bundle, mountPath: /bundle, readOnly: true}
            {{- end }}
            {{- end }}
            - {name: tmp, mountPath: /tmp}
          securityContext:
            {{- include "headgate-hooks.security" . | nindent 12 }}
          resources:
            {{- toYaml $values.resources | nindent 12 }}
      volumes:
        {{- include "headgate-hooks.secrets" (dict "values" $values "token" true) | trim | nindent 8 }}
        {{- if $sent }}
        {{- include "headgate-hooks.bundle" . | nindent 8 }}
        {{- end }}
        - name: tmp
          emptyDir: {}
      {{- with $values.nodeSelector }}
      nodeSelector:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with $values.tolerations }}
      tolerations:
        {{- toYaml . | nindent 8 }}
      {{- end }}
{{- end -}}

{{/*
The line of Headgate's README. It is told while it tries again, and what happened when it has ended. A connection that is dead is noticed after
90 s without a byte: an answer comes each 25 s. Redirects are followed for as long as the work takes. The shell stays, since curl as process 1
would not hear SIGTERM, and since curl says 22 of a no and of trouble that passes alike: the last status tells them apart.
*/}}
{{- define "headgate-hooks.script" -}}
{{- $values := .values -}}
{{- $call := printf "%s/api/v1/targets/%s/%s" (trimSuffix "/" $values.url) $values.target .verb -}}
{{- $reason := include "headgate-hooks.reason" . -}}
echo '{{ .verb }} of {{ $values.target }} by {{ $values.url }}; how it went is told here when it has ended'
token=$(cat /var/run/secrets/headgate/token)
{{- if .sent }}
cd /bundle
tar -chzf /tmp/bundle.tgz ./* # links followed: the files of a ConfigMap are some; and nothing that begins with a dot
{{- end }}
curl --no-progress-meter -L --fail-with-body --max-redirs -1 --dump-header /tmp/heads \
  --retry {{ int $values.retries }} --retry-delay 5 --retry-connrefused --connect-timeout 10 --speed-limit 1 --speed-time 90 \
  {{- if $values.ca.configMap }}
  --cacert '/etc/headgate/{{ $values.ca.key }}' \
  {{- end }}
  -H 'Accept: text/plain' -H "Authorization: Bearer $token" \
  {{- if .sent }}
  --data-binary @/tmp/bundle.tgz '{{ $call }}?reason={{ urlquery $reason }}' &
  {{- else if eq .verb "downgrade" }}
  --json '{{ dict "to" (include "headgate-hooks.rollbackTo" .) "reason" $reason | toJson }}' '{{ $call }}' &
  {{- else }}
  --json '{{ dict "reason" $reason | toJson }}' '{{ $call }}' &
  {{- end }}
trap 'kill $!; echo "told to stop; what Headgate has begun goes on"; exit 143' TERM
code=0
wait $! || code=$?
case "$code $(sed -n 's|^HTTP/[^ ]* ||p' /tmp/heads | tail -n 1)" in
  '22 408'* | '22 429'* | '22 5'*) exit 75 ;; # it will pass: another pod asks again
esac
exit "$code"
{{- end -}}

{{- define "headgate-hooks.rollbackTo" -}}
{{- $to := tpl (.values.rollbackTo | default .values.gate.atLeast) .root -}}
{{- if not (regexMatch "^[0-9][0-9._]*$" $to) -}}
{{- fail (printf "headgate.rollbackTo is %s; it is to be the newest revision of this release, in quotes, or 0: \"8\"" $to) -}}
{{- end -}}
{{- $to -}}
{{- end -}}

{{/* A sidecar that stays would keep the Job from completing. Istio reads the label, and older ones the annotation. */}}
{{- define "headgate-hooks.podLabels" -}}
{{- $labels := include "headgate-hooks.labels" . | fromYaml -}}
{{- if not .values.sidecars -}}
{{- $labels = set $labels "sidecar.istio.io/inject" "false" -}}
{{- end -}}
{{- toYaml (merge (deepCopy .values.labels) $labels) -}}
{{- end -}}

{{- define "headgate-hooks.podAnnotations" -}}
{{- $annotations := dict -}}
{{- if not .values.sidecars -}}
{{- $annotations = dict "sidecar.istio.io/inject" "false" "linkerd.io/inject" "disabled" -}}
{{- end -}}
{{- with merge (deepCopy .values.annotations) $annotations -}}
{{- toYaml . -}}
{{- end -}}
{{- end -}}
