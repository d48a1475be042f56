#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "pipeline_core/intel/indicator_feed.h"

namespace picket::testing_support {

/// Reads feeds given as text and keeps what came of them.
struct FeedText {
  FeedDefaults defaults{"default source", Time::min(), Time::max(), 100, Tlp::kNone};
  IndicatorSet::Builder builder;
  FeedProblems problems;
  FeedCounts counts;

  void read(FeedFormat format, std::string_view text) {
    counts = read_feed(format, text, "feed", defaults, builder, problems);
  }
  std::string problem_text() const {
    std::string out;
    for (const FeedProblem& problem : problems.list()) out += to_string(problem) + "\n";
    return out;
  }
  std::shared_ptr<const IndicatorSet> set() { return builder.seal(); }
};

}  // namespace picket::testing_support
