{{/* What the hooks' objects are called, and the gate's question. Each takes the root and the values: dict "root" . "values" $values. */}}

{{/*
53 letters at most: a Job's name is a label of its pods, and "-downgrade" comes to it. What had to be shortened, or had a dot, gets a hash of
the whole, so that names that begin alike stay apart.
*/}}
{{- define "headgate-hooks.name" -}}
{{- $release := .root.Release.Name -}}
{{- $chart := .root.Chart.Name -}}
{{- $full := eq $release $chart | ternary $release (printf "%s-%s" $release $chart) -}}
{{- $label := $full | lower | replace "." "-" | replace "_" "-" -}}
{{- if or (ne $label $full) (gt (len $label) 44) -}}
{{- $label = printf "%s-%s" ($label | trunc 35 | trimSuffix "-") (printf "%s/%s" $release $chart | sha256sum | trunc 8) -}}
{{- end -}}
{{- .values.name | default (printf "%s-headgate" $label) -}}
{{- end -}}

{{- define "headgate-hooks.serviceAccountName" -}}
{{- .values.serviceAccount.name | default (.values.serviceAccount.create | ternary (include "headgate-hooks.name" .) "default") -}}
{{- end -}}

{{/* Not the app's name: its Services would send requests to the hooks' pods. */}}
{{- define "headgate-hooks.labels" -}}
app.kubernetes.io/name: headgate-hooks
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: migration
app.kubernetes.io/part-of: {{ .root.Chart.Name | trunc 63 | trimAll "-_." }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
{{- end -}}

{{- define "headgate-hooks.image" -}}
{{- $image := .values.image -}}
{{- $image.repository }}{{ if $image.digest }}@{{ $image.digest }}{{ else }}:{{ $image.tag }}{{ end -}}
{{- end -}}

{{/*
When a hook runs. What failed stays until the next try, to be looked at. A rollback runs the hooks of the release that it goes back to, as
they were rendered then.
*/}}
{{- define "headgate-hooks.when" -}}
helm.sh/hook: {{ .events | default (eq .values.rollback "none" | ternary "pre-install,pre-upgrade" "pre-install,pre-upgrade,pre-rollback") }}
helm.sh/hook-weight: {{ .weight | quote }}
helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
{{- end -}}

{{/* Who asks, for the operation's history. */}}
{{- define "headgate-hooks.reason" -}}
{{- printf "Helm release %s, revision %d, in %s" .root.Release.Name (int .root.Release.Revision) .root.Release.Namespace -}}
{{- end -}}

{{/* The gate's query: exactly one, so that nobody waits for something else than was meant. */}}
{{- define "headgate-hooks.question" -}}
{{- $gate := .values.gate -}}
{{- $asked := list -}}
{{- range $way := list "atLeast" "release" "head" -}}
{{- if get $gate $way -}}{{- $asked = append $asked (printf "headgate.gate.%s" $way) -}}{{- end -}}
{{- end -}}
{{- if gt (len $asked) 1 -}}
{{- fail (printf "%s are set; a pod waits for one of them: leave out the others" (join " and " $asked)) -}}
{{- end -}}
{{- if $gate.head -}}
{{- else if $gate.atLeast -}}
atLeast={{ tpl $gate.atLeast .root | urlquery }}&
{{- else if $gate.release -}}
release={{ tpl $gate.release .root | urlquery }}&
{{- else -}}
release={{ include "headgate-hooks.release" . | urlquery }}&
{{- end -}}
{{- end -}}

{{/* As the bundle's own headgate.yaml names it. */}}
{{- define "headgate-hooks.release" -}}
{{- $way := "set headgate.gate.atLeast to the revision that the app needs" -}}
{{- if not .values.bundle.files -}}
{{- fail (printf "it is not said what pods wait for; %s" $way) -}}
{{- end -}}
{{- $file := printf "%s/headgate.yaml" .values.bundle.files -}}
{{- $release := get (.root.Files.Get $file | fromYaml) "release" -}}
{{- if not $release -}}
{{- fail (printf "it is not said what pods wait for; %s, or name the release in %s" $way $file) -}}
{{- end -}}
{{- if not (kindIs "string" $release) -}}
{{- fail (printf "release in %s is %v, no text; write it in quotes" $file $release) -}}
{{- end -}}
{{- $release -}}
{{- end -}}
