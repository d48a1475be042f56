#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pipeline_core/rules/rule_matcher.h"
#include "pipeline_core/rules/rule_reader.h"

namespace picket::testing_support {

struct ReadRules {
  RuleSet rules;
  std::vector<Diagnostic> diagnostics;
  std::size_t added = 0;
  explicit ReadRules(std::string_view yaml) {
    added = RuleReader(rules, diagnostics).read(yaml, "r.yml");
    rules.resolve(diagnostics);
  }
  /// What is wrong, with its places.
  std::vector<std::string> messages() const {
    std::vector<std::string> all;
    for (const Diagnostic& d : diagnostics) all.push_back(to_string(d));
    return all;
  }
  /// What is wrong, without.
  std::vector<std::string> problems() const {
    std::vector<std::string> all;
    for (const Diagnostic& d : diagnostics) all.push_back(d.message);
    return all;
  }
};

/// Rules that must all be right.
inline RuleSet load(std::string_view yaml) {
  ReadRules read(yaml);
  for (const std::string& message : read.messages()) ADD_FAILURE() << message << '\n' << yaml;
  return std::move(read.rules);
}

/// A rule for process_creation with one search `s` of these items.
inline std::string process_rule(std::string_view selection, std::string_view condition = "s", const std::string& id = "the-id") {
  return "title: t\nid: " + id + "\nlogsource: {product: linux, category: process_creation}\ndetection:\n  s:\n    " +
         std::string(selection) + "\n  condition: " + std::string(condition) + "\n";
}

/// A rule for generic events with one search of this item, called so.
inline std::string item_rule(const std::string& title, const std::string& item) {
  return "title: '" + title + "'\nlogsource: {category: any}\ndetection: {s: {" + item + "}, condition: s}\n---\n";
}

inline FlatEvent json(std::string_view text) {
  auto event = FlatEvent::from_json(text);
  EXPECT_TRUE(event.ok()) << text;
  return std::move(event).value();
}

/// Titles of the rules that fire.
inline std::vector<std::string> fired(const RuleSet& rules, const FlatEvent& event, const LogSource& source = {}) {
  RuleMatcher matcher(rules);
  std::vector<std::uint32_t> out;
  matcher.match(event, source, out);
  std::vector<std::string> titles;
  for (const std::uint32_t i : out) titles.push_back(rules.rules()[i].title);
  return titles;
}

/// True if a rule of these, which must be right, fires.
inline bool fires(std::string_view yaml, const Observation& o, const TextTable& texts) {
  const RuleSet rules = load(yaml);
  RuleMatcher matcher(rules);
  std::vector<std::uint32_t> out;
  matcher.match(o, texts, out);
  return !out.empty();
}

}  // namespace picket::testing_support
