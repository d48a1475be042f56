#!/usr/bin/env bash
# What takes long: fuzzing, the whole of first_light, a million devices. Called by ./check --deep.
# Usage: tests/deep.sh <build directory with the program>
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

echo "== fuzzing"
cmake -S "$root" -B "$root/build/fuzz" -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo -DCMAKE_CXX_COMPILER=clang++ \
  -DPICKET_FUZZ=ON -DPICKET_SIM=OFF -DPICKET_TESTS=ON -DPICKET_BENCH=OFF -DPICKET_SANITIZE=address,undefined >"$work/configure.log" ||
  { cat "$work/configure.log"; exit 1; }
for fuzzer in message_json_fuzz message_flatbuffers_fuzz message_problems_fuzz compression_fuzz twin_fuzz agent_bytes_fuzz sigma_rule_fuzz stix_fuzz detectors_fuzz; do
  cmake --build "$root/build/fuzz" --target "$fuzzer"
  mkdir -p "$work/$fuzzer"
  seeds=$root/tests/fuzz/seeds/$fuzzer
  [[ -d $seeds ]] || seeds=$root/tests/golden/message
  [[ $fuzzer == sigma_rule_fuzz ]] && seeds=$root/pipeline_core/content/rules
  [[ $fuzzer == stix_fuzz ]] && seeds=$root/tests/golden/feeds
  find "$root/build/fuzz" -name "$fuzzer" -type f -perm -u+x -exec {} -max_total_time="${PICKET_FUZZ_SECONDS:-300}" "$work/$fuzzer" "$seeds" \;
done

for scenario in smoke/quick smoke/first_light scale/day_1m scale/class_rates_100k; do
  echo "== $scenario"
  "$build/sim/apps/picket" run "$root/scenarios/$scenario.yaml" --out "$work/out"
done
