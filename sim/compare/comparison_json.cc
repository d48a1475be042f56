#include "sim/compare/comparison_json.h"

#include <nlohmann/json.hpp>

#include "sim/compare/comparison_words.h"
#include "sim/results/csv.h"
#include "sim/results/json_number.h"

namespace picket::sim {
namespace {

using Json = nlohmann::ordered_json;

Json json_of(const IntervalEstimate& e) {
  return {{"value", e.n == 0 ? Json() : number_or_null(e.value)}, {"ci_low", e.interval ? number_or_null(e.interval->low) : Json()}, {"ci_high", e.interval ? number_or_null(e.interval->high) : Json()}, {"n", e.n}};
}

Json json_of(const ValueComparison& v) {
  return {{"n", v.n},
          {"paired", v.paired},
          {"before", json_of(v.before)},
          {"after", json_of(v.after)},
          {"effect", v.n == 0 ? Json() : number_or_null(v.effect)},
          {"effect_ci_low", v.interval ? number_or_null(v.interval->low) : Json()},
          {"effect_ci_high", v.interval ? number_or_null(v.interval->high) : Json()},
          {"effect_is_relative", v.relative},
          {"p", number_or_null(v.p)},
          {"p_of_ranks", number_or_null(v.rank_p)},
          {"detectable_effect", number_or_null(v.detectable)},
          {"variance_reduction", number_or_null(v.variance_reduction)},
          {"correlation", number_or_null(v.correlation)}};
}

Json json_of(const std::optional<PairedDetections>& pairs) {
  if (!pairs) return {};
  return {{"unit", "attacked device of a replication"}, {"both", pairs->both},       {"gained", pairs->only_second},
          {"lost", pairs->only_first},                  {"neither", pairs->neither}, {"mcnemar_p", number_or_null(mcnemar_p(*pairs))}};
}

Json json_of(const ComparedSide& side) {
  return {{"policy", side.policy}, {"path", side.path}, {"version", side.version}, {"commit", side.commit}, {"seed", side.seed}};
}

Json json_of(const ComparedRow& row) {
  Json out{{"point", row.point.empty() ? Json() : Json(row.point)}, {"measure", row.measure}, {"unit", row.unit}, {"says", row.says}, {"attack", row.attack.empty() ? Json() : Json(row.attack)}, {"better", to_string(row.better)}};
  out.update(json_of(row.values));
  out["p_corrected"] = number_or_null(row.p_corrected);
  out["finding"] = to_string(row.finding);
  if (row.units) {
    out["pairs"] = json_of(row.units->pairs);
    out["median_seconds_before"] = number_or_null(row.units->median_before);
    out["median_seconds_after"] = number_or_null(row.units->median_after);
    out["horizon_seconds"] = number_or_null(row.units->horizon_seconds);
    out["log_rank_p"] = number_or_null(row.units->log_rank_p);
  }
  return out;
}

Json json_of(const std::vector<ComparedRow>& rows) {
  Json out = Json::array();
  for (const ComparedRow& row : rows) out.push_back(json_of(row));
  return out;
}

Json json_of(const ComparisonTable& table) {
  return {{"name", table.name},         {"before", json_of(table.before)},     {"after", json_of(table.after)}, {"paired", table.paired},
          {"identical", table.identical}, {"points", table.points},             {"replications", table.replications}, {"family_size", family_size(table.rows)},
          {"rows", json_of(table.rows)},  {"notes", table.notes}};
}

Json json_of(const SuiteTable& table) {
  Json attacks = Json::array();
  for (const SuiteAttackRow& row : table.attacks) {
    Json out{{"attack", row.attack}, {"variants", row.variants}, {"units", row.units}};
    out.update(json_of(row.detected));
    out["p_corrected"] = number_or_null(row.p_corrected);
    out["detects"] = detection_words(row);
    out["finding"] = to_string(row.finding);
    out["pairs"] = json_of(row.pairs);
    out["why"] = row.why;
    attacks.push_back(std::move(out));
  }
  return {{"name", table.name},   {"before", json_of(table.before)},            {"after", json_of(table.after)},   {"paired", table.paired},
          {"cases", table.cases}, {"identical_cases", table.identical_cases}, {"totals_family_size", family_size(table.totals)},
          {"totals", json_of(table.totals)}, {"attacks_family_size", family_size(table.attacks)}, {"attacks", std::move(attacks)},
          {"notes", table.notes}};
}

/// What a line has beside its numbers.
struct LineWords {
  std::string point;
  std::string measure;
  std::string unit;
  std::string attack;
  std::string why;
};

void add_line(CsvTable& csv, const std::string& name, const ComparedSide& before, const ComparedSide& after, const LineWords& words, std::size_t family,
              const ValueComparison& v, const std::optional<double>& p_corrected, RowFinding finding, const std::optional<PairedDetections>& pairs,
              const std::optional<double>& log_rank_p) {
  const auto low = [](const std::optional<Interval>& i) { return i ? std::optional<double>(i->low) : std::nullopt; };
  const auto high = [](const std::optional<Interval>& i) { return i ? std::optional<double>(i->high) : std::nullopt; };
  const auto known = [&v](double value) { return v.n > 0 ? std::optional<double>(value) : std::nullopt; };
  csv.cell(name).cell(before.policy).cell(after.policy).cell(words.measure).cell(words.unit).cell(words.attack);
  csv.cell(v.n).cell(v.paired);
  csv.cell(known(v.before.value)).cell(low(v.before.interval)).cell(high(v.before.interval));
  csv.cell(known(v.after.value)).cell(low(v.after.interval)).cell(high(v.after.interval));
  csv.cell(known(v.effect)).cell(low(v.interval)).cell(high(v.interval)).cell(v.relative).cell(v.p).cell(v.rank_p).cell(p_corrected).cell(to_string(finding));
  csv.cell(v.detectable).cell(v.variance_reduction);
  csv.cell(pairs ? std::to_string(pairs->only_second) : "").cell(pairs ? std::to_string(pairs->only_first) : "");
  csv.cell(pairs ? std::optional<double>(mcnemar_p(*pairs)) : std::nullopt).cell(words.why);
  csv.cell(words.point).cell(before.label).cell(after.label).cell(family).cell(log_rank_p).end_row();
}

std::optional<PairedDetections> pairs_of(const ComparedRow& row) { return row.units && row.unit == "share" ? row.units->pairs : std::nullopt; }

}  // namespace

std::string comparison_json(const Comparison& comparison) {
  Json tables = Json::array();
  for (const ComparisonTable& table : comparison.tables) tables.push_back(json_of(table));
  Json suites = Json::array();
  for (const SuiteTable& table : comparison.suites) suites.push_back(json_of(table));
  const Json json{{"schema", "picket.comparison"},
                  {"schema_version", 1},
                  {"before", comparison.before_path},
                  {"after", comparison.after_path},
                  {"before_program", comparison.before_program.empty() ? Json() : Json(comparison.before_program)},
                  {"after_program", comparison.after_program.empty() ? Json() : Json(comparison.after_program)},
                  {"correction", to_string(comparison.settings.correction)},
                  {"level", comparison.settings.level},
                  {"threshold", comparison.settings.threshold},
                  {"worse", comparison.worse()},
                  {"differs", comparison.differs},
                  {"tables", std::move(tables)},
                  {"suites", std::move(suites)},
                  {"remarks", comparison.remarks}};
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string comparison_csv(const Comparison& comparison) {
  CsvTable csv{"name", "before_policy", "after_policy", "measure", "unit", "attack", "n", "paired", "before", "before_ci_low", "before_ci_high", "after",
               "after_ci_low", "after_ci_high", "effect", "effect_ci_low", "effect_ci_high", "effect_is_relative", "p", "p_of_ranks", "p_corrected", "finding",
               "detectable_effect", "variance_reduction", "units_gained", "units_lost", "mcnemar_p", "why", "point", "before_label", "after_label",
               "family_size", "log_rank_p"};
  const auto add_row = [&csv](const std::string& name, const ComparedSide& before, const ComparedSide& after, const ComparedRow& row, std::size_t family) {
    const bool of_time = row.units && row.unit != "share";
    add_line(csv, name, before, after, {row.point, row.measure, row.unit, row.attack, ""}, family, row.values, row.p_corrected, row.finding, pairs_of(row),
             of_time ? row.units->log_rank_p : std::nullopt);
  };
  for (const ComparisonTable& table : comparison.tables) {
    for (const ComparedRow& row : table.rows) add_row(table.name, table.before, table.after, row, family_size(table.rows));
  }
  for (const SuiteTable& table : comparison.suites) {
    for (const ComparedRow& row : table.totals) add_row(table.name, table.before, table.after, row, family_size(table.totals));
    for (const SuiteAttackRow& row : table.attacks) {
      add_line(csv, table.name, table.before, table.after, {"", "detected_by_deadline", "share", row.attack, row.why}, family_size(table.attacks),
               row.detected, row.p_corrected, row.finding, row.pairs, std::nullopt);
    }
  }
  return csv.text();
}

}  // namespace picket::sim
