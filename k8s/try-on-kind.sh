#!/usr/bin/env bash
# Headgate on a cluster of its own on this machine, with a database and an app: what docs/kubernetes.md does by hand.
# Run again, it brings the cluster up to what the sources are by then. Away with all of it: kind delete cluster --name headgate
set -euo pipefail
cd "$(dirname "$0")/.."

missing=()
for program in docker kind kubectl helm curl openssl; do
    command -v "$program" >/dev/null || missing+=("$program")
done
if ((${#missing[@]})); then
    echo "not installed: ${missing[*]}; docs/kubernetes.md tells what is done with it" >&2
    exit 1
fi
docker info >/dev/null || {
    echo "docker is installed, and its daemon does not answer: start it, or see whether you may use it" >&2
    exit 1
}

say() { printf '\n== %s\n' "$*"; }

say "a cluster"
kind get clusters 2>/dev/null | grep -qx headgate || kind create cluster --name headgate --wait 2m
scratch=$(mktemp -d)
trap 'rm -r "$scratch"' EXIT
export KUBECONFIG="$scratch/kubeconfig" # whichever cluster is the current one elsewhere
kind get kubeconfig --name headgate >"$KUBECONFIG"

say "the image (the first build takes some minutes)"
docker build -f Dockerfile.jvm -t headgate:0.1.0 .
tag=$(docker image inspect --format '{{.Id}}' headgate:0.1.0)
tag=${tag#sha256:} # by what is in it: another image is another tag, and other pods
tag=${tag:0:12}
docker tag headgate:0.1.0 "headgate:$tag"
kind load docker-image --name headgate "headgate:$tag"

say "a PostgreSQL with two databases: Headgate's store and the app's"
for namespace in headgate shop; do
    kubectl create namespace "$namespace" --dry-run=client -o yaml | kubectl apply -f -
done
kubectl -n headgate get secret headgate-store >/dev/null 2>&1 ||
    kubectl -n headgate create secret generic headgate-store --from-literal=password="$(openssl rand -hex 16)"
kubectl -n headgate get secret headgate-target-orders >/dev/null 2>&1 ||
    kubectl -n headgate create secret generic headgate-target-orders --from-literal=password="$(openssl rand -hex 16)"
kubectl apply -f - <<'YAML'
apiVersion: v1
kind: ConfigMap
metadata: {name: db, namespace: headgate}
data:
  databases.sh: |
    psql -v ON_ERROR_STOP=1 -v store="$STORE" -v orders="$ORDERS" <<'SQL'
    CREATE ROLE headgate LOGIN PASSWORD :'store';
    CREATE DATABASE headgate OWNER headgate;
    CREATE ROLE orders_owner LOGIN PASSWORD :'orders';
    CREATE DATABASE orders OWNER orders_owner;
    SQL
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: db, namespace: headgate}
spec:
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec:
      containers:
        - name: postgres
          image: docker.io/library/postgres:18
          env:
            - {name: POSTGRES_HOST_AUTH_METHOD, value: scram-sha-256}
            - {name: POSTGRES_PASSWORD, valueFrom: {secretKeyRef: {name: headgate-store, key: password}}}
            - {name: STORE, valueFrom: {secretKeyRef: {name: headgate-store, key: password}}}
            - {name: ORDERS, valueFrom: {secretKeyRef: {name: headgate-target-orders, key: password}}}
          ports: [{containerPort: 5432}]
          readinessProbe: {exec: {command: [pg_isready, -h, 127.0.0.1, -d, orders]}, periodSeconds: 2}
          volumeMounts: [{name: databases, mountPath: /docker-entrypoint-initdb.d}]
      volumes: [{name: databases, configMap: {name: db}}]
---
apiVersion: v1
kind: Service
metadata: {name: db, namespace: headgate}
spec:
  selector: {app: db}
  ports: [{port: 5432}]
YAML
kubectl -n headgate rollout status deployment/db --timeout=3m

say "Headgate"
helm upgrade --install headgate k8s/chart/headgate -n headgate -f k8s/examples/kind-values.yaml --set-string image.tag="$tag" --wait --timeout 3m
helm test headgate -n headgate

say "an app, whose hook brings its revisions, and whose pods wait at the gate"
helm dependency build k8s/examples/helm
helm upgrade --install orders k8s/examples/helm -n shop --wait --timeout 5m

say "where it is now"
kubectl -n headgate port-forward service/headgate :80 >"$scratch/forwarding" & # any port that is free
forwarding=$!
trap 'kill "$forwarding" || true; rm -r "$scratch"' EXIT
until port=$(sed -n 's/^Forwarding from 127\.0\.0\.1:\([0-9]*\) .*/\1/p' "$scratch/forwarding") && [[ -n $port ]]; do
    kill -0 "$forwarding" # or it ends here, with what kubectl said
    sleep 0.2
done
curl -sS -H 'Accept: text/plain' "localhost:$port/gates/orders"
echo "again with a new script in k8s/examples/helm: helm --kube-context kind-headgate upgrade orders k8s/examples/helm -n shop"
echo "and away with all of it: kind delete cluster --name headgate"
