#include "sim/scenario/alert_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "pipeline_core/findings/alert_text.h"
#include "pipeline_core/findings/severity.h"

namespace picket::sim {
namespace {

constexpr std::pair<AlertOrigin, std::string_view> kSections[] = {
    {AlertOrigin::kMicroAgent, "The product, agents of generation 2 (and mostly 1)"},
    {AlertOrigin::kClassicAgent, "The product, agents of generation 1 only (pack `product`)"},
    {AlertOrigin::kHub, "The product, from the hub alone"},
    {AlertOrigin::kOwn, "Our own detectors and models (pack `picket`)"},
    {AlertOrigin::kRule, "Rules that name no alert: the rule's title is the type"}};

/// A cell of a table may hold no bar and no line break.
std::string cell(std::string_view text) {
  std::string out;
  for (const char c : text) out += c == '|' ? "\\|" : c == '\n' ? " " : std::string(1, c);
  return out;
}

}  // namespace

std::string alert_page(const AlertCatalogue& alerts) {
  std::string out =
      "# Alerts\n\n"
      "Generated from the program; `picket schema alerts` prints it.\n\n"
      "What `expect` of an attack may name, by type or by name, exactly as written here (misspellings of the product included). An "
      "alert counts as a detection if its type is listed and its evidence is of the attack. Notices tell of ordinary life (a log-in, "
      "a plug, a file) and are counted apart from false alerts. Rules of your own (`--rules FOLDER`) add the types that they name, or "
      "their titles.\n";
  for (const auto& [origin, title] : kSections) {
    std::vector<const AlertType*> rows;
    for (std::uint32_t i = 0; i < alerts.size(); ++i) {
      if (alerts[i].origin == origin) rows.push_back(&alerts[i]);
    }
    if (rows.empty()) continue;
    std::sort(rows.begin(), rows.end(), [](const AlertType* a, const AlertType* b) { return a->alert_type < b->alert_type; });
    out += fmt::format("\n## {}\n\n| type | name | severity | says |\n|---|---|---|---|\n", title);
    for (const AlertType* type : rows) {
      const AlertText* text = alert_text(type->alert_type);
      out += fmt::format("| `{}` | {} | {}{} | {} |\n", cell(type->alert_type), cell(type->name), to_string(type->severity),
                         type->is_notice ? ", notice" : "", text == nullptr ? "" : cell(text->description));
    }
  }
  return out;
}

}  // namespace picket::sim
