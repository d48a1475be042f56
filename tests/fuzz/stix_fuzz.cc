// libFuzzer: any bytes as a feed of indicators, in each format. Nothing may crash, hang or grow without bound; what
// is loaded, refused, unsupported and revoked adds up; what a set lists can be written and read back as itself.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "agent_core/base/check.h"
#include "pipeline_core/intel/indicator_feed.h"
#include "pipeline_core/intel/stix_values.h"

namespace picket {
namespace {

void fuzz_feed(FeedFormat format, std::string_view text) {
  IndicatorSettings settings;
  settings.min_confidence = text.size() % 2 == 0 ? 0 : 30;
  IndicatorSet::Builder builder(settings);
  FeedProblems problems;
  const FeedCounts counts = read_feed(format, text, "feed", {"fuzz", Time::min(), Time::max(), 100, Tlp::kNone}, builder, problems);
  PICKET_CHECK(counts.indicators == counts.loaded + counts.refused + counts.unsupported + counts.revoked);
  PICKET_CHECK(counts.values >= counts.loaded && builder.added() == counts.values);
  PICKET_CHECK(counts.refused + counts.unsupported == 0 || problems.count() != 0);
  const auto set = builder.seal();
  for (IndicatorSet::Entry entry = 0; entry < set->size(); ++entry) {
    const IndicatorReason reason = set->reason(entry, Time());
    const auto again = read_value(reason.kind, reason.value);
    PICKET_CHECK(again.has_value() && to_text(again->kind, again->key) == reason.value, reason.value);
  }
}

void fuzz_pattern(std::string_view text) {
  const StixPattern pattern = parse_stix_pattern(text);
  PICKET_CHECK(pattern.error.empty() || pattern.error_column <= text.size() + 1);
  const StixValues values = stix_values(pattern);
  PICKET_CHECK(!values.values.empty() || !values.problems.empty());
  for (const auto& problem : values.problems) PICKET_CHECK(problem.column <= text.size() + 1, problem.message);
}

}  // namespace
}  // namespace picket

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace picket;
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  // The first byte chooses the format.
  switch (data[0] % 4) {
    case 0:
      fuzz_feed(FeedFormat::kStix, text);
      break;
    case 1:
      fuzz_feed(FeedFormat::kCsv, text);
      break;
    case 2:
      fuzz_feed(FeedFormat::kList, text);
      break;
    default:
      fuzz_pattern(text);
  }
  return 0;
}
