#pragma once

#include <memory>
#include <string>
#include <vector>

#include "sim/experiment/replay.h"
#include "tests/support/rule_files.h"

namespace picket::sim::test {

/// What a replay detects with when no rules are named; read once.
inline std::shared_ptr<const PipelineContent> shipped_replay_content() {
  static const auto kContent = [] {
    std::vector<std::string> texts;
    std::vector<std::string> names;
    picket::test::add_rules(texts, names);
    return replay_content(RuleTexts{names, texts});
  }();
  return kContent;
}

}  // namespace picket::sim::test
