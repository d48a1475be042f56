#!/usr/bin/env bash
# Proves the hub double fair with Microsoft's SDKs: see README.md.
# Usage: tests/interop/run.sh <serve_hub_double>; says why and ends with 77 where it cannot run.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
skip() { echo "interop: skipped: $1"; exit 77; }

program=$(realpath "$1")
command -v npm >/dev/null || skip "no npm"
major=$(node --version | sed 's/^v\([0-9]*\).*/\1/')
[[ $major -ge 20 ]] || skip "the SDKs need node 20 or later, this is $(node --version)"
# A network and a view of /etc/hosts of its own: the SDKs know real ports and names alone.
own=(unshare --net --mount)
[[ $(id -u) -eq 0 ]] || own=(unshare --map-root-user --net --mount)
"${own[@]}" true 2>/dev/null || skip "no network namespace may be made here"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# Installed once beside the program, and again when a version has changed; never in the source tree.
packages=$(dirname "$program")/interop_packages
mkdir -p "$packages"
cp "$here"/*.mjs "$here"/package*.json "$packages"
if ! cmp -s "$packages/package-lock.json" "$packages/node_modules/installed.json"; then
  npm ping >/dev/null 2>&1 || skip "npm reaches no registry"
  (cd "$packages" && npm ci --no-audit --no-fund --loglevel=error)
  cp "$packages/package-lock.json" "$packages/node_modules/installed.json"
fi

mkdir "$work/hub"
printf '127.0.0.1 localhost contoso-hub.azure-devices.net contoso-eh.azure-devices.net\n' >"$work/hosts"
# shellcheck disable=SC2016  # expanded inside
"${own[@]}" bash -c 'ip link set lo up && mount --bind "$1" /etc/hosts && exec timeout 120 node "$2" "$3" "$4"' \
  interop "$work/hosts" "$packages/interop_test.mjs" "$program" "$work/hub"
