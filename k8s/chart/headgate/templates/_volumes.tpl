{{/*
What Headgate reads and writes. Secrets are files, readable by the group of the image's user (0), which is also that of an
arbitrary user on OpenShift; more than that, PostgreSQL's driver does not take for a key.
*/}}
{{- define "headgate.volumes" -}}
- name: config
  configMap:
    name: {{ include "headgate.fullname" . }}
- name: tmp
  emptyDir:
    sizeLimit: {{ .Values.temporary.sizeLimit }}
{{- if or .Values.store.passwordSecret.name .Values.store.caSecret.name .Values.store.caConfigMap.name }}
- name: store
  projected:
    defaultMode: 0440
    sources:
      {{- with .Values.store.passwordSecret }}
      {{- if .name }}
      - secret:
          name: {{ .name }}
          items: [{key: {{ .key | quote }}, path: password}]
      {{- end }}
      {{- end }}
      {{- with include "headgate.authority" (dict "secret" .Values.store.caSecret "configMap" .Values.store.caConfigMap "path" "ca.crt") }}
      {{- . | trim | nindent 6 }}
      {{- end }}
{{- end }}
{{- if eq (include "headgate.hasTargetFiles" .) "true" }}
- name: targets
  projected:
    defaultMode: 0440
    sources:
      {{- range $name, $target := .Values.targets }}
      {{- with $target.passwordSecret }}
      - secret:
          name: {{ .name }}
          items: [{key: {{ .key | default "password" | quote }}, path: {{ $name }}/password}]
      {{- end }}
      {{- with $target.credentialsSecret }}
      - secret:
          name: {{ .name }}
          items: [{key: {{ .key | default "credentials.json" | quote }}, path: {{ $name }}/credentials.json}]
      {{- end }}
      {{- with include "headgate.authority" (dict "secret" ($target.caSecret | default dict) "configMap" ($target.caConfigMap | default dict) "path" (print $name "/ca.crt")) }}
      {{- . | trim | nindent 6 }}
      {{- end }}
      {{- end }}
{{- end }}
{{- include "headgate.secretVolume" (dict "name" "tokens" "secret" (include "headgate.tokensSecret" .Values | fromJson) "path" "tokens") }}
{{- if .Values.auth.oidc.issuer }}
{{- include "headgate.secretVolume" (dict "name" "oidc" "secret" .Values.auth.oidc.clientSecret "path" "client-secret") }}
{{- end }}
{{- with .Values.tls.secretName }}
- name: tls
  secret:
    secretName: {{ . }}
    defaultMode: 0440
{{- end }}
{{- if .Values.tls.secretName }}
{{- include "headgate.secretVolume" (dict "name" "tls-clients" "secret" .Values.tls.clientCaSecret "path" "ca.crt") }}
{{- end }}
{{- range $name, $source := .Values.bundles }}
- name: bundle-{{ $name }}
  {{- toYaml $source | nindent 2 }}
{{- end }}
{{- with .Values.extraVolumes }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "headgate.volumeMounts" -}}
- {name: config, mountPath: /work/config, readOnly: true}
- {name: tmp, mountPath: /tmp}
{{- if or .Values.store.passwordSecret.name .Values.store.caSecret.name .Values.store.caConfigMap.name }}
- {name: store, mountPath: /var/run/secrets/store, readOnly: true}
{{- end }}
{{- if eq (include "headgate.hasTargetFiles" .) "true" }}
- {name: targets, mountPath: /var/run/secrets/targets, readOnly: true}
{{- end }}
{{- if (include "headgate.tokensSecret" .Values | fromJson).name }}
- {name: tokens, mountPath: /var/run/secrets/tokens, readOnly: true}
{{- end }}
{{- if and .Values.auth.oidc.issuer .Values.auth.oidc.clientSecret.name }}
- {name: oidc, mountPath: /var/run/secrets/oidc, readOnly: true}
{{- end }}
{{- if .Values.tls.secretName }}
- {name: tls, mountPath: /var/run/secrets/tls, readOnly: true}
{{- if .Values.tls.clientCaSecret.name }}
- {name: tls-clients, mountPath: /var/run/secrets/tls-clients, readOnly: true}
{{- end }}
{{- end }}
{{- range $name, $source := .Values.bundles }}
- {name: bundle-{{ $name }}, mountPath: /bundles/{{ $name }}, readOnly: true}
{{- end }}
{{- with .Values.extraVolumeMounts }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* The certificates of authorities, out of a Secret or a ConfigMap, if any. */}}
{{- define "headgate.authority" -}}
{{- if .secret.name }}
- secret:
    name: {{ .secret.name }}
    items: [{key: {{ .secret.key | default "ca.crt" | quote }}, path: {{ .path }}}]
{{- else if .configMap.name }}
- configMap:
    name: {{ .configMap.name }}
    items: [{key: {{ .configMap.key | default "ca.crt" | quote }}, path: {{ .path }}}]
{{- end }}
{{- end -}}

{{- define "headgate.secretVolume" -}}
{{- if .secret.name }}
- name: {{ .name }}
  secret:
    secretName: {{ .secret.name }}
    items: [{key: {{ .secret.key | quote }}, path: {{ .path }}}]
    defaultMode: 0440
{{- end }}
{{- end -}}

{{- define "headgate.hasTargetFiles" -}}
{{- $any := false -}}
{{- range .Values.targets -}}
{{- if or .passwordSecret .credentialsSecret .caSecret .caConfigMap -}}{{- $any = true -}}{{- end -}}
{{- end -}}
{{- $any -}}
{{- end -}}
