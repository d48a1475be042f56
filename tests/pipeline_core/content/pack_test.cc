#include "pipeline_core/content/pack.h"

#include <gmock/gmock.h>

#include <set>

#include "tests/pipeline_core/support.h"

namespace picket {
namespace {

using namespace testing_support;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

constexpr std::string_view kForeignRule = R"(title: Foreign rule
id: 11111111-2222-4333-8444-555555555555
level: medium
logsource: {product: linux, category: process_creation}
detection:
  s:
    CommandLine|contains: iptables
  condition: s
)";

/// The alerts that "iptables -F; systemctl stop defender-iot-micro-agent" raises, by the packs that were chosen:
/// the first half is the product's, the second half ours, and a foreign rule sees the first word.
std::vector<std::string> raised_by(PackSet packs) {
  Bench b;
  add_own_rules(b.builder);
  EXPECT_EQ(b.builder.add_foreign_rule(kForeignRule, "foreign.yml"), 1u);
  b.builder.choose(packs);
  const Observation firewall = exec(b.texts, kStart, "iptables -F");
  const Observation agent = exec(b.texts, kStart, "systemctl stop defender-iot-micro-agent");
  b.start();
  EXPECT_TRUE(b.builder.diagnostics().empty());
  b.send(kStart, {firewall, agent});
  b.advance(kStart + Duration::hours(1));
  std::vector<std::string> out;
  for (const StoredFinding& f : b.sink->findings) {
    out.push_back(std::string(to_string(b.content->pack_of(f.rule))) + ": " + f.alert);
    EXPECT_TRUE(packs.has(b.content->pack_of(f.rule)));
  }
  return out;
}

TEST(Pack, findings_come_from_chosen_packs_alone_and_say_which) {
  const PackSet none = PackSet::none();
  EXPECT_THAT(raised_by(none), IsEmpty());
  EXPECT_THAT(raised_by(none.with(Pack::kProduct)), ElementsAre("product: Disable firewall"));
  EXPECT_THAT(raised_by(none.with(Pack::kPicket)), ElementsAre("picket: sim.agent_stopped"));
  EXPECT_THAT(raised_by(none.with(Pack::kSigma)), ElementsAre("sigma: Foreign rule"));
  EXPECT_THAT(raised_by({}), UnorderedElementsAre("product: Disable firewall", "picket: sim.agent_stopped",
                                                  "sigma: Foreign rule"));
}

TEST(Pack, a_rule_that_only_feeds_another_pack_still_feeds_it) {
  Bench b;
  add_own_rules(b.builder);
  // The classic alert rests on a rule that belongs to no documented alert.
  b.builder.add_rule(read_text(PICKET_SOURCE_DIR "/pipeline_core/content/classic/bruteforce.yml"), "bruteforce.yml");
  b.builder.choose(PackSet::none().with(Pack::kProduct));
  std::vector<Observation> failures;
  for (int i = 0; i < 30; ++i) failures.push_back(login(b.texts, kStart, LoginOperation::kLoginFailed, "203.0.113.1"));
  b.start();
  b.send(kStart, failures);
  b.advance(kStart + Duration::hours(1));
  EXPECT_THAT(b.sink->alerts(), ElementsAre("Failed Bruteforce attempt"));
}

TEST(Pack, models_and_detectors_belong_to_the_pack_of_their_alert) {
  PipelineContent::Builder builder;
  const auto content = builder.build();
  EXPECT_EQ(content->pack_of(content->rule_index(Model::kListedAddress)), Pack::kProduct);
  EXPECT_EQ(content->pack_of(content->rule_index(Model::kRarePeer)), Pack::kPicket);
  EXPECT_EQ(content->pack_of(content->rule_index(Detector::kLongSilence)), Pack::kProduct);
  EXPECT_EQ(content->pack_of(content->rule_index(Detector::kFleetNewPeer)), Pack::kPicket);
  std::set<std::string_view> words;
  for (std::size_t d = 0; d < kDetectors; ++d) {
    words.insert(content->rule_title(content->rule_index(static_cast<Detector>(d))));
  }
  EXPECT_EQ(words.size(), kDetectors);
}

constexpr std::string_view kCounted = R"(title: Counted
name: counted
logsource: {product: linux, category: process_creation}
detection: {s: {CommandLine: x}, condition: s}
alert: Reverse shells
---
title: Counting
name: counting
correlation: {type: event_count, rules: [counted], group-by: [device], timespan: 1h, condition: {gte: 2}}
)";

/// A correlation that can raise nothing, directly or through others, takes nobody's voice.
TEST(Pack, only_a_correlation_that_can_raise_silences_its_rules) {
  const auto silent = [](const std::string& rest, PackSet packs = {}) {
    PipelineContent::Builder builder;
    builder.add_rule(std::string(kCounted) + rest, "r.yml");
    builder.choose(packs);
    const auto content = builder.build();
    std::vector<bool> out;
    for (const Rule& rule : content->rules().rules()) out.push_back(rule.silent);
    return out;
  };
  const std::string outer =
      "---\ntitle: Outer\ncorrelation: {type: event_count, rules: [counting], group-by: [device], timespan: 1h, condition: "
      "{gte: 2}}\nalert: ";
  EXPECT_THAT(silent(""), ElementsAre(true, false));
  EXPECT_THAT(silent("alert: Revers shells\n"), ElementsAre(false, true));
  EXPECT_THAT(silent(outer + "Reverse shells\n"), ElementsAre(true, true, false));
  EXPECT_THAT(silent(outer + "Revers shells\n"), ElementsAre(true, false, true));
  EXPECT_THAT(silent("alert: Revers shells\n" + outer + "Reverse shells\n"), ElementsAre(true, true, false));
  const PackSet product = PackSet::none().with(Pack::kProduct);
  EXPECT_THAT(silent("", product), ElementsAre(false, true)) << "the counting one is of another pack";
  EXPECT_THAT(silent(outer + "Reverse shells\n", product), ElementsAre(true, true, false));
}

/// Rules that are others' stay theirs, whatever alert they name.
TEST(Pack, a_foreign_rule_stays_foreign_beside_our_own) {
  PipelineContent::Builder builder;
  builder.add_foreign_rule(kForeignRule, "foreign.yml");
  builder.add_rule(R"(title: Own
id: 21111111-2222-4333-8444-555555555555
alert: Reverse shells
logsource: {product: linux, category: process_creation}
detection: {s: {CommandLine: x}, condition: s}
)",
                   "own.yml");
  const auto content = builder.build();
  EXPECT_EQ(content->pack_of(0), Pack::kSigma);
  EXPECT_EQ(content->pack_of(1), Pack::kProduct);
}

}  // namespace
}  // namespace picket
