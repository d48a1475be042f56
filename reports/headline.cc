#include "reports/headline.h"

#include <algorithm>
#include <array>

#include "reports/number_format.h"

namespace picket {

namespace {

struct Known {
  std::string_view measure;
  std::string_view title;
};

constexpr std::array<Known, 8> kKnownHeadlines{{
    {"uplink_bytes_per_device_day", "uplink per device-day"},
    {"messages_per_day", "messages per day"},
    {"blocks_per_day", "metered blocks per day"},
    {"site_peak_bytes_per_second_1min", "busiest minute of a site"},
    {"cost_usd_per_month", "cost per month"},
    {"detected_share", "attacked devices detected"},
    {"evidence_share", "evidence delivered"},
    {"false_alerts_per_device_day", "false alerts per device-day"},
}};

constexpr std::size_t kFewKnown = 3;
constexpr std::size_t kMostUnknown = 8;

}  // namespace

const sim::Measure* find_measure(const sim::PolicyResult& policy, std::string_view name) {
  const auto found = std::find_if(policy.measures.begin(), policy.measures.end(),
                                  [&](const sim::Measure& measure) { return measure.name == name; });
  return found == policy.measures.end() ? nullptr : &*found;
}

std::string_view display_unit(const sim::Measure& measure) {
  if (measure.unit.empty() && measure.name.ends_with("_share")) return "share";
  // "USD/month" and "1/day": the name or title says per what.
  if (measure.unit.starts_with("1/")) return "";
  if (measure.unit.starts_with("USD")) return "USD";
  return measure.unit;
}

std::string_view traffic_part(std::string_view measure) {
  constexpr std::string_view kPrefix = "uplink_";
  constexpr std::string_view kSuffix = "_bytes_per_device_day";
  if (!measure.starts_with(kPrefix) || !measure.ends_with(kSuffix)) return {};
  if (measure.size() <= kPrefix.size() + kSuffix.size()) return {};
  const std::string_view part = measure.substr(kPrefix.size(), measure.size() - kPrefix.size() - kSuffix.size());
  return part == "total" ? std::string_view{} : part;
}

std::vector<Headline> headlines_of(const std::vector<sim::PolicyResult>& policies) {
  std::vector<Headline> headlines;
  for (const Known& known : kKnownHeadlines) {
    const bool present = std::any_of(policies.begin(), policies.end(), [&](const sim::PolicyResult& policy) {
      return find_measure(policy, known.measure) != nullptr;
    });
    if (present) headlines.push_back({std::string(known.measure), std::string(known.title)});
  }
  if (headlines.size() >= kFewKnown || policies.empty()) return headlines;
  headlines.clear();
  for (const sim::Measure& measure : policies.front().measures) {
    if (headlines.size() == kMostUnknown) break;
    headlines.push_back({measure.name, words(measure.name)});
  }
  return headlines;
}

double bill_total(const sim::PolicyResult& policy) {
  double total = 0;
  for (const sim::BillLine& line : policy.bill) total += line.usd_per_month.value;
  return total;
}

std::vector<const sim::DetectionResult*> detections_of(const std::vector<sim::DetectionResult>& detections,
                                                       std::string_view policy) {
  std::vector<const sim::DetectionResult*> own;
  for (const sim::DetectionResult& detection : detections) {
    if (detection.policy == policy) own.push_back(&detection);
  }
  return own;
}

std::optional<double> mean_detection(const std::vector<sim::DetectionResult>& detections, std::string_view policy) {
  double sum = 0;
  int count = 0;
  for (const sim::DetectionResult* detection : detections_of(detections, policy)) {
    if (!detection->measurable) continue;
    sum += detection->detected_by_deadline.value;
    ++count;
  }
  if (count == 0) return std::nullopt;
  return sum / count;
}

}  // namespace picket
