{{/*
The scripts of bundle.files, as JSON: their paths in the bundle, and their texts. What Headgate leaves out of a bundle is left out here. A
limit that Kubernetes or Helm would name in its own words, or that would change a script without a word, is named here.
*/}}
{{- define "headgate-hooks.files" -}}
{{- $folder := .values.bundle.files -}}
{{- if regexMatch "[*?\\[{]" $folder -}}
{{- fail (printf "headgate.bundle.files is %s; it is to be a folder, of which all scripts are taken: migrations" $folder) -}}
{{- end -}}
{{- $size := 0 -}}
{{- $scripts := 0 -}}
{{- $files := dict -}}
{{- range $path, $content := .root.Files.Glob (printf "%s/**" $folder) -}}
{{- $name := trimPrefix (printf "%s/" $folder) $path -}}
{{- if and (or (eq $name "headgate.yaml") (regexMatch "\\.(sql|conf)$" $name)) (not (regexMatch "(^|/)\\." $name)) -}}
{{- $text := toString $content -}}
{{- if not (regexMatch "^[-._a-zA-Z0-9/]+$" $name) -}}
{{- fail (printf "%s: a ConfigMap takes letters, digits, '-', '_' and '.' only in a name; rename it, or take headgate.bundle.image" $path) -}}
{{- end -}}
{{- if contains "\\ufffd" (toJson $text) -}}
{{- fail (printf "%s is not UTF-8, which is all that a bundle may have; save it as UTF-8" $path) -}}
{{- end -}}
{{- $size = add $size (len $text) (len $name) -}}
{{- if hasSuffix ".sql" $name -}}{{- $scripts = add1 $scripts -}}{{- end -}}
{{- $_ := set $files $name $text -}}
{{- end -}}
{{- end -}}
{{- if eq (int $scripts) 0 -}}
{{- fail (printf "headgate.bundle.files is %s, and the app's chart has no .sql file there; put them into that folder of the chart (it may be a symbolic link), and see what .helmignore leaves out" $folder) -}}
{{- end -}}
{{- if gt (int $size) 1000000 -}}
{{- fail (printf "headgate.bundle.files is %s, which holds %d bytes; a ConfigMap, and Helm's own record of a release, hold no more than 1000000. Put the scripts into the app's image, and set headgate.bundle.image and headgate.bundle.path instead; or squash old scripts into a snapshot" $folder (int $size)) -}}
{{- end -}}
{{- toJson $files -}}
{{- end -}}

{{/* A key of a ConfigMap has no folders. */}}
{{- define "headgate-hooks.key" -}}
{{- replace "/" ".." . -}}
{{- end -}}
