{{/* The app's values over the defaults, as JSON, once nothing is wrong with them. */}}
{{- define "headgate-hooks.values" -}}
{{- $given := .Values.headgate | default dict | deepCopy -}}
{{- if not (kindIs "map" $given) -}}
{{- fail "headgate is to be a map, such as headgate: {target: orders}" -}}
{{- end -}}
{{- $known := include "headgate-hooks.defaults" . | fromYaml -}}
{{- include "headgate-hooks.check" (dict "at" "headgate" "given" $given "known" $known) -}}
{{- $values := mergeOverwrite $known $given -}}
{{- $_ := set $values.bundle "files" ($values.bundle.files | trimPrefix "./" | trimSuffix "/") -}}
{{- if $values.enabled -}}
{{- include "headgate-hooks.checkTarget" $values -}}
{{- include "headgate-hooks.checkBundle" $values.bundle -}}
{{- include "headgate-hooks.checkNumbers" $values -}}
{{- include "headgate-hooks.checkNames" $values -}}
{{- end -}}
{{- toJson $values -}}
{{- end -}}

{{/* Names and kinds. What is {} by default holds what the app likes, and so do resources. A name with nothing behind it is taken out. */}}
{{- define "headgate-hooks.check" -}}
{{- $at := .at -}}
{{- $known := .known -}}
{{- range $key, $value := .given -}}
{{- $name := printf "%s.%s" $at $key -}}
{{- if and (eq $name "headgate.global") -}}{{/* Helm adds it where the dependency's alias is headgate */}}
{{- else if not (hasKey $known $key) -}}
{{- fail (printf "%s is not known; there are, under %s: %s" $name $at (keys $known | sortAlpha | join ", ")) -}}
{{- else if kindIs "invalid" $value -}}
{{- $_ := unset $.given $key -}}
{{- else -}}
{{- $wanted := get $known $key | kindOf | replace "float64" "number" | replace "slice" "list" -}}
{{- $kind := kindOf $value | replace "float64" "number" | replace "int64" "number" | replace "slice" "list" -}}
{{- if and (eq $wanted "string") (eq $kind "number") -}}
{{- fail (printf "%s is %v, a number; write it in quotes (or with --set-string), since 2.10 would be read as 2.1" $name $value) -}}
{{- else if and (eq $name "headgate.rollback") (eq $kind "bool") -}}
{{- fail (printf "%s is %v, which is also what YAML makes of off; it is to be check, downgrade or none" $name $value) -}}
{{- else if ne $wanted $kind -}}
{{- fail (printf "%s is %v, a %s; it is to be %s" $name $value $kind (eq $wanted "bool" | ternary "true or false" (printf "a %s" $wanted))) -}}
{{- end -}}
{{- if and (eq $kind "map") (get $known $key) (ne $name "headgate.resources") -}}
{{- include "headgate-hooks.check" (dict "at" $name "given" $value "known" (get $known $key)) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "headgate-hooks.checkTarget" -}}
{{- if not .target -}}
{{- fail "headgate.target is not set; it is the name that Headgate's configuration gives the database, such as orders" -}}
{{- end -}}
{{- if not (regexMatch "^[a-z0-9-]{1,63}$" .target) -}}
{{- fail (printf "headgate.target is %s; a target's name is 1 to 63 lower-case letters, digits and hyphens" .target) -}}
{{- end -}}
{{- if not (regexMatch "^https?://[A-Za-z0-9.:\\[\\]_-]+(/[A-Za-z0-9._~/-]*)?$" .url) -}}
{{- fail (printf "headgate.url is %s; it is to be http or https, a host, and no more than a path: http://headgate.headgate" .url) -}}
{{- end -}}
{{- if and .ca.configMap (not (hasPrefix "https:" .url)) -}}
{{- fail (printf "headgate.ca.configMap is set, and headgate.url is %s, without TLS; make it https, or leave out the authorities" .url) -}}
{{- end -}}
{{- if not (regexMatch "^[-._a-zA-Z0-9]+$" .ca.key) -}}
{{- fail (printf "headgate.ca.key is %s; a key of a ConfigMap has letters, digits, '-', '_' and '.' only, such as ca.crt" .ca.key) -}}
{{- end -}}
{{- if not (has .rollback (list "check" "downgrade" "none")) -}}
{{- fail (printf "headgate.rollback is %s; it is to be check, downgrade or none" .rollback) -}}
{{- end -}}
{{- if and (eq .rollback "downgrade") (not (or .rollbackTo .gate.atLeast)) -}}
{{- fail "headgate.rollback is downgrade, and it is not said where to; set headgate.rollbackTo to the newest revision of this release" -}}
{{- end -}}
{{- end -}}

{{- define "headgate-hooks.checkBundle" -}}
{{- $sources := list -}}
{{- range $source := list "files" "image" "imageVolume" -}}
{{- if get $ $source -}}{{- $sources = append $sources (printf "headgate.bundle.%s" $source) -}}{{- end -}}
{{- end -}}
{{- if gt (len $sources) 1 -}}
{{- fail (printf "%s are set; the bundle comes from one of them: leave out the others" (join " and " $sources)) -}}
{{- end -}}
{{- if and .image (not (hasPrefix "/" .path)) -}}
{{- fail (printf "headgate.bundle.path is %q; it is to be the folder in headgate.bundle.image, from the top: /app/migrations" .path) -}}
{{- end -}}
{{- if and .path (not (or .image .imageVolume)) -}}
{{- fail "headgate.bundle.path is set, and there is no image that it is in; set headgate.bundle.image or headgate.bundle.imageVolume" -}}
{{- end -}}
{{- end -}}

{{- define "headgate-hooks.checkNumbers" -}}
{{- range $key, $least := dict "deadlineSeconds" 1 "tokenSeconds" 600 "retries" 0 "backoffLimit" 0 "keepSeconds" 0 "runAsUser" 0 -}}
{{- $value := get $ $key -}}
{{- if or (lt (float64 $value) (float64 $least)) (ne (float64 $value) (floor $value)) -}}
{{- fail (printf "headgate.%s is %v; it is to be a whole number, %d or more%s" $key $value $least (eq $key "tokenSeconds" | ternary ": Kubernetes makes no token for less" "")) -}}
{{- end -}}
{{- end -}}
{{- if lt (int .tokenSeconds) (int .deadlineSeconds) -}}
{{- fail (printf "headgate.tokenSeconds is %d, and headgate.deadlineSeconds is %d; a hook is not to outlive its token: make them alike" (int .tokenSeconds) (int .deadlineSeconds)) -}}
{{- end -}}
{{- end -}}

{{/* What Kubernetes would refuse in its own words, of an object that nobody knows, once the release is half way. */}}
{{- define "headgate-hooks.checkNames" -}}
{{- if and .name (not (regexMatch "^[a-z0-9]([-a-z0-9]{0,51}[a-z0-9])?$" .name)) -}}
{{- fail (printf "headgate.name is %s; it is to be 1 to 53 lower-case letters, digits and hyphens, such as orders-headgate" .name) -}}
{{- end -}}
{{- range $at, $name := dict "serviceAccount.name" .serviceAccount.name "ca.configMap" .ca.configMap -}}
{{- if and $name (not (regexMatch "^[a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?$" $name)) -}}
{{- fail (printf "headgate.%s is %s; a name in Kubernetes has lower-case letters, digits, '-' and '.' only" $at $name) -}}
{{- end -}}
{{- end -}}
{{- if not (regexMatch "^(sha256:[0-9a-f]{64})?$" .image.digest) -}}
{{- fail (printf "headgate.image.digest is %s; it is to be sha256: and 64 hexadecimal digits, or empty" .image.digest) -}}
{{- end -}}
{{- if not (has .image.pullPolicy (list "Always" "IfNotPresent" "Never")) -}}
{{- fail (printf "headgate.image.pullPolicy is %s; it is to be Always, IfNotPresent or Never" .image.pullPolicy) -}}
{{- end -}}
{{- range $secret := .imagePullSecrets -}}
{{- if not (and (kindIs "map" $secret) (hasKey (kindIs "map" $secret | ternary $secret dict) "name")) -}}
{{- fail (printf "headgate.imagePullSecrets has %v; each is to be a map with a name: [{name: registry}]" $secret) -}}
{{- end -}}
{{- end -}}
{{- end -}}
