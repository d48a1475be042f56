#include "pipeline_core/intel/indicator_feed.h"

namespace picket {

std::optional<FeedFormat> feed_format_of(std::string_view file) {
  if (file.ends_with(".json")) return FeedFormat::kStix;
  if (file.ends_with(".csv")) return FeedFormat::kCsv;
  if (file.ends_with(".txt")) return FeedFormat::kList;
  return std::nullopt;
}

FeedCounts read_feed(FeedFormat format, std::string_view text, std::string_view file, const FeedDefaults& defaults,
                     IndicatorSet::Builder& builder, FeedProblems& problems) {
  if (text.size() > kMaxFeedBytes) {
    problems.add({std::string(file), 0, 0, "", "", "more than 256 MiB; split the feed", false});
    return {};
  }
  switch (format) {
    case FeedFormat::kStix:
      return read_stix_bundle(text, file, defaults, builder, problems);
    case FeedFormat::kCsv:
      return read_indicator_csv(text, file, defaults, builder, problems);
    case FeedFormat::kList:
      break;
  }
  return read_indicator_list(text, file, defaults, builder, problems);
}

}  // namespace picket
