#include "sim/apps/duration_option.h"

#include "sim/experiment/rule_content.h"
#include "sim/scenario/quantity_text.h"

namespace picket::sim {

std::optional<Duration> duration_of(const std::string& text) {
  const auto parts = split_quantity(text);
  if (!parts) return std::nullopt;
  const auto number = parse_decimal(parts->number);
  const Unit* unit = find_unit(parts->unit == "m" ? "min" : parts->unit);
  if (!number || *number <= 0 || *number > 1e6 || unit == nullptr || unit->dimension != Dimension::kTime) return std::nullopt;
  return Duration::from_seconds(*number * unit->factor);
}

double seconds_of_option(const std::string& name, const std::string& text) {
  if (text.empty()) return 0;
  const auto duration = duration_of(text);
  if (!duration) throw WrongInput(name + ": '" + text + "' is no duration; give a number with a unit, such as '10 min' or '90s'");
  return duration->to_seconds();
}

}  // namespace picket::sim
