#!/usr/bin/env bash
# Tests the pretend Stripe with Stripe's own tools: its CLI and its Python library.
set -euo pipefail

stripe_cli=1.52.0
stripe_python=16.1.0

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
tools=$root/.tools/stripe
binary=${PRETEND_STRIPE_BIN:-${CARGO_TARGET_DIR:-$root/target}/debug/pretend-stripe}

fail() {
    echo "Conformance: $1" >&2
    exit 1
}

command -v npm >/dev/null || fail "npm is needed for the Stripe CLI; install Node 20 or newer."
command -v python3 >/dev/null || fail "python3 is needed for Stripe's Python library."

mkdir -p "$tools/home"
if [[ $(cat "$tools/cli/version" 2>/dev/null) != "$stripe_cli" ]]; then
    echo "Conformance: installing the Stripe CLI $stripe_cli into .tools/stripe."
    npm install --silent --no-fund --no-audit --no-save --prefix "$tools/cli" "@stripe/cli@$stripe_cli" >/dev/null 2>&1 ||
        fail "the Stripe CLI could not be installed from npm."
    echo "$stripe_cli" >"$tools/cli/version"
fi
if [[ $(cat "$tools/python/version" 2>/dev/null) != "$stripe_python" ]]; then
    echo "Conformance: installing Stripe's Python library $stripe_python into .tools/stripe."
    python3 -m venv "$tools/python"
    "$tools/python/bin/pip" install --quiet --disable-pip-version-check "stripe==$stripe_python" ||
        fail "Stripe's Python library could not be installed from PyPI."
    echo "$stripe_python" >"$tools/python/version"
fi
if [[ -z ${PRETEND_STRIPE_BIN:-} ]]; then
    cargo build --quiet --manifest-path "$root/Cargo.toml" -p pretend-stripe
fi
[[ -x $binary ]] || fail "$binary is missing."

HOME=$tools/home STRIPE_CLI_TELEMETRY_OPTOUT=1 exec "$tools/python/bin/python" "$here/conformance.py" \
    "$binary" "$tools/cli/node_modules/.bin/stripe"
