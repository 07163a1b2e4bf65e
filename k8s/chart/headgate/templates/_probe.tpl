{{/* How a kubelet asks; where clients have to show a certificate it has none, and sees whether the port is open. */}}
{{- define "headgate.probe" -}}
{{- $tls := .root.Values.tls -}}
{{- if and $tls.secretName (eq $tls.clientAuth "required") -}}
tcpSocket: {port: https}
{{- else if $tls.secretName -}}
httpGet: {path: {{ .path }}, port: https, scheme: HTTPS}
{{- else -}}
httpGet: {path: {{ .path }}, port: http}
{{- end -}}
{{- end -}}
