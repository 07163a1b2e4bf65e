{{/* All hooks of a release: {{ include "headgate-hooks.hooks" . }} in a template of its own. */}}
{{- define "headgate-hooks.hooks" -}}
{{- $values := include "headgate-hooks.values" . | fromJson -}}
{{- $of := dict "root" . "values" $values -}}
{{- if $values.enabled -}}
{{- if $values.serviceAccount.create }}
---
{{ include "headgate-hooks.serviceAccount" $of }}
{{- end }}
{{- if $values.bundle.files }}
---
{{ include "headgate-hooks.configMap" $of }}
{{- end }}
{{- if eq $values.rollback "downgrade" }}
---
{{ include "headgate-hooks.job" (merge (dict "verb" "downgrade" "suffix" "-downgrade" "weight" "-3" "events" "pre-rollback") $of) }}
{{- end }}
{{- if $values.separate }}
---
{{ include "headgate-hooks.job" (merge (dict "verb" "init" "suffix" "-init" "weight" "-2" "events" "pre-install,pre-upgrade") $of) }}
---
{{ include "headgate-hooks.job" (merge (dict "verb" "upgrade" "suffix" "-upgrade" "weight" "-1") $of) }}
{{- else }}
---
{{ include "headgate-hooks.job" (merge (dict "verb" "ensure" "suffix" "" "weight" "-1") $of) }}
{{- end }}
{{- end }}
{{- end -}}

{{/* A hook too, with a lower weight: nothing else of the release is there when its first hooks run. */}}
{{- define "headgate-hooks.serviceAccount" -}}
apiVersion: v1
kind: ServiceAccount
metadata:
  name: {{ include "headgate-hooks.serviceAccountName" . }}
  labels:
    {{- include "headgate-hooks.labels" . | nindent 4 }}
  annotations:
    {{- include "headgate-hooks.when" (merge (dict "weight" "-10") .) | nindent 4 }}
automountServiceAccountToken: false
{{- end -}}

{{- define "headgate-hooks.configMap" -}}
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ include "headgate-hooks.name" . }}
  labels:
    {{- include "headgate-hooks.labels" . | nindent 4 }}
  annotations:
    {{- include "headgate-hooks.when" (merge (dict "weight" "-10") .) | nindent 4 }}
data:
  {{- range $path, $text := include "headgate-hooks.files" . | fromJson }}
  {{- dict (include "headgate-hooks.key" $path) $text | toYaml | nindent 2 }}
  {{- end }}
{{- end -}}
