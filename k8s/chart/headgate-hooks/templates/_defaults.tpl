{{/* All that may stand under "headgate" in an app's values, and what holds where it does not. */}}
{{- define "headgate-hooks.defaults" -}}
# Whether there are hooks and a gate at all; false for an environment without Headgate.
enabled: true

# The target, as Headgate's configuration calls it. Required.
target: ""

# Where Headgate is.
url: http://headgate.headgate

# What the hooks' objects are called. Where it is empty: "<release>-<chart>-headgate", or "<release>-headgate" where both are called alike.
name: ""

# Where the revisions are that the release brings; at most one of files, image and imageVolume. None: Headgate has them already.
bundle:
  # A folder in the app's chart, such as migrations. Up to 1 MB, which is what a ConfigMap and Helm's record of a release hold.
  files: ""
  # An image that has them in a folder, such as the app's own: copied by an init container, so that it needs a cp.
  image: ""
  # An image that is mounted as it is, with nothing in it run. Kubernetes 1.35, or 1.33 with the feature gate ImageVolume.
  imageVolume: ""
  # The folder in that image. Of image required, and from the top (/app/migrations); of imageVolume the top where it is empty.
  path: ""

# What pods wait for; one of atLeast, release and head. None: the release that headgate.yaml in bundle.files names.
gate:
  # This revision is applied, or a newer one. In quotes: 2.10 is no number.
  atLeast: ""
  # This release can run on what is applied.
  release: ""
  # The head of the target's bundle is applied. The next release's migration keeps pods of this one from starting.
  head: false
  # Whether the gate is shown a token, for a Headgate with headgate.auth.gates=closed; wants headgate-hooks.volumes in the pod.
  token: false

# What is done before a rollback to this release. check: brings its revisions again, which changes nothing where it can run on what
# is there, and stops the rollback where it cannot. downgrade: runs undo scripts down to rollbackTo first, which drops data. none.
rollback: check

# The revision to downgrade to; gate.atLeast where it is empty.
rollbackTo: ""

# Two Jobs, init (weight -2) and upgrade (-1), instead of one that ensures (-1).
separate: false

# How long a hook may take, in seconds, whatever Helm's --timeout is, which is five minutes unless it is set.
deadlineSeconds: 14400

# How long its token counts, in seconds; not shorter than deadlineSeconds.
tokenSeconds: 14400

# How often a Headgate that is not there, or says that it will pass (503), is asked again, every five seconds.
retries: 12

# How many more pods are tried when one ended otherwise than with a no that stays one.
backoffLimit: 2

# For how many seconds a failed Job is kept to be looked at.
keepSeconds: 86400

# What runs: curl 7.83 or later, and a shell, cat, sed, sleep, tail, tar and gzip, as BusyBox has them.
image:
  repository: docker.io/curlimages/curl
  # Its version.
  tag: 8.17.0
  # "sha256:…", which counts more than the tag.
  digest: ""
  # When it is pulled, as the image of the bundle.
  pullPolicy: IfNotPresent

# Secrets to pull the images of the hooks with, such as {name: registry}. They are there before the release is. The gate's is pulled with the app's.
imagePullSecrets: []

# Who the hooks are to Headgate: its grant names system:serviceaccount:<namespace>:<name>.
serviceAccount:
  # Whether it comes with the hooks. The app's own is not there yet when they run for the first time.
  create: true
  # The hooks' own name where it is empty, or "default" where none is created.
  name: ""

# Whether a mesh may put its sidecar into the hooks' pods. Only one that ends with them: a native sidecar, Kubernetes 1.29.
sidecars: false

# For https: a ConfigMap, there before the release is, with the certificates of the authorities that vouch for Headgate.
ca:
  configMap: ""
  # The key in it.
  key: ca.crt

# The user, by number: the image names its own, of which Kubernetes cannot tell that it is not root. 0: none, as OpenShift wants it.
runAsUser: 65532

# What a hook takes: the bundle, packed, and 10 MiB more. The gate takes little, whatever is set here.
resources:
  requests: {cpu: 10m, memory: 32Mi}
  limits: {memory: 128Mi}

# On which nodes hooks run.
nodeSelector: {}
# What they tolerate there.
tolerations: []
# More labels of the hooks' pods, such as those that a NetworkPolicy goes by.
labels: {}
# More annotations of the hooks' pods.
annotations: {}
{{- end -}}
