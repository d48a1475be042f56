#include "reports/uncertainty_section.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <optional>
#include <vector>

#include "reports/html.h"
#include "reports/html_table.h"
#include "reports/marks.h"
#include "reports/number_format.h"

namespace picket {
namespace {

constexpr double kEvidence = 0.05;

std::size_t listed(const UncertainMeasureRow& m) { return std::min(m.influences.size(), kListedInfluences); }

std::string row(const std::string& cells) { return "<tr>" + cells + "</tr>"; }

std::string policy_cell(const sim::StudyResult& study, const std::string& policy) { return "<td>" + policy_label(study, policy) + "</td>"; }

std::vector<std::string> measure_rows(const UncertaintyStudy& drawn, const sim::StudyResult& study) {
  std::vector<std::string> rows;
  for (const UncertainMeasureRow& m : drawn.measures) {
    const std::string most = std::isnan(m.p05) ? "–" : format_with_unit(m.p05, m.unit) + " to " + format_with_unit(m.p95, m.unit);
    rows.push_back(row(policy_cell(study, m.policy) + text_cell(words(m.measure)) + estimate_cell(m.stated, m.unit) + estimate_cell(m.drawn, m.unit) +
                       number_cell(most) + number_cell(format_with_unit(m.seed_sd, m.unit)) + number_cell(format_with_unit(m.input_sd, m.unit)) +
                       (m.input_share ? estimate_cell(*m.input_share, "share") : number_cell("–"))));
  }
  return rows;
}

/// The coefficient, or without one the correlation, with its interval.
std::string effect_cell(const InfluenceRow& one) {
  return number_cell(format_estimate(one.coefficient.value_or(one.rank_correlation), one.ci_low, one.ci_high));
}

std::string basis_of(const UncertainMeasureRow& m) {
  if (!m.caution.empty()) return m.caution;
  return m.r_squared ? "adjusted R² " + format_number(*m.r_squared) : "";
}

std::vector<std::string> influence_rows(const UncertaintyStudy& drawn, const sim::StudyResult& study) {
  std::vector<std::string> rows;
  for (const UncertainMeasureRow& m : drawn.measures) {
    for (std::size_t i = 0; i < listed(m); ++i) {
      const InfluenceRow& one = m.influences[i];
      rows.push_back(row(policy_cell(study, m.policy) + text_cell(words(m.measure)) + number_cell(std::to_string(i + 1)) + text_cell(one.path) +
                         number_cell(format_percent(one.share)) + effect_cell(one) + text_cell(one.p_value < kEvidence ? "yes" : "~") +
                         text_cell(i == 0 ? basis_of(m) : "")));
    }
  }
  return rows;
}

std::vector<std::string> input_rows(const UncertaintyStudy& drawn) {
  std::vector<std::string> rows;
  for (const UncertainInputRow& i : drawn.inputs) {
    rows.push_back(row(text_cell(i.path) + text_cell(i.says) + number_cell(i.stated) + number_cell(i.low) + number_cell(i.high) +
                       text_cell(words(i.shape)) + text_cell(i.grade) + text_cell(i.source)));
  }
  return rows;
}

std::string csv_text(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string out = "\"";
  for (const char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + "\"";
}

/// All digits; empty for no value.
std::string csv_number(std::optional<double> value) {
  return value && std::isfinite(*value) ? fmt::format("{}", *value) : "";
}

/// For the value of a link: letters, digits and a few marks stay, all else as %XX.
std::string percent_encoded(const std::string& text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0 || c == '.' || c == '-' || c == '_') {
      out += c;
      continue;
    }
    out += fmt::format("%{:02X}", byte);
  }
  return out;
}

std::string paragraph(const std::string& text) { return "<p class=\"soft\">" + escape_html(text) + "</p>\n"; }

}  // namespace

std::string listed_influences_csv(const UncertaintyStudy& drawn) {
  std::string out =
      "policy,measure,unit,stated,stated_ci_low,stated_ci_high,drawn,p05,p95,input_share,input_share_ci_low,input_share_ci_high,r_squared,"
      "input,share,rank_correlation,coefficient,ci_low,ci_high,p_value\n";
  for (const UncertainMeasureRow& m : drawn.measures) {
    std::string head = csv_text(m.policy) + "," + csv_text(m.measure) + "," + csv_text(m.unit);
    const sim::Estimate share = m.input_share.value_or(sim::Estimate{});
    for (const std::optional<double>& number :
         {std::optional(m.stated.value), m.stated.ci_low, m.stated.ci_high, std::optional(m.drawn.value), std::optional(m.p05), std::optional(m.p95),
          m.input_share ? std::optional(share.value) : std::nullopt, share.ci_low, share.ci_high, m.r_squared}) {
      head += "," + csv_number(number);
    }
    for (std::size_t i = 0; i < listed(m); ++i) {
      const InfluenceRow& one = m.influences[i];
      out += head + "," + csv_text(one.path);
      for (const std::optional<double>& number :
           {std::optional(one.share), std::optional(one.rank_correlation), one.coefficient, one.ci_low, one.ci_high, std::optional(one.p_value)}) {
        out += "," + csv_number(number);
      }
      out += "\n";
    }
  }
  return out;
}

void append_uncertainty(const UncertaintyStudy& drawn, const sim::StudyResult& study, std::string& out) {
  if (drawn.measures.empty()) return;
  if (drawn.commit != study.commit) {
    out += paragraph("uncertainty.json was drawn by commit " + drawn.commit + " and this study ran with " + study.commit +
                     ": run the command again with --uncertainty.");
    return;
  }
  const std::vector<std::string> measures = measure_rows(drawn, study);
  const std::vector<std::string> influences = influence_rows(drawn, study);
  const std::vector<std::string> inputs = input_rows(drawn);
  out += html_table("Stated: mean with every value as the scenario says, interval of the seeds alone. Drawn: mean over " + std::to_string(drawn.draws) +
                        " draws of " + std::to_string(drawn.inputs.size()) +
                        " inputs, one for each replication. Variance from inputs: of one replication, with the jackknife's 95 % interval.",
                    {{"policy"},
                     {"measure"},
                     {"stated", true},
                     {"drawn", true},
                     {"5 to 95 % of runs", true},
                     {"sd of seeds", true},
                     {"sd of inputs", true},
                     {"variance from inputs", true}},
                    measures, measures.size());
  out += html_table("What moves each measure most. Share of the variance of ranks; effect: standardised rank regression coefficient beside all other "
                    "inputs, or with few draws the rank correlation, with its 95 % interval; evidence at 5 % after Holm over the inputs, else ~.",
                    {{"policy"}, {"measure"}, {"", true}, {"input"}, {"share", true}, {"effect", true}, {"evidence"}, {"rests on"}}, influences,
                    influences.size());
  out += "<p><a download=\"uncertainty_listed.csv\" href=\"data:text/csv;charset=utf-8," + percent_encoded(listed_influences_csv(drawn)) +
         "\">CSV</a> of these tables; uncertainty.csv beside the results has every input.</p>\n";
  for (const std::string& warning : drawn.warnings) out += paragraph(warning);
  out += folded_table("What was drawn", drawn.title,
                      {{"input"}, {"means"}, {"stated", true}, {"from", true}, {"to", true}, {"shape"}, {"grade"}, {"source"}}, inputs, inputs.size());
}

}  // namespace picket
