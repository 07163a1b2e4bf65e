{{/* The ports that Headgate calls, sorted: each database's, and whoever knows about tokens. */}}
{{- define "headgate.egressPorts" -}}
{{- $ports := dict -}}
{{- $urls := list .Values.store.jdbcUrl -}}
{{- range .Values.targets -}}{{- $urls = append $urls .jdbcUrl -}}{{- end -}}
{{- range $urls -}}
{{- range (. | trimPrefix "jdbc:postgresql://" | regexFind "^[^/?]*" | splitList ",") -}}
{{- $_ := set $ports (regexFind ":[0-9]+$" . | trimPrefix ":" | default "5432") true -}}
{{- end -}}
{{- end -}}
{{- range list .Values.auth.kubernetes.issuer .Values.auth.oidc.issuer (include "headgate.apiServer" .) -}}
{{- if . -}}
{{- $_ := set $ports (regexFind ":[0-9]+$" (urlParse .).host | trimPrefix ":" | default "443") true -}}
{{- end -}}
{{- end -}}
{{- if include "headgate.callsApiServer" . -}}
{{- $_ := set $ports "443" true -}}
{{- $_ := set $ports "6443" true -}}
{{- end -}}
{{- $numbers := list -}}
{{- range keys $ports | sortAlpha -}}{{- $numbers = append $numbers (int .) -}}{{- end -}}
{{- toJson $numbers -}}
{{- end -}}

{{/* Whether tokens are verified by the API server, or by its keys: only then has the pod a token of its own. */}}
{{- define "headgate.callsApiServer" -}}
{{- $kubernetes := .Values.auth.kubernetes -}}
{{- $issuer := (urlParse $kubernetes.issuer).hostname -}}
{{- if eq $kubernetes.verify "review" -}}
yes
{{- else if and $issuer (or (regexMatch "^kubernetes\\.default\\.svc(\\.|$)" $issuer) (eq $issuer (urlParse (include "headgate.apiServer" .)).hostname)) -}}
yes
{{- end -}}
{{- end -}}

{{/* The API server's address, where it is another than that of its Service. */}}
{{- define "headgate.apiServer" -}}
{{- index .Values.config "headgate.auth.kubernetes.api-server" | default "" -}}
{{- end -}}
