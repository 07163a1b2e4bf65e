{{/* The file of static tokens: people's own, or else what the Secret of Prometheus' token has beside that. */}}
{{- define "headgate.tokensSecret" -}}
{{- if or .auth.tokensSecret.name (not .monitoring.enabled) -}}
{{- toJson .auth.tokensSecret -}}
{{- else -}}
{{- dict "name" .monitoring.tokenSecret.name "key" "tokens" | toJson -}}
{{- end -}}
{{- end -}}

{{/* Prometheus reads metrics, which takes a viewer of all targets; a grant of that name counts instead. */}}
{{- define "headgate.monitoringKeys" -}}
{{- $monitoring := .values.monitoring -}}
{{- if $monitoring.enabled -}}
{{- if eq .values.auth.mode "none" -}}
{{- if $monitoring.tokenSecret.name -}}
{{- fail "auth.mode=none asks nobody for a token; leave out monitoring.tokenSecret" -}}
{{- end -}}
{{- else if not $monitoring.tokenSecret.name -}}
{{- fail "monitoring.tokenSecret.name is not set: the Secret of the token that Prometheus shows; the chart's README, \"Monitoring\", has the command that makes it" -}}
{{- else if not (hasKey .values.auth.grants "prometheus") -}}
{{- $_ := set .keys "headgate.auth.grants.prometheus.role" "viewer" -}}
{{- $_ := set .keys "headgate.auth.grants.prometheus.targets" "*" -}}
{{- $_ := set .keys "headgate.auth.grants.prometheus.tokens" "prometheus" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* How Prometheus is to verify Headgate, and to be verified by it. */}}
{{- define "headgate.tlsConfig" -}}
{{- $config := .Values.monitoring.tlsConfig -}}
{{- if not $config -}}
{{- fail (printf "monitoring.tlsConfig is not set, and Headgate has a certificate: say how Prometheus verifies it, such as {ca: {secret: {name: %s, key: ca.crt}}, serverName: %s.%s.svc}" .Values.tls.secretName (include "headgate.fullname" .) .Release.Namespace) -}}
{{- end -}}
{{- if and (eq .Values.tls.clientAuth "required") (not (and $config.cert $config.keySecret)) -}}
{{- fail "monitoring.tlsConfig has no cert and keySecret, and tls.clientAuth=required lets nobody in without; add them, such as {cert: {secret: {name: prometheus-tls, key: tls.crt}}, keySecret: {name: prometheus-tls, key: tls.key}}" -}}
{{- end -}}
{{- toYaml $config -}}
{{- end -}}
