#pragma once

#include <memory>
#include <string>
#include <vector>

#include "pipeline_core/intel/indicator_feed.h"
#include "sim/experiment/rule_content.h"
#include "sim/generate/world.h"
#include "sim/scenario/scenario.h"

namespace picket::sim {

/// A feed that a scenario names, with its text.
struct FeedText {
  FeedUse use;
  FeedFormat format = FeedFormat::kList;
  std::string text;
  std::string kept;  ///< name of the copy beside the study's scenario
};

/// The scenario as it is kept with its results: its feeds lie beside it.
Scenario with_kept_feeds(Scenario scenario, const std::vector<FeedText>& feeds);

/// What a feed gave, for the person who named it.
struct FeedReading {
  std::string file;
  FeedCounts counts;
  FeedProblems problems;
};

/// Adds a feed's indicators.
FeedReading add_feed(const FeedText& feed, IndicatorSet::Builder& builder);

/// A set that replaces the one before.
struct IndicatorReload {
  Time at;
  std::shared_ptr<const IndicatorSet> set;
};

/// One line for each feed of which not everything was loaded, or nothing: "urlhaus.csv: 497 of 500 indicators loaded, 3
/// refused; the first: ...". A feed is not ours, so what is wrong with a part of it hinders no run.
/// Limits: names the first `kRemarkedProblems` of a feed and the number of the rest.
std::vector<std::string> feed_remarks(const std::vector<FeedText>& feeds);
inline constexpr std::size_t kRemarkedProblems = 5;

/// Why a feed would change nothing: it gave neither an indicator nor a revocation. Empty if it did.
std::string why_useless(const FeedReading& reading);

}  // namespace picket::sim
