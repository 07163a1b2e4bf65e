{{/*
The init container that waits until the app may start: {{- include "headgate-hooks.gate" . | nindent 8 }} under initContainers. It says what it
waits for whenever that changes, and every 25 s; where no wait helps it ends with what is wrong, and the kubelet starts it again.
*/}}
{{- define "headgate-hooks.gate" -}}
{{- $values := include "headgate-hooks.values" . | fromJson -}}
{{- $of := dict "root" . "values" $values -}}
{{- if $values.enabled -}}
- name: headgate-gate
  image: {{ include "headgate-hooks.image" $of | quote }}
  imagePullPolicy: {{ $values.image.pullPolicy }}
  command: [sh, -euc]
  args:
    - |
      nl='
      '
      seen=none
      while :; do
        answer=$(curl -sS -m 60 -H 'Accept: text/plain' -H "If-None-Match: $seen" \
          {{- if $values.gate.token }}
          -H "Authorization: Bearer $(cat /var/run/secrets/headgate/token)" \
          {{- end }}
          {{- if $values.ca.configMap }}
          --cacert '/etc/headgate/{{ $values.ca.key }}' \
          {{- end }}
          -w '\n%{http_code} %header{etag}' \
          '{{ trimSuffix "/" $values.url }}/gates/{{ $values.target }}?{{ include "headgate-hooks.question" $of }}wait=25s') || :
        status=${answer##*"$nl"} answer=${answer%"$nl"*}
        [ -z "$answer" ] || printf '%s\n' "${answer%"$nl"}"
        case $status in
          200*) exit 0 ;;
          503*) seen=${status#503 } ;; # closed; the next answer comes when it is another one
          000*) ;; # not reached; curl has said why
          *) exit 1 ;;
        esac
        sleep 1
      done &
      trap 'kill $!; echo "told to stop"; exit 143' TERM # process 1 hears of what it traps only
      wait $!
  terminationMessagePolicy: FallbackToLogsOnError
  {{- if or $values.gate.token $values.ca.configMap }}
  volumeMounts:
    {{- if $values.gate.token }}
    - {name: headgate-token, mountPath: /var/run/secrets/headgate, readOnly: true}
    {{- end }}
    {{- if $values.ca.configMap }}
    - {name: headgate-ca, mountPath: /etc/headgate, readOnly: true}
    {{- end }}
  {{- end }}
  securityContext:
    {{- include "headgate-hooks.podSecurity" $values | nindent 4 }}
    {{- include "headgate-hooks.security" . | nindent 4 }}
  resources:
    requests: {cpu: 5m, memory: 16Mi}
    limits: {memory: 64Mi}
{{- end -}}
{{- end -}}

{{/* What the gate mounts, for the pod's volumes: of need with headgate.gate.token and headgate.ca.configMap only. */}}
{{- define "headgate-hooks.volumes" -}}
{{- $values := include "headgate-hooks.values" . | fromJson -}}
{{- if $values.enabled -}}
{{- include "headgate-hooks.secrets" (dict "values" $values "token" $values.gate.token) | trim -}}
{{- end -}}
{{- end -}}
