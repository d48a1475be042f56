#include "sim/experiment/feed_content.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace picket::sim {

Scenario with_kept_feeds(Scenario scenario, const std::vector<FeedText>& feeds) {
  for (std::size_t i = 0; i < feeds.size(); ++i) {
    FeedUse& use = scenario.intel.feeds[i];
    if (use.source.empty()) use.source = use.file;
    use.file = feeds[i].kept;
  }
  return scenario;
}

FeedReading add_feed(const FeedText& feed, IndicatorSet::Builder& builder) {
  FeedReading reading;
  reading.file = feed.use.file;
  FeedDefaults defaults;
  defaults.source = feed.use.source.empty() ? feed.use.file : feed.use.source;
  defaults.confidence = static_cast<std::uint8_t>(std::lround(feed.use.confidence));
  defaults.tlp = feed.use.tlp;
  reading.counts = read_feed(feed.format, feed.text, feed.use.file, defaults, builder, reading.problems);
  return reading;
}

std::vector<std::string> feed_remarks(const std::vector<FeedText>& feeds) {
  std::vector<std::string> remarks;
  for (const FeedText& feed : feeds) {
    IndicatorSet::Builder builder;
    const FeedReading reading = add_feed(feed, builder);
    const FeedCounts& c = reading.counts;
    if (c.loaded != 0 && reading.problems.count() == 0) continue;
    std::string remark = fmt::format("{}: {} of {} indicators loaded", reading.file, c.loaded, c.indicators);
    if (c.refused != 0) remark += fmt::format(", {} refused", c.refused);
    if (c.too_wide != 0) remark += fmt::format(" ({} of them: blocks of too many addresses)", c.too_wide);
    if (c.unsupported != 0) remark += fmt::format(", {} not supported", c.unsupported);
    if (c.revoked != 0) remark += fmt::format(", {} revoked", c.revoked);
    const std::vector<FeedProblem>& problems = reading.problems.list();
    const std::size_t named = std::min(problems.size(), kRemarkedProblems);
    for (std::size_t i = 0; i < named; ++i) remark += (i == 0 ? "; the first: " : "; ") + to_string(problems[i]);
    if (reading.problems.count() > named) remark += fmt::format("; and {} more", reading.problems.count() - named);
    remarks.push_back(std::move(remark));
  }
  return remarks;
}

std::string why_useless(const FeedReading& reading) {
  const FeedCounts& c = reading.counts;
  if (c.loaded != 0 || c.revoked != 0) return "";
  if (c.indicators == 0) return reading.problems.count() == 0 ? "holds no indicator" : "nothing of it can be read";
  return fmt::format("none of its {} indicators can be used", c.indicators);
}

}  // namespace picket::sim
