{{/* What the objects are called. */}}
{{- define "headgate.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "headgate.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" -}}
{{- else if contains (include "headgate.name" .) .Release.Name -}}
{{- .Release.Name | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name (include "headgate.name" .) | trunc 63 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "headgate.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "headgate.fullname" .) .Values.serviceAccount.name -}}
{{- else if .Values.serviceAccount.name -}}
{{- .Values.serviceAccount.name -}}
{{- else if eq .Values.auth.kubernetes.verify "review" -}}
{{- fail "serviceAccount.create is false, and serviceAccount.name is not set: every pod of the namespace that names none could ask about tokens (auth.kubernetes.verify=review); name the service account that is Headgate's own" -}}
{{- else -}}
default
{{- end -}}
{{- end -}}

{{/* What never changes in the life of a release. */}}
{{- define "headgate.selectorLabels" -}}
app.kubernetes.io/name: {{ include "headgate.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: service
{{- end -}}

{{- define "headgate.labels" -}}
{{ include "headgate.selectorLabels" . }}
app.kubernetes.io/part-of: headgate
app.kubernetes.io/version: {{ include "headgate.labelValue" (.Values.image.tag | default .Chart.AppVersion) | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ include "headgate.labelValue" (printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_") }}
{{- end -}}

{{/* A label is no longer than 63, and neither begins nor ends with a mark. */}}
{{- define "headgate.labelValue" -}}
{{- regexReplaceAll "^[-._]+|[-._]+$" (trunc 63 .) "" -}}
{{- end -}}

{{/* Labels of others beside the chart's: one that is there twice is no object that everything can read. */}}
{{- define "headgate.labelsAnd" -}}
{{- $own := include "headgate.labels" .root -}}
{{- range $label, $_ := .labels -}}
{{- if hasKey (fromYaml $own) $label -}}
{{- fail (printf "%s has %s, which the chart sets itself; leave it out" $.value $label) -}}
{{- end -}}
{{- end -}}
{{- with .labels -}}
{{ toYaml . }}
{{ end -}}
{{ $own }}
{{- end -}}

{{- define "headgate.image" -}}
{{- if .Values.image.digest -}}
{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end -}}
{{- end -}}

{{/* How callers within the cluster reach it. */}}
{{- define "headgate.url" -}}
{{ ternary "https" "http" (ne .Values.tls.secretName "") }}://{{ include "headgate.fullname" . }}.{{ .Release.Namespace }}
{{- end -}}
