// libFuzzer: any bytes as a saved agent of any generation. They are refused, or are an agent that saves as the
// same bytes, goes on and stops; nothing may crash, hang or keep memory. The first byte chooses the policy; the
// plan's fingerprint is put in, so that the fuzzer need not find it. A first byte of 0x80 or more saves a lived
// agent and damages its bytes, which starts the fuzzer deep inside.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "agent_core/base/check.h"
#include "tests/support/saved_agents.h"

namespace picket {
namespace {

struct Sample {
  test::Device device;
  std::string bytes;
};

const test::Vocabulary& words() {
  static const test::Vocabulary kWords;
  return kWords;
}

const std::vector<Sample>& samples() {
  static const std::vector<Sample> kSamples = [] {
    std::vector<Sample> all;
    for (const Policy& policy : test::policies_to_save()) {
      test::Device device(policy, words().texts);
      device.inventory = test::full_inventory(words());
      device.keep = false;
      RandomStream random(1, 0, 1, Purpose::kTest);
      test::live_until(device, random, words(), test::kStart, test::kStart + Duration::minutes(40));
      all.push_back({device, save(*device.plan, device.state, device.pool)});
    }
    return all;
  }();
  return kSamples;
}

/// Pairs of (position, 2 bytes; new byte) applied to the sample's bytes.
std::string damaged(std::string bytes, std::string_view changes) {
  for (; changes.size() >= 3; changes.remove_prefix(3)) {
    const std::size_t at = static_cast<std::uint8_t>(changes[0]) << 8 | static_cast<std::uint8_t>(changes[1]);
    bytes[at % bytes.size()] = changes[2];
  }
  return bytes;
}

void try_bytes(const AgentPlan& plan, const std::string& bytes) {
  SlotPool pool;
  TextTable open(64, &words().texts);
  auto state = restore(plan, bytes, pool);
  if (!state) {
    PICKET_CHECK(pool.bytes_in_use() == 0 && state.error().offset <= bytes.size());
    if (state.error().kind != RestoreFailure::kUnknownText) return;
    const AgentPlan elsewhere(plan.policy, open);
    state = restore(elsewhere, bytes, pool, &open);
    if (!state) return;
    PICKET_CHECK(save(elsewhere, state.value(), pool) == bytes);
    stop(elsewhere, state.value(), pool);
    return;
  }
  PICKET_CHECK(save(plan, state.value(), pool) == bytes);
  Emission out;
  for (int i = 0; i < 10 && next_wake_up(state.value()) != Time::max(); ++i) {
    const Time now = next_wake_up(state.value());
    poll(plan, state.value(), now, pool, out);
    if (out.wants_snapshot) on_snapshot(plan, state.value(), now, {}, pool);
  }
  stop(plan, state.value(), pool);
  PICKET_CHECK(pool.bytes_in_use() == 0);
}

}  // namespace
}  // namespace picket

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace picket;
  if (size == 0) return 0;
  const Sample& sample = samples()[(data[0] & 0x7f) % samples().size()];
  const std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  constexpr std::size_t kHeader = 18;
  const std::string bytes =
      data[0] < 0x80 ? sample.bytes.substr(0, kHeader) + std::string(rest) : damaged(sample.bytes, rest);
  try_bytes(*sample.device.plan, bytes);
  return 0;
}
