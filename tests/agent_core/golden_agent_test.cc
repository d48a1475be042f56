#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "tests/support/saved_agents.h"

// Bytes of version 1 for an agent of each generation, and for one that reduces, as hex, kept for ever: every later reader must take
// them. The policies are written out here, so that no preset's change touches them. If an agent's behaviour
// changes on purpose, the agent of today is no longer the one in the file: then new files come beside these
// (UPDATE_GOLDEN=1 writes those that are missing), and these stay under the first test.

namespace picket {
namespace {

using test::Device;
using test::kStart;
using test::Vocabulary;

constexpr std::array<std::string_view, 8> kGoldens{"stream",  "g1_c",   "g1_csharp",      "g2_linux",
                                                   "g2_rtos", "picket", "stream_reduced", "stream_sketched"};

Generation generation_of(std::string_view name) {
  for (std::size_t g = 0; g < kGenerationNames.size(); ++g) {
    if (kGenerationNames[g] == name) return static_cast<Generation>(g);
  }
  return Generation::kStream;
}

/// Few keys, windows that end by a pause, counts of what was withheld.
Reduction golden_reduction(std::size_t kind) {
  Reduction reduction;
  reduction.primitive = kind % 2 == 0 ? "window" : "suppress";
  reduction.period = Duration::minutes(20);
  reduction.expire_after = Duration::minutes(5);
  reduction.create_timeout = Duration::minutes(15);
  reduction.count = kind % 2 == 0 ? CountReport::kNone : CountReport::kWindow;
  reduction.max_keys = 6;
  return reduction;
}

/// Each sketch, small, and the rate filter.
Reduction golden_sketch(std::size_t kind) {
  Reduction reduction;
  reduction.primitive = kind % 4 == 3 ? "rate_filter" : "sketch";
  reduction.sketch = static_cast<SketchType>(kind % 3);
  reduction.period = Duration::minutes(20);
  if (kind % 4 == 3) {
    reduction.sketch = SketchType::kSpaceSaving;
    reduction.events = 3;
    reduction.timeout = Duration::minutes(5);
    reduction.new_action = NewAction::kPass;
    reduction.count = CountReport::kNext;
    reduction.max_keys = 6;
  } else if (reduction.sketch == SketchType::kSpaceSaving) {
    reduction.max_keys = 6;
    reduction.top = 4;
  }
  reduction.depth = 2;
  reduction.width = 10;
  reduction.registers = 16;
  reduction.seed = 7;
  return reduction;
}

Policy golden_policy(std::string_view name) {
  const Generation generation = generation_of(name);
  Policy policy;
  policy.name = name;
  policy.generation = generation;
  policy.encoding = is_generation_1(generation) ? Encoding::kG1Json : Encoding::kG2FlatBuffers;
  for (std::size_t k = 0; k < kEventKinds; ++k) {
    KindPolicy& kind = policy.kinds[k];
    kind.collect = true;
    kind.aggregate = k < kActivityKinds && generation != Generation::kStream;
    kind.key = kKeyCommandline | kKeyUser | kKeyOperation | kKeyRemoteAddress | kKeyProtocol | kKeyName;
    kind.priority = k % 2 == 0 || k >= kActivityKinds ? Priority::kHigh : Priority::kLow;
    kind.window = Duration::hours(1);
    kind.cache_size = is_generation_1(generation) || generation == Generation::kStream ? 0 : 32;
    kind.first_seen = k < kActivityKinds;
    if (name == "stream_reduced" && k < kActivityKinds) kind.reduce = golden_reduction(k);
    if (name == "stream_sketched" && k < kActivityKinds) kind.reduce = golden_sketch(k);
  }
  policy.ipv6 = true;
  policy.extended_fields = true;
  policy.intervals = {Duration::minutes(11), Duration::minutes(30), Duration::minutes(45)};
  policy.snapshot_interval = Duration::minutes(25);
  policy.collect_interval = Duration::minutes(2);
  policy.consumer_interval = Duration::minutes(2);
  policy.max_delay = Duration::seconds(40);
  policy.max_message_bytes = 60'000;
  policy.cache_bytes = 400'000;
  policy.first_seen_memory = 16;
  policy.agent_version = "1.0";
  policy.module_name = "golden";
  return policy;
}

/// Lives `runs` runs with whole numbers only, so that no library's logarithm decides a byte.
Time live_golden(Device& device, RandomStream& random, const Vocabulary& words, Time from, int runs) {
  Time now = from;
  for (int i = 0; i < runs; ++i) {
    const EventRun run = test::random_run(random, words, now, 8);
    device.give(run);
    now = run.last_time() + Duration::seconds(static_cast<std::int64_t>(random.below(100)));
  }
  device.advance(now);
  return now;
}

std::string hex_of(const std::string& bytes) {
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto byte = static_cast<std::uint8_t>(bytes[i]);
    out += "0123456789abcdef"[byte >> 4];
    out += "0123456789abcdef"[byte & 15];
    if (i % 50 == 49 || i + 1 == bytes.size()) out += '\n';
  }
  return out;
}

std::string bytes_of(const std::string& hex) {
  std::string out;
  std::istringstream lines(hex);
  for (std::string line; std::getline(lines, line);) {
    for (std::size_t i = 0; i + 1 < line.size(); i += 2) {
      out += static_cast<char>(std::stoi(line.substr(i, 2), nullptr, 16));
    }
  }
  return out;
}

std::string path_of(std::string_view name) {
  return std::string(PICKET_SOURCE_DIR "/tests/golden/agent/") + std::string(name) + "_v1.hex";
}

/// The file's bytes; writes the file first if it is missing and that was asked for.
std::string golden(std::string_view name, const std::string& bytes_today) {
  std::ifstream in(path_of(name));
  if (!in && std::getenv("UPDATE_GOLDEN") != nullptr) {
    std::ofstream(path_of(name)) << hex_of(bytes_today);
    in.open(path_of(name));
  }
  std::ostringstream text;
  text << in.rdbuf();
  return bytes_of(text.str());
}

struct GoldenAgent {
  Vocabulary words;
  Device device;
  RandomStream random{1, 0, 7, Purpose::kTest};
  Time now;

  explicit GoldenAgent(std::string_view name) : device(golden_policy(name), words.texts) {
    device.inventory = test::full_inventory(words);
    now = live_golden(device, random, words, kStart, 60);
    device.give(now, PeripheralRecord{words.names[3], true, false});
    take_snapshot();
  }
  /// Stops with the next reports taken and not yet sent, so that the bytes hold every kind of record.
  void take_snapshot() {
    while (true) {
      now = next_wake_up(device.state);
      poll(*device.plan, device.state, now, device.pool, device.out);
      if (device.out.wants_snapshot) break;
    }
    on_snapshot(*device.plan, device.state, now, device.inventory, device.pool);
  }
  std::string bytes() const { return save(*device.plan, device.state, device.pool); }
};

TEST(GoldenAgent, the_files_hold_every_kind_of_record) {
  std::uint32_t kinds = 0;
  for (const std::string_view name : kGoldens) {
    TextTable texts;
    const auto plan = compile(golden_policy(name), texts);
    SlotPool pool;
    const auto state = restore(*plan, golden(name, GoldenAgent(name).bytes()), pool, &texts);
    ASSERT_TRUE(state.ok());
    for (std::size_t t = 0; t < kTables; ++t) {
      if (plan->is_reduced(t)) continue;
      for (std::uint32_t i = 0; i < state.value().tables[t].size; ++i) {
        const EntryCopy entry = read_entry(pool, state.value().tables[t], plan->shape_of(t), i);
        kinds |= 1U << static_cast<unsigned>(kind_of(entry.slot));
      }
    }
  }
  for (std::size_t k = 0; k < kEventKinds; ++k) {
    EXPECT_TRUE((kinds >> k & 1U) != 0) << to_string(static_cast<EventKind>(k));
  }
}

TEST(GoldenAgent, version_1_is_read_into_any_vocabulary_and_saves_as_the_same_bytes) {
  for (const std::string_view name : kGoldens) {
    SCOPED_TRACE(name);
    const std::string bytes = golden(name, GoldenAgent(name).bytes());
    ASSERT_FALSE(bytes.empty()) << "no file " << path_of(name);
    TextTable texts;
    const auto plan = compile(golden_policy(name), texts);
    SlotPool pool;
    const auto state = restore(*plan, bytes, pool, &texts);
    ASSERT_TRUE(state.ok()) << to_string(state.error().kind) << " in " << state.error().field;
    EXPECT_EQ(save(*plan, state.value(), pool), bytes);
    EXPECT_GT(held_events(*plan, state.value(), pool), 0U);
  }
}

TEST(GoldenAgent, goes_on_to_the_messages_of_the_agent_that_was_not_saved) {
  for (const std::string_view name : kGoldens) {
    SCOPED_TRACE(name);
    GoldenAgent live(name);
    const std::string bytes = golden(name, live.bytes());
    ASSERT_EQ(hex_of(live.bytes()), hex_of(bytes)) << "the agent of the file is another than today's";
    Device again(golden_policy(name), live.words.texts);
    again.inventory = live.device.inventory;
    stop(*again.plan, again.state, again.pool);
    const auto state = restore(*again.plan, bytes, again.pool);
    ASSERT_TRUE(state.ok());
    again.state = state.value();
    live.device.sent.clear();
    live.device.dropped = {};
    RandomStream random = live.random;
    live_golden(live.device, live.random, live.words, live.now, 100);
    live_golden(again, random, live.words, live.now, 100);
    EXPECT_EQ(again.dropped, live.device.dropped);
    ASSERT_EQ(again.sent.size(), live.device.sent.size());
    EXPECT_FALSE(again.sent.empty());
    for (std::size_t i = 0; i < again.sent.size(); ++i) {
      EXPECT_EQ(again.sent[i].at, live.device.sent[i].at);
      EXPECT_EQ(again.sent[i].message.sequence, live.device.sent[i].message.sequence);
      EXPECT_EQ(again.sent[i].observations, live.device.sent[i].observations);
      EXPECT_EQ(again.sent[i].slots, live.device.sent[i].slots);
    }
  }
}

}  // namespace
}  // namespace picket
