#include "sim/plan/outbreak_json.h"

#include <nlohmann/json.hpp>

#include "sim/plan/outbreak_text.h"
#include "sim/results/json_number.h"

namespace picket::sim {
namespace {

using OutbreakJson = nlohmann::ordered_json;

OutbreakJson extra_json(const IntervalEstimate& estimate) {
  return {{"value", number_or_null(estimate.value)},
          {"ci_low", estimate.interval ? number_or_null(estimate.interval->low) : OutbreakJson(nullptr)},
          {"ci_high", estimate.interval ? number_or_null(estimate.interval->high) : OutbreakJson(nullptr)},
          {"n", estimate.n}};
}

OutbreakJson uses_json(const HubChoice& choice) {
  OutbreakJson out = OutbreakJson::array();
  for (const LimitUse& use : choice.uses) {
    out.push_back({{"limit", to_string(use.kind)}, {"unit", unit_of(use.kind)}, {"used", number_or_null(use.used)}, {"of", number_or_null(use.limit)},
                   {"share", number_or_null(use.share())}, {"allowed_share", use.allowed_share}});
  }
  return out;
}

}  // namespace

OutbreakJson outbreak_json(const PlanOutbreak& outbreak) {
  return {{"attack", outbreak.attack},
          {"title", outbreak.title},
          {"device_class", outbreak.device_class},
          {"says", outbreak_words(outbreak)},
          {"share", outbreak.share},
          {"lasts_days", outbreak.lasts_days},
          {"doubling_seconds", outbreak.doubling_seconds},
          {"sampled_share", outbreak.sampled_share},
          {"strata_without", outbreak.strata_without}};
}

OutbreakJson outbreak_cost_json(const OutbreakCost& cost) {
  OutbreakJson extra = OutbreakJson::array();
  for (const OutbreakQuantity& quantity : cost.extra) {
    OutbreakJson one = {{"name", quantity.name}, {"unit", quantity.unit}};
    one.update(extra_json(quantity.extra));
    extra.push_back(std::move(one));
  }
  OutbreakJson lines = OutbreakJson::array();
  for (const OutbreakLine& line : cost.lines) {
    OutbreakJson one = {{"line", line.line}};
    one.update(extra_json(line.usd));
    lines.push_back(std::move(one));
  }
  OutbreakJson out = {{"infected", number_or_null(cost.infected)}, {"usd", extra_json(cost.usd)}, {"extra", std::move(extra)}, {"lines", std::move(lines)}};
  out["plan_holds"] = cost.holds();
  out["says"] = outbreak_verdict(cost);
  out["plan_uses"] = cost.on_plan ? uses_json(*cost.on_plan) : OutbreakJson::array();
  out["refused_share"] = cost.load.refused_share();
  out["refused_by_quota"] = cost.load.refused_by_quota;
  out["refused_by_throttle"] = cost.load.refused_by_throttle;
  out["busiest_day_refused"] = cost.busiest_day_refused;
  out["delay_seconds_quantile"] = cost.load.delay_seconds_quantile;
  out["needed"] = cost.needed ? OutbreakJson{{"says", choice_text(*cost.needed)}, {"sku", to_string(cost.needed->sku)}, {"units", cost.needed->units}, {"hubs", cost.needed->hubs},
                                             {"usd_per_month", cost.needed->usd_per_month}}
                              : OutbreakJson(nullptr);
  out["untouched_strata"] = cost.untouched;
  return out;
}

}  // namespace picket::sim
