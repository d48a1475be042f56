#include "pipeline_core/explain/nearest_rules.h"

#include <gtest/gtest.h>

#include "tests/pipeline_core/support.h"

namespace picket {
namespace {

constexpr std::string_view kSource = "\nlogsource: {product: linux, category: process_creation}\ndetection:\n  s: ";

std::string titled_rule(std::string_view title, std::string_view tests, std::string_view condition = "s") {
  return "title: " + std::string(title) + std::string(kSource) + std::string(tests) + "\n  condition: " + std::string(condition) + "\n";
}

std::vector<std::string> nearest(const std::vector<std::string>& yaml, const Observation& o, const TextTable& texts, std::size_t most) {
  PipelineContent::Builder builder;
  for (const std::string& text : yaml) builder.add_rule(text, "r.yml");
  const auto content = builder.build();
  EXPECT_TRUE(builder.diagnostics().empty());
  FieldReader reader(&content->rules().fields());
  reader.reset(o, texts);
  std::vector<std::string> out;
  for (const NearRule& near : nearest_rules(content->rules(), o, reader, most))
    out.push_back(content->rules().rules()[near.rule].title + " " + std::to_string(near.distance.failed));
  return out;
}

// A root shell: `three` fails two tests of three, `two` one of two, `most` one of three and is nearer, since two of its
// tests hold. Of `one` no test holds, `fires` is no near miss, and `network` is tried on other observations.
TEST(NearestRules, come_by_failed_tests_then_by_tests_that_hold_then_by_number) {
  TextTable texts;
  const Observation o = testing_support::exec(texts, testing_support::kStart, "/bin/sh -i");
  const std::vector<std::string> rules{
      titled_rule("three", "{CommandLine|contains|all: [curl, wget], User: root}"),
      titled_rule("one", "{CommandLine|contains: nohup}"),
      titled_rule("fires", "{CommandLine|contains: sh}"),
      titled_rule("two", "{CommandLine|contains: /dev/tcp/, User: root}"),
      titled_rule("most", "{CommandLine|contains|all: [/bin/, curl], User: root}"),
      titled_rule("also two", "{CommandLine|contains: crontab, User: root}"),
      "title: network\nlogsource: {product: linux, category: network_connection}\ndetection: {s: {DestinationPort: "
      "23}, condition: s}\n",
  };
  EXPECT_EQ(nearest(rules, o, texts, 10), (std::vector<std::string>{"most 1", "two 1", "also two 1", "three 2"}));
  EXPECT_EQ(nearest(rules, o, texts, 2), (std::vector<std::string>{"most 1", "two 1"}));
}

TEST(NearestRules, leave_correlations_out) {
  TextTable texts;
  const Observation o = testing_support::login(texts, testing_support::kStart, LoginOperation::kLoginFailed, "203.0.113.1");
  const std::string text =
      "title: failed\nname: failed\nlogsource: {product: linux, category: login}\ndetection: {s: {LoginOperation: Login, User: root}, condition: s}\n"
      "---\ntitle: many\ncorrelation: {type: event_count, rules: [failed], group-by: [device], timespan: 1m, condition: {gte: 3}}\n";
  EXPECT_EQ(nearest({text}, o, texts, 10), std::vector<std::string>{"failed 1"});
}

}  // namespace
}  // namespace picket
