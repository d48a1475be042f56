#include <gtest/gtest.h>

#include <array>

#include "tests/support/saved_agents.h"

// Bytes from outside: 100,000 damaged saved agents are refused with a reason, or are agents: then they save as
// the same bytes, go on for a while, and can be stopped, which gives every block back. Under the sanitizers
// this is also a memory test.

namespace picket {
namespace {

using test::Device;
using test::kStart;
using test::Vocabulary;

constexpr std::size_t kHeader = 18;  ///< magic, version, plan

void damage(std::string& bytes, const std::string& other, RandomStream& random) {
  const std::size_t times = 1 + random.below(3);
  for (std::size_t i = 0; i < times && bytes.size() > kHeader; ++i) {
    // Mostly behind the header, where an unchanged plan lets the reader come.
    const std::size_t from = random.chance(0.02) ? 0 : kHeader;
    const std::size_t at = from + random.below(bytes.size() - from);
    switch (random.below(7)) {
      case 0:
        bytes[at] = static_cast<char>(bytes[at] ^ (1 << random.below(8)));
        break;
      case 1:
        bytes[at] = static_cast<char>(random.below(256));
        break;
      case 2:
        bytes[at] = static_cast<char>(random.chance(0.5) ? 0 : 0xff);
        break;
      case 3:
        if (random.chance(0.2)) bytes.resize(at);
        break;
      case 4:
        bytes.erase(at, 1 + random.below(6));
        break;
      case 5:
        bytes.insert(at, bytes.substr(kHeader + random.below(bytes.size() - kHeader), random.below(40)));
        break;
      default:
        if (other.size() > at) bytes.replace(at, 8, other.substr(at, 8));
    }
  }
}

/// What the driver does next, as far as ten polls; a snapshot is answered with nothing.
void go_on(const AgentPlan& plan, AgentState& state, SlotPool& pool) {
  Emission out;
  for (int i = 0; i < 10 && next_wake_up(state) != Time::max(); ++i) {
    const Time now = next_wake_up(state);
    poll(plan, state, now, pool, out);
    if (out.wants_snapshot) on_snapshot(plan, state, now, {}, pool);
  }
}

TEST(HostileAgentBytes, damaged_snapshots_are_refused_or_are_agents) {
  constexpr int kTries = 100'000;
  const Vocabulary words;
  struct Sample {
    Device device;
    std::string bytes;
  };
  std::vector<Sample> samples;
  for (const Policy& policy : test::policies_to_save()) {
    for (std::uint32_t seed = 0; seed < 3; ++seed) {
      Device device(policy, words.texts, kStart, seed);
      device.inventory = test::full_inventory(words);
      device.keep = false;
      RandomStream random(seed, 0, 8, Purpose::kTest);
      test::live_until(device, random, words, kStart, kStart + Duration::minutes(20 + 30 * seed));
      samples.push_back({device, save(*device.plan, device.state, device.pool)});
    }
  }
  RandomStream random(29, 0, 9, Purpose::kTest);
  std::array<int, static_cast<std::size_t>(RestoreFailure::kCount_)> failures{};
  int restored = 0;
  SlotPool pool;
  for (int i = 0; i < kTries; ++i) {
    const Sample& sample = samples[random.below(samples.size())];
    std::string bytes = sample.bytes;
    damage(bytes, samples[random.below(samples.size())].bytes, random);
    const AgentPlan& plan = *sample.device.plan;
    auto state = restore(plan, bytes, pool);
    if (!state) {
      ++failures[static_cast<std::size_t>(state.error().kind)];
      ASSERT_LE(state.error().offset, bytes.size());
      ASSERT_FALSE(state.error().field.empty());
      ASSERT_EQ(pool.bytes_in_use(), 0U);
      continue;
    }
    ++restored;
    ASSERT_EQ(save(plan, state.value(), pool), bytes) << "try " << i;
    go_on(plan, state.value(), pool);
    stop(plan, state.value(), pool);
    ASSERT_EQ(pool.bytes_in_use(), 0U) << "try " << i;
  }
  EXPECT_GT(restored, kTries / 20) << "the damage is too coarse to reach the agents";
  for (const RestoreFailure kind :
       {RestoreFailure::kBadMagic, RestoreFailure::kNewerVersion, RestoreFailure::kOtherPlan,
        RestoreFailure::kTruncated, RestoreFailure::kInvalidField, RestoreFailure::kUnknownText}) {
    EXPECT_GT(failures[static_cast<std::size_t>(kind)], 0) << to_string(kind) << " was not reached";
  }
}

/// A list that claims more than the bytes can hold is refused before memory is taken for it: 2^40 first
/// sightings, or a table of 65,535 entries in 100 bytes.
TEST(HostileAgentBytes, claims_take_no_memory) {
  const Vocabulary words;
  const Device device(test::picket_policy(), words.texts);
  const std::string bytes = save(*device.plan, device.state, device.pool);
  SlotPool pool;
  for (std::size_t at = kHeader; at < bytes.size(); ++at) {
    std::string claims = bytes;
    claims.replace(at, 1, "\xff\xff\x03");
    const auto result = restore(*device.plan, claims, pool);
    if (!result) {
      EXPECT_EQ(pool.bytes_in_use(), 0U);
    }
  }
  EXPECT_EQ(pool.bytes_reserved(), 0U);
}

}  // namespace
}  // namespace picket
