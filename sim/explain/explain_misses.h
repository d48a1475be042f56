#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/experiment/feed_content.h"
#include "sim/experiment/rule_content.h"
#include "sim/explain/explanation.h"
#include "sim/results/study_result.h"

namespace picket::sim {

/// How the misses of a study are looked into.
struct MissSettings {
  std::string directory;      ///< of the finished study
  RuleTexts rules;
  std::vector<FeedText> feeds;
  unsigned threads = 1;
  bool quiet = true;
};

/// Fills `nearest_rule` and `condition` of missed steps that were delivered and that no rule matched, as `picket why`
/// tells it of their example, for at most `most` examples, those of the most steps first.
///
/// Cost:   an example is a unit in a run; each asks for a repetition of that run (one policy, one replication) in a
///         process of its own, one after the other. Steps of one unit share it.
/// Output: how many examples were looked at.
/// Errors: throws WrongInput if a run cannot be repeated, std::runtime_error if a repetition failed, Interrupted.
std::uint32_t explain_misses(StudyResult& study, const MissSettings& settings, std::uint32_t most);

/// The condition that stands in the way: the fields that a rule lacks, or in words why it told nothing.
std::string condition_of(const StandingText& standing);

}  // namespace picket::sim
