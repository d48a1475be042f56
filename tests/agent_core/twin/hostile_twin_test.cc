#include <gtest/gtest.h>

#include "agent_core/twin/g2_twin.h"
#include "tests/agent_core/twin/twin_documents.h"
#include "tests/support/agent_driver.h"

// Bytes from outside: 100,000 damaged twin documents are applied or refused with a reason; a refused one
// changes nothing, and what is applied can be reported and read back. Under the sanitizers this is also a
// memory test.

namespace picket {
namespace {

void damage(std::string& bytes, RandomStream& random) {
  static const std::vector<std::string> kTokens{"1e999",
                                                "-1",
                                                "18446744073709551616",
                                                "\"\\ud800\"",
                                                "\xff\xfe",
                                                "null",
                                                "{}",
                                                "[]",
                                                "{\"value\":",
                                                "\"PT0S\"",
                                                "\"P9999999999999999999Y\"",
                                                "\\u0000",
                                                "0.1",
                                                std::string(1, '\0'),
                                                "}}",
                                                "\"desired\":{",
                                                "\"High\"",
                                                "[[[[[[[[[[[",
                                                "\"$version\":-1,",
                                                "1e300",
                                                "\"Process_Mode\":2,",
                                                "\"30,120,1440\"",
                                                std::string(200, 'x')};
  const std::size_t times = 1 + random.below(4);
  for (std::size_t i = 0; i < times && !bytes.empty(); ++i) {
    const std::size_t at = random.below(bytes.size());
    switch (random.below(6)) {
      case 0:
        bytes[at] = static_cast<char>(bytes[at] ^ (1 << random.below(8)));
        break;
      case 1:
        if (random.chance(0.1)) bytes.resize(at);
        break;
      case 2:
        bytes.insert(at, kTokens[random.below(kTokens.size())]);
        break;
      case 3:
        bytes.erase(at, 1 + random.below(20));
        break;
      case 4:
        bytes.insert(random.below(bytes.size()), bytes.substr(at, random.below(200)));
        break;
      default: {  // one JSON value for another: the document stays readable more often
        const std::size_t colon = bytes.find(':', at);
        const std::size_t end = bytes.find_first_of(",}", colon == std::string::npos ? at : colon);
        if (colon == std::string::npos || end == std::string::npos) break;
        bytes.replace(colon + 1, end - colon - 1, kTokens[random.below(kTokens.size())]);
      }
    }
  }
}

TEST(HostileTwin, damaged_documents_of_generation_1_are_applied_or_refused) {
  RandomStream random(23, 1, 0, Purpose::kTest);
  std::array<int, 3> outcomes{};
  for (int i = 0; i < 50'000; ++i) {
    G1TwinOptions options;
    options.agent = i % 2 == 0 ? G1Agent::kC : G1Agent::kCSharp;
    options.patches = i % 3 == 0 ? PatchSemantics::kMerges : PatchSemantics::kReplacesAll;
    G1Twin twin(options);
    const auto document = i % 5 == 0 ? TwinDocument::kPatch : TwinDocument::kWhole;
    std::string json =
        document == TwinDocument::kPatch ? twin.reported() : desired_document(twin.settings(), options.agent);
    damage(json, random);
    const G1Twin before = twin;
    const G1Update update = twin.update(json, document);
    ++outcomes[static_cast<std::size_t>(update.outcome)];
    if (update.outcome != G1Outcome::kApplied) {
      ASSERT_EQ(twin.settings(), before.settings()) << json;
      ASSERT_FALSE(update.problems.list().empty()) << json;
      continue;
    }
    G1Twin again(options);
    ASSERT_EQ(again.update(twin.reported(), TwinDocument::kPatch).outcome, G1Outcome::kApplied) << twin.reported();
    ASSERT_EQ(again.settings(), twin.settings()) << json;
    Policy policy;
    apply_to(policy, twin.settings());
  }
  for (const int count : outcomes) EXPECT_GT(count, 1'000);
}

TEST(HostileTwin, damaged_documents_of_generation_2_are_applied_or_refused) {
  RandomStream random(24, 1, 0, Purpose::kTest);
  int applied = 0;
  int named = 0;
  for (int i = 0; i < 50'000; ++i) {
    G2TwinOptions options;
    options.unknown_keys_fail = i % 2 == 0;
    G2Twin twin(options);
    std::string json = desired_document(twin.settings());
    damage(json, random);
    const G2Settings before = twin.settings();
    const G2Update update = twin.update(json, TwinDocument::kWhole);
    G2Twin again;
    if (!update.success) {
      named += twin.latest_invalid_fields().empty() ? 0 : 1;
      ASSERT_EQ(twin.settings(), before) << json;
      ASSERT_FALSE(update.problems.list().empty()) << json;
    } else {
      ++applied;
    }
    ASSERT_TRUE(again.update(twin.reported(), TwinDocument::kPatch).success) << twin.reported();
    ASSERT_EQ(again.settings(), twin.settings()) << json;
  }
  EXPECT_GT(applied, 1'000);
  EXPECT_GT(named, 1'000);
}

// 3,000 unknown keys, 30,000 bytes of one text, the deepest nesting: all in bounds, none slow.
TEST(HostileTwin, the_largest_documents_stay_within_bounds) {
  std::string many = "{";
  for (int i = 0; i < 3'000; ++i) many += "\"k" + std::to_string(i) + "\":1,";
  many += "\"z\":1}";
  ASSERT_LE(many.size(), kMaxTwinSectionBytes);
  G2Twin twin;
  const G2Update update = twin.update(many, TwinDocument::kPatch);
  EXPECT_TRUE(update.success);
  EXPECT_EQ(update.problems.list().size(), TwinProblems::kMax);
  EXPECT_EQ(update.problems.omitted(), 3'001 - TwinProblems::kMax);
  EXPECT_FALSE(
      twin.update("{\"FileSystem_Paths\":\"" + std::string(30'000, '/') + "\"}", TwinDocument::kPatch).success);
  EXPECT_EQ(twin.latest_invalid_fields(), std::vector<std::string>{"FileSystem_Paths"});
}

std::string one_of(RandomStream& random, std::initializer_list<const char*> values) {
  return *(values.begin() + random.below(values.size()));
}

Policy extreme_policy_of_generation_1(RandomStream& random) {
  G1TwinOptions options;
  options.agent = G1Agent::kCSharp;
  std::string members = "\"$version\":1";
  for (const PropertyInfo& info : g1_properties()) {
    if (!info.wrapped || !info.read_by_c_sharp || random.chance(0.3)) continue;
    std::string json = "\"\"";
    if (info.type == PropertyType::kBoolean) json = one_of(random, {"true", "false"});
    if (info.type == PropertyType::kInteger) json = one_of(random, {"0", "1", "40", "700", "4294967295"});
    if (info.type == PropertyType::kDuration) json = one_of(random, {R"("PT0S")", R"("PT3S")", R"("P10675199D")"});
    if (info.type == PropertyType::kEventPriority) json = one_of(random, {R"("Off")", R"("Low")", R"("High")"});
    members += "," + test::g1_member(std::string(info.name), json);
  }
  G1Twin twin(options);
  EXPECT_EQ(twin.update(test::g1_whole(members), TwinDocument::kWhole).outcome, G1Outcome::kApplied) << members;
  Policy policy = test::g1_c_policy();
  apply_to(policy, twin.settings());
  return policy;
}

Policy extreme_policy_of_generation_2(RandomStream& random) {
  std::string json = "{\"$version\":1";
  for (const PropertyInfo& info : g2_properties()) {
    if (random.chance(0.3)) continue;
    json += ",\"" + std::string(info.name) + "\":";
    switch (info.type) {
      case PropertyType::kBoolean:
        json += one_of(random, {"true", "false"});
        break;
      case PropertyType::kInteger:
        json += info.maximum == 3 ? one_of(random, {"1", "2", "3"}) : one_of(random, {"1", "2", "256", "2147483647"});
        break;
      case PropertyType::kMessageFrequency:
        json += one_of(random, {R"("Low")", R"("Medium")", R"("High")"});
        break;
      case PropertyType::kPriorityIntervals:
        json += one_of(random, {R"("1,1,1")", R"("2147483647,1,3")", R"("7,5,3")"});
        break;
      default:
        json += one_of(random, {"null", R"("")", R"("/,,")"});
    }
  }
  G2Twin twin;
  EXPECT_TRUE(twin.update(json + "}", TwinDocument::kPatch).success) << json;
  Policy policy = test::g2_linux_policy();
  apply_to(policy, twin.settings());
  return policy;
}

// Whatever a twin may say, an agent under it ends each poll and loses no event without a reason.
TEST(HostileTwin, agents_run_under_the_most_extreme_settings) {
  const test::Vocabulary words;
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    RandomStream random(27, 1, static_cast<std::uint32_t>(seed), Purpose::kTest);
    const bool first = seed % 2 == 0;
    test::Device device(first ? extreme_policy_of_generation_1(random) : extreme_policy_of_generation_2(random),
                        words.texts);
    device.keep = false;
    Time now = test::kStart;
    for (int i = 0; i < 200; ++i) {
      const EventRun run = test::random_run(random, words, now, 20);
      device.give(run);
      now = run.last_time() + Duration::seconds(static_cast<std::int64_t>(random.below(30)));
    }
    device.advance(now + Duration::minutes(10));
    ASSERT_TRUE(device.balanced()) << seed;
  }
}

}  // namespace
}  // namespace picket
