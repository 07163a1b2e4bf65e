{{/*
application.properties. Values are meant as they are written; "config" alone is meant as in such a file. So three readers are
told to leave a value alone: the one of properties, the one that replaces ${…}, and for lists the one that splits at commas.
*/}}
{{- define "headgate.configuration" -}}
{{- $keys := dict -}}
{{- include "headgate.storeKeys" (dict "keys" $keys "values" .Values) -}}
{{- include "headgate.authKeys" (dict "keys" $keys "values" .Values) -}}
{{- include "headgate.targetKeys" (dict "keys" $keys "values" .Values) -}}
{{- include "headgate.tlsKeys" (dict "keys" $keys "values" .Values) -}}
{{- range $key, $value := .Values.config -}}
{{- if or (not (trim $key)) (regexMatch "[[:cntrl:]\\x{85}\\x{2028}\\x{2029}]" $key) -}}
{{- fail (printf "config: no key has this name: %s; a key is one line of letters, digits, dots and hyphens, such as headgate.history-retention" (quote $key)) -}}
{{- end -}}
{{- if hasKey $keys $key -}}
{{- fail (printf "config.%s: another value of the chart sets this key already; leave out the one or the other" $key) -}}
{{- end -}}
{{- if regexMatch "(?i)(password|secret)$" $key -}}
{{- fail (printf "config.%s would lie in a ConfigMap, for all to read; put it into a Secret, and name that: passwordSecret, clientSecret" $key) -}}
{{- end -}}
{{- if hasPrefix "jdbc:" (toString $value) -}}
{{- include "headgate.refuseSecret" (dict "value" (print "config." $key) "url" $value) -}}
{{- end -}}
{{- if eq $key "headgate.auth.health" -}}
{{- fail "config.headgate.auth.health: the kubelet has no token to show, and its probes need an answer; leave it open" -}}
{{- end -}}
{{- $_ := set $keys $key (include "headgate.text" $value) -}}
{{- end -}}
{{- range $key, $value := $keys -}}
{{ include "headgate.propertyKey" $key }}={{ include "headgate.propertyValue" $value }}
{{ end -}}
{{- end -}}

{{/* Headgate refuses these in a target's URL; here they would be in the ConfigMap before it could. */}}
{{- define "headgate.refuseSecret" -}}
{{- if regexMatch "(?i)[?&](user|password|sslpassword)=|//.*@" (toString .url) -}}
{{- fail (printf "%s holds a user or a password (not shown), and would lie in a ConfigMap, for all to read; put them into username and passwordSecret" .value) -}}
{{- end -}}
{{- end -}}

{{/* A number as it was written: YAML's are floats here, and large ones would come out as 2e+06. */}}
{{- define "headgate.text" -}}
{{- if and (kindIs "float64" .) (eq (float64 (int64 .)) .) -}}{{ int64 . }}{{- else -}}{{ toString . }}{{- end -}}
{{- end -}}

{{- define "headgate.literal" -}}
{{- include "headgate.text" . | replace "$" "\\$" -}}
{{- end -}}

{{/* The same, or a list of which no element is split. */}}
{{- define "headgate.value" -}}
{{- if kindIs "slice" . -}}
{{- $elements := list -}}
{{- range . -}}
{{- $elements = append $elements (. | replace "\\" "\\\\" | replace "," "\\," | include "headgate.literal") -}}
{{- end -}}
{{- join "," $elements -}}
{{- else -}}
{{- include "headgate.literal" . -}}
{{- end -}}
{{- end -}}

{{/* The last three are ends of lines to YAML, in which the file is. */}}
{{- define "headgate.propertyValue" -}}
{{- $text := . | replace "\\" "\\\\" | replace "\n" "\\n" | replace "\r" "\\r" | replace "\t" "\\t" | replace "\f" "\\f" -}}
{{- regexReplaceAll "^ " ($text | replace "\u0085" "\\u0085" | replace "\u2028" "\\u2028" | replace "\u2029" "\\u2029") "\\ " -}}
{{- end -}}

{{- define "headgate.propertyKey" -}}
{{- regexReplaceAll "([\\\\ =:#!])" . "\\$1" -}}
{{- end -}}

{{- define "headgate.storeKeys" -}}
{{- $store := .values.store -}}
{{- if not $store.jdbcUrl -}}
{{- fail "store.jdbcUrl is not set: Headgate keeps its operations in a database of its own, such as jdbc:postgresql://store-db:5432/headgate" -}}
{{- end -}}
{{- include "headgate.refuseSecret" (dict "value" "store.jdbcUrl" "url" $store.jdbcUrl) -}}
{{- $_ := set .keys "quarkus.datasource.jdbc.url" (include "headgate.literal" $store.jdbcUrl) -}}
{{- $_ := set .keys "quarkus.datasource.username" (include "headgate.literal" $store.username) -}}
{{- if and $store.passwordSecret.name $store.passwordFile -}}
{{- fail "store.passwordSecret and store.passwordFile are the same thing; set one of them" -}}
{{- else if $store.passwordSecret.name -}}
{{- $_ := set .keys "headgate.store.password-file" "/var/run/secrets/store/password" -}}
{{- else if $store.passwordFile -}}
{{- $_ := set .keys "headgate.store.password-file" (include "headgate.literal" $store.passwordFile) -}}
{{- else if not (hasKey .values.config "quarkus.datasource.credentials-provider") -}}
{{- fail "store.passwordSecret.name is not set: the Secret of the store's password, made by kubectl create secret generic headgate-store --from-file=password=<file>" -}}
{{- end -}}
{{- if and $store.caSecret.name $store.caConfigMap.name -}}
{{- fail "store.caSecret and store.caConfigMap are the same thing; set one of them" -}}
{{- else if or $store.caSecret.name $store.caConfigMap.name -}}
{{- $_ := set .keys "quarkus.datasource.jdbc.additional-jdbc-properties.sslmode" "verify-full" -}}
{{- $_ := set .keys "quarkus.datasource.jdbc.additional-jdbc-properties.sslrootcert" "/var/run/secrets/store/ca.crt" -}}
{{- end -}}
{{- end -}}

{{- define "headgate.authKeys" -}}
{{- $keys := .keys -}}
{{- $auth := .values.auth -}}
{{- $ways := or $auth.kubernetes.issuer (eq $auth.kubernetes.verify "review") $auth.oidc.issuer $auth.tokensSecret.name -}}
{{- if and (eq $auth.mode "required") (not $ways) -}}
{{- fail "nobody could show who they are: set one of auth.kubernetes.issuer for service accounts, auth.oidc.issuer for people, auth.tokensSecret.name for a few tokens; or, where whoever reaches Headgate may do everything, auth.mode=none" -}}
{{- else if and (eq $auth.mode "none") $ways -}}
{{- fail "auth.mode=none lets everybody in, and yet there is a way to show who one is; leave out the one or the other" -}}
{{- end -}}
{{- $_ := set $keys "headgate.auth.mode" $auth.mode -}}
{{- $_ := set $keys "headgate.auth.gates" $auth.gates -}}
{{- $_ := set $keys "headgate.auth.failures" (include "headgate.text" $auth.failures) -}}
{{- if or $auth.kubernetes.issuer (eq $auth.kubernetes.verify "review") -}}
{{- range $name, $value := $auth.kubernetes -}}
{{- if $value -}}{{- $_ := set $keys (printf "headgate.auth.kubernetes.%s" (kebabcase $name)) (include "headgate.literal" $value) -}}{{- end -}}
{{- end -}}
{{- end -}}
{{- if $auth.oidc.issuer -}}
{{- if and (not $auth.oidc.clientId) (not $auth.oidc.audience) -}}
{{- fail "auth.oidc.issuer takes auth.oidc.audience for tokens of tools, or auth.oidc.clientId for log-ins with a browser, or both" -}}
{{- end -}}
{{- if and $auth.oidc.clientSecret.name .values.ingress.enabled .values.ingress.tlsSecret (not $auth.oidc.behindHttps) (not .values.tls.secretName) -}}
{{- fail "auth.oidc.behindHttps is false, and the Ingress ends TLS: whoever logs in would come back to http; set it to true" -}}
{{- end -}}
{{- range $name, $value := omit $auth.oidc "clientSecret" -}}
{{- if $value -}}{{- $_ := set $keys (printf "headgate.auth.oidc.%s" (kebabcase $name)) (include "headgate.literal" $value) -}}{{- end -}}
{{- end -}}
{{- if $auth.oidc.clientSecret.name -}}
{{- $_ := set $keys "headgate.auth.oidc.client-secret-file" "/var/run/secrets/oidc/client-secret" -}}
{{- end -}}
{{- end -}}
{{- if (include "headgate.tokensSecret" .values | fromJson).name -}}
{{- $_ := set $keys "headgate.auth.tokens-file" "/var/run/secrets/tokens/tokens" -}}
{{- end -}}
{{- include "headgate.monitoringKeys" . -}}
{{- range $name, $grant := $auth.grants -}}
{{- range $setting, $value := $grant -}}
{{- $_ := set $keys (printf "headgate.auth.grants.%s.%s" $name (kebabcase $setting)) (include "headgate.value" $value) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "headgate.targetKeys" -}}
{{- $keys := .keys -}}
{{- $bundles := .values.bundles -}}
{{- range $name, $target := .values.targets -}}
{{- $prefix := printf "headgate.targets.%s." $name -}}
{{- include "headgate.refuseSecret" (dict "value" (printf "targets.%s.jdbcUrl" $name) "url" $target.jdbcUrl) -}}
{{- $ways := list -}}
{{- range list "passwordSecret" "passwordFile" "credentialsSecret" "credentialsFile" "credentialsProvider" -}}
{{- if hasKey $target . -}}{{- $ways = append $ways . -}}{{- end -}}
{{- end -}}
{{- if gt (len $ways) 1 -}}
{{- fail (printf "targets.%s has %s; set one of them" $name (join " and " $ways)) -}}
{{- end -}}
{{- $authorities := list -}}
{{- range list "caSecret" "caConfigMap" "sslrootcert" -}}
{{- if hasKey $target . -}}{{- $authorities = append $authorities . -}}{{- end -}}
{{- end -}}
{{- if gt (len $authorities) 1 -}}
{{- fail (printf "targets.%s has %s; set one of them" $name (join " and " $authorities)) -}}
{{- end -}}
{{- if hasPrefix "filesystem:/bundles/" $target.bundle -}}
{{- $folder := $target.bundle | trimPrefix "filesystem:/bundles/" | splitList "/" | first -}}
{{- if not (hasKey $bundles $folder) -}}
{{- fail (printf "targets.%s.bundle is %s, and there is no bundles.%s that would put scripts there" $name $target.bundle $folder) -}}
{{- end -}}
{{- end -}}
{{- range $setting, $value := omit $target "passwordSecret" "credentialsSecret" "caSecret" "caConfigMap" "adopt" -}}
{{- $_ := set $keys (print $prefix (kebabcase $setting)) (include "headgate.value" $value) -}}
{{- end -}}
{{- range $setting, $value := $target.adopt -}}
{{- $_ := set $keys (print $prefix "adopt." $setting) (include "headgate.literal" $value) -}}
{{- end -}}
{{- if $target.passwordSecret -}}
{{- $_ := set $keys (print $prefix "password-file") (printf "/var/run/secrets/targets/%s/password" $name) -}}
{{- end -}}
{{- if $target.credentialsSecret -}}
{{- $_ := set $keys (print $prefix "credentials-file") (printf "/var/run/secrets/targets/%s/credentials.json" $name) -}}
{{- end -}}
{{- if or $target.caSecret $target.caConfigMap -}}
{{- $_ := set $keys (print $prefix "sslrootcert") (printf "/var/run/secrets/targets/%s/ca.crt" $name) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "headgate.tlsKeys" -}}
{{- $tls := .values.tls -}}
{{- if $tls.secretName -}}
{{- $_ := set .keys "quarkus.tls.key-store.pem.0.cert" "/var/run/secrets/tls/tls.crt" -}}
{{- $_ := set .keys "quarkus.tls.key-store.pem.0.key" "/var/run/secrets/tls/tls.key" -}}
{{- $_ := set .keys "quarkus.http.insecure-requests" "disabled" -}}
{{- $_ := set .keys "headgate.tls.client-auth" $tls.clientAuth -}}
{{- if $tls.clientCaSecret.name -}}
{{- $_ := set .keys "quarkus.tls.trust-store.pem.certs" "/var/run/secrets/tls-clients/ca.crt" -}}
{{- else if ne $tls.clientAuth "none" -}}
{{- fail (printf "tls.clientAuth is %s, and tls.clientCaSecret.name is not set: nobody vouches for clients" $tls.clientAuth) -}}
{{- end -}}
{{- else if ne $tls.clientAuth "none" -}}
{{- fail (printf "tls.clientAuth is %s, and tls.secretName is not set: certificates are shown by TLS only" $tls.clientAuth) -}}
{{- end -}}
{{- end -}}
