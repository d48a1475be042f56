#include "sim/tune/certified_policy.h"

#include <fmt/format.h>

#include "agent_core/base/check.h"
#include "agent_core/base/utf8.h"
#include "sim/scenario/policy_fields.h"
#include "sim/scenario/writer.h"

namespace picket::sim {
namespace {

/// A comment, wrapped at a width that people read.
std::string comment(const std::string& text) {
  constexpr std::size_t kWidth = 110;
  std::string out;
  std::string line = "#";
  const std::string clean = printable(text);
  for (std::size_t at = 0; at < clean.size();) {
    const std::size_t end = std::min(clean.find(' ', at), clean.size());
    if (line.size() + 1 + end - at > kWidth && line.size() > 1) {
      out += line + "\n";
      line = "#  ";
    }
    line += " " + clean.substr(at, end - at);
    at = end + 1;
  }
  return out + line + "\n";
}

}  // namespace

std::string certified_policy_yaml(const TuneResult& result, Policy policy) {
  const CertificationOutcome& certification = result.outcome.certification;
  PICKET_CHECK(certification.cheapest.has_value());
  const CertifiedPoint& best = certification.points[*certification.cheapest];
  policy.name = result.plan.policy + "_certified";
  std::string out = comment(fmt::format("{}, tuned: {}.", result.plan.policy, result.words_of(best.point)));
  out += comment(fmt::format("Point {} of study {}, digest {}, Picket {} ({}).", result.tried(best.point).point.id, result.study_id,
                             tune_digest(result), result.version, result.commit));
  out += comment(fmt::format("{} on {} fresh replications of scenario {}, seed {}: {}.", to_string(best.verdict), best.n, result.scenario_name,
                             result.plan.seed, best.says));
  if (best.dominance) out += comment(fmt::format("{} {}.", best.dominance->dominates ? "It" : "It is", best.dominance->says));
  out += comment("Repeat: " + result.repeat_command);
  out += comment("It is certified for that scenario, its attacks and its detections, and for nothing else.");
  return out + write_yaml(std::move(policy));
}

}  // namespace picket::sim
