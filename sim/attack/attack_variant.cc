#include "sim/attack/attack_variant.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include "agent_core/base/check.h"
#include "agent_core/base/hash.h"
#include "agent_core/base/random.h"
#include "sim/scenario/quantity_text.h"

namespace picket::sim {
namespace {

/// Held-out draws have a block of the stream for themselves.
constexpr std::uint32_t kHeldOutBlock = 1;

/// The number whose share of [low, high) is u; exact at u = 0.
double at_share(double low, double high, RangeScale scale, double u) {
  return scale == RangeScale::kLog ? low * std::exp(u * std::log(high / low)) : low + (high - low) * u;
}

double six_digits(double value) {
  const std::optional<double> rounded = parse_decimal(fmt::format("{:.6g}", value));
  PICKET_CHECK(rounded.has_value(), "value", value);
  return *rounded;
}

double draw_between(const std::vector<double>& interval, const AttackParameter& parameter, double u) {
  PICKET_CHECK(interval.size() == 2, "numbers", interval.size());
  const double low = interval[0];
  const double high = interval[1];
  // A whole number stands for what lies between it and the next.
  const double drawn = parameter.whole ? std::floor(at_share(low, high + 1, parameter.scale, u))
                                       : six_digits(at_share(low, high, parameter.scale, u));
  return std::clamp(drawn, low, high);
}

}  // namespace

std::map<std::string, double> variant_parameters(std::string_view name, const AttackTemplate& attack, std::uint32_t variant,
                                                 bool held_out) {
  std::map<std::string, double> drawn;
  if (variant == 0) return drawn;
  for (const auto& [key, parameter] : attack.parameters) {
    if (!parameter.is_drawn()) continue;
    RandomStream random(fnv1a(name), variant, static_cast<std::uint32_t>(fnv1a(key)), Purpose::kAttackVariant);
    if (held_out) random.skip_to(kHeldOutBlock);
    const double u = random.uniform();
    if (held_out && !parameter.held_out.empty()) {
      drawn[key] = draw_between(parameter.held_out, parameter, u);
    } else if (!parameter.range.empty()) {
      drawn[key] = draw_between(parameter.range, parameter, u);
    } else {
      const auto count = parameter.choices.size();
      drawn[key] = parameter.choices[std::min(static_cast<std::size_t>(u * static_cast<double>(count)), count - 1)];
    }
  }
  return drawn;
}

}  // namespace picket::sim
