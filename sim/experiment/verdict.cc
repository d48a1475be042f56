#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/experiment/merge.h"

namespace picket::sim {
namespace {

const Measure* find(const PolicyResult& policy, std::string_view name) {
  for (const Measure& measure : policy.measures) {
    if (measure.name == name) return &measure;
  }
  return nullptr;
}

double value(const PolicyResult& policy, std::string_view name) {
  const Measure* measure = find(policy, name);
  return measure == nullptr ? 0 : measure->estimate.value;
}

std::string bytes(double n) {
  if (n >= 1e9) return fmt::format("{:.1f} GB", n / 1e9);
  if (n >= 1e6) return fmt::format("{:.1f} MB", n / 1e6);
  if (n >= 1e3) return fmt::format("{:.0f} kB", n / 1e3);
  return fmt::format("{:.0f} B", n);
}

bool excludes_zero(const Estimate& e) {
  return e.ci_low && e.ci_high && (*e.ci_low > 0 || *e.ci_high < 0);
}

std::string seconds(double s) {
  if (s >= 2 * 3600) return fmt::format("{:.1f} h", s / 3600);
  if (s >= 120) return fmt::format("{:.0f} min", s / 60);
  return fmt::format("{:.0f} s", s);
}

/// Who detects most, and what that costs; of several that detect the same, the cheapest.
std::string best_detector(const Scenario& scenario, const StudyResult& result) {
  const auto rank = [](const PolicyResult& p) {
    return std::make_pair(value(p, "detected_share"), -value(p, "cost_usd_per_month"));
  };
  const auto best = std::max_element(result.policies.begin(), result.policies.end(),
                                     [&](const auto& a, const auto& b) { return rank(a) < rank(b); });
  if (scenario.attacks.empty()) return "The scenario has no attacks: costs only.";
  std::uint32_t measurable = 0;
  for (std::uint32_t a = 0; a < scenario.attacks.size(); ++a) measurable += is_measurable(scenario, a) ? 1 : 0;
  if (measurable == 0) return "No attack is measurable: every deadline lies after the end.";
  const Measure* share = find(*best, "detected_share");
  if (share == nullptr || share->estimate.value <= 0) return "No policy detected any of the attacks within the horizon.";
  std::string equals;
  for (const PolicyResult& p : result.policies) {
    if (&p != &*best && value(p, "detected_share") == share->estimate.value) equals += (equals.empty() ? "" : ", ") + p.policy;
  }
  std::string interval;
  if (share->estimate.ci_low && share->estimate.ci_high) {
    interval = fmt::format(" (95 % interval {:.0f} to {:.0f} %)", 100 * *share->estimate.ci_low, 100 * *share->estimate.ci_high);
  }
  return fmt::format("{} detects most{}: {:.0f} % of attacked devices{}, for {} up the line per device-day and {:.2f} USD a month.",
                     best->policy, equals.empty() ? "" : " (as does " + equals + ", for no less money)",
                     100 * share->estimate.value, interval, bytes(value(*best, "uplink_bytes_per_device_day")),
                     value(*best, "cost_usd_per_month"));
}

/// Each policy against the reference, in the two things that matter most.
std::string against_reference(const StudyResult& result, const PolicyResult& policy) {
  const Measure* uplink = find(policy, "uplink_bytes_per_device_day");
  const Measure* share = find(policy, "detected_share");
  if (uplink == nullptr || !uplink->difference) return {};
  const double reference_bytes = uplink->estimate.value - uplink->difference->value;
  std::string text = fmt::format("{} against {}: ", policy.policy, result.reference_policy);
  if (uplink->difference->ci_low && !excludes_zero(*uplink->difference) && uplink->difference->value != 0) {
    text += "no evidence of a difference in bytes";
  } else if (reference_bytes > 0 && std::abs(uplink->difference->value) < 0.005 * reference_bytes) {
    text += "the same bytes within half a per cent";
  } else if (reference_bytes > 0) {
    text += fmt::format("{:+.0f} % bytes", 100 * uplink->difference->value / reference_bytes);
  } else {
    text += fmt::format("{} more bytes per device-day", bytes(uplink->difference->value));
  }
  if (share == nullptr || !share->difference) return text + ".";
  if (!share->difference->ci_low) {
    text += fmt::format(", {:+.0f} points of attacked devices detected (too few replications for intervals)",
                        100 * share->difference->value);
  } else if (excludes_zero(*share->difference)) {
    text += fmt::format(", {:+.0f} points of attacked devices detected", 100 * share->difference->value);
  } else {
    text += ", no evidence of a difference in detection";
  }
  return text + ".";
}

/// For each attack the policy that detects most devices; of several, the fastest.
std::string best_per_attack(const Scenario& scenario, const StudyResult& result) {
  std::string text;
  for (const AttackInstance& attack : scenario.attacks) {
    double best = 0;
    double fastest = -1;
    std::string by;
    std::string title;
    for (const DetectionResult& d : result.detections) {
      if (d.attack != attack.name || !d.measurable) continue;
      title = d.title;
      const double probability = d.time_to_detect.probability.value;
      const double median = d.time_to_detect.median_seconds ? d.time_to_detect.median_seconds->value : -1;
      const bool faster = median >= 0 && (fastest < 0 || median < fastest);
      if (probability < best || (probability == best && !faster)) continue;
      best = probability;
      by = d.policy;
      fastest = median;
    }
    if (title.empty()) continue;
    text += text.empty() ? "" : "; ";
    if (best <= 0) {
      text += fmt::format("{}: missed by every policy", attack.name);
    } else {
      text += fmt::format("{}: {} {:.0f} %{}", attack.name, by, 100 * best,
                          fastest >= 0 ? ", median " + seconds(fastest) : std::string());
    }
  }
  return text.empty() ? text : "Best per attack: " + text + ".";
}

}  // namespace

std::vector<std::string> verdict_of(const Scenario& scenario, const StudyResult& result) {
  std::vector<std::string> out;
  if (result.policies.empty()) return out;
  out.push_back(best_detector(scenario, result));
  for (const PolicyResult& policy : result.policies) {
    if (std::string text = against_reference(result, policy); !text.empty()) out.push_back(std::move(text));
  }
  if (std::string text = best_per_attack(scenario, result); !text.empty()) out.push_back(std::move(text));
  return out;
}

}  // namespace picket::sim
