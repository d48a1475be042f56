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
  -DPICKET_FUZZ=ON -DPICKET_TESTS=ON -DPICKET_BENCH=OFF -DPICKET_SANITIZE=address,undefined >"$work/configure.log" ||
  { cat "$work/configure.log"; exit 1; }
fuzzers=(message_json_fuzz message_flatbuffers_fuzz message_problems_fuzz compression_fuzz twin_fuzz agent_bytes_fuzz
  sigma_rule_fuzz stix_fuzz detectors_fuzz scenario_fuzz mud_fuzz atomic_fuzz alert_reader_fuzz host_bytes_fuzz)
cmake --build "$root/build/fuzz" --target "${fuzzers[@]}"

fuzz() {  # <fuzzer>; its log is shown at the end, whole if it found something
  local fuzzer=$1 seeds=$root/tests/fuzz/seeds/$1
  [[ -d $seeds ]] || seeds=$root/tests/golden/message
  [[ $fuzzer == sigma_rule_fuzz ]] && seeds=$root/pipeline_core/content/rules
  [[ $fuzzer == stix_fuzz ]] && seeds=$root/tests/golden/feeds
  [[ $fuzzer == scenario_fuzz ]] && seeds=$root/tests/golden/scenario
  mkdir -p "$work/$fuzzer"
  local program
  program=$(find "$root/build/fuzz" -name "$fuzzer" -type f -perm -u+x)
  if "$program" -artifact_prefix="$root/build/fuzz/" -max_total_time="${PICKET_FUZZ_SECONDS:-300}" "$work/$fuzzer" "$seeds" \
    >"$work/$fuzzer.log" 2>&1; then
    echo "$fuzzer: $(tail -n 1 "$work/$fuzzer.log")"
  else
    cat "$work/$fuzzer.log"
    return 1
  fi
}
export -f fuzz
export root work
printf '%s\n' "${fuzzers[@]}" | xargs -P "${PICKET_JOBS:-$(nproc)}" -I{} bash -c 'fuzz {}'

for scenario in smoke/quick smoke/first_light scale/day_1m scale/class_rates_100k; do
  echo "== $scenario"
  "$build/sim/apps/picket" run "$root/scenarios/$scenario.yaml" --out "$work/out"
done

echo "== the SDKs of npm against the hub double"
cmake --build "$build" --target serve_hub_double
"$root/tests/interop/run.sh" "$(find "$build" -name serve_hub_double -type f -perm -u+x | head -n 1)" || [[ $? -eq 77 ]]

echo "== a plan of a week against a month of the whole fleet"
cmake --build "$build" --target deep_tests
"$(find "$build" -name deep_tests -type f -perm -u+x | head -n 1)"

echo "== live: two thousand connections for ten minutes, the agent's footprint, a burst of execs"
cmake --build "$build" --target deep_live_tests
"$(find "$build" -name deep_live_tests -type f -perm -u+x | head -n 1)"

echo "== a plan for 50,000 devices and 30 days: error <= 2 %, in under 10 minutes on 2 cores"
begin=$SECONDS
"$build/sim/apps/picket" plan "$root/scenarios/smoke/quick.yaml" --devices 50000 --days 30 --replications 10 --format json \
  --set 'policies=[{use: agentless}, {use: g1_c}, {use: g2_linux}, {use: picket}]' --out "$work/plan" >"$work/plan.json"
seconds=$((SECONDS - begin))
error=$(sed -n 's/^ "stated_error": \([^,]*\),$/\1/p' "$work/plan.json")
echo "stated error $error of the bill, $seconds s"
awk -v error="$error" -v seconds="$seconds" 'BEGIN { exit !(error + 0 > 0 && error + 0 <= 0.02 && seconds < 600) }'
