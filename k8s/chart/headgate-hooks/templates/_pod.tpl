{{/* What pods of hooks and the gate have in common. */}}

{{- define "headgate-hooks.podSecurity" -}}
runAsNonRoot: true
{{- if int .runAsUser }}
runAsUser: {{ int .runAsUser }}
{{- end }}
seccompProfile: {type: RuntimeDefault}
{{- end -}}

{{- define "headgate-hooks.security" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end -}}

{{/* The token of the pod's service account, and whom to believe that it is Headgate. */}}
{{- define "headgate-hooks.secrets" -}}
{{- if .token }}
- name: headgate-token
  projected:
    sources:
      - serviceAccountToken: {audience: headgate, path: token, expirationSeconds: {{ int .values.tokenSeconds }}}
{{- end }}
{{- if .values.ca.configMap }}
- name: headgate-ca
  configMap: {name: {{ .values.ca.configMap | quote }}}
{{- end }}
{{- end -}}

{{- define "headgate-hooks.bundle" -}}
- name: bundle
{{- if .values.bundle.files }}
  configMap:
    name: {{ include "headgate-hooks.name" . }}
    items:
      {{- range $path, $text := include "headgate-hooks.files" . | fromJson }}
      - {key: {{ include "headgate-hooks.key" $path }}, path: {{ $path }}}
      {{- end }}
{{- else if .values.bundle.image }}
  emptyDir: {}
{{- else }}
  image: {reference: {{ tpl .values.bundle.imageVolume .root | quote }}, pullPolicy: {{ .values.image.pullPolicy }}}
{{- end }}
{{- end -}}
