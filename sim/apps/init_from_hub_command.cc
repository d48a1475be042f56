#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "agent_core/base/utf8.h"
#include "sim/apps/init_options.h"
#include "sim/apps/load_input.h"
#include "sim/experiment/rule_content.h"
#include "sim/hub/hub.h"
#include "sim/import/hub_fleet.h"
#include "sim/import/hub_fleet_text.h"
#include "sim/import/hub_load.h"
#include "sim/import/hub_metrics.h"
#include "sim/import/identity_export.h"
#include "sim/results/atomic_file.h"
#include "sim/scenario/library.h"
#include "sim/scenario/scenario_files.h"

namespace picket::sim {
namespace {

/// A million devices with their twins have some gigabytes, which stream by.
constexpr std::size_t kMaxRegistryBytes = std::size_t{64} << 30;
constexpr std::size_t kMaxMetricsBytes = std::size_t{256} << 20;

IdentityExport read_registry(const std::string& path, std::vector<std::string> group_path) {
  check_regular_file(path, kMaxRegistryBytes);
  std::ifstream file(path, std::ios::binary);
  if (!file) throw WrongInput(path + ": cannot be read");
  IdentityExportReader reader(std::move(group_path));
  std::vector<char> part(std::size_t{1} << 18);
  while (!reader.is_full() && (file.read(part.data(), static_cast<std::streamsize>(part.size())), file.gcount() > 0)) {
    reader.feed({part.data(), static_cast<std::size_t>(file.gcount())});
  }
  std::fill(part.begin(), part.end(), '\0');
  if (file.bad()) throw WrongInput(path + ": cannot be read to its end");
  return reader.finish();
}

HubMetrics read_metrics(const std::vector<std::string>& paths, Diagnostics& diagnostics) {
  HubMetrics out;
  for (std::size_t i = 0; i < paths.size(); ++i) {
    const std::uint32_t before = out.files_without_header;
    read_hub_metrics(read_file(paths[i], kMaxMetricsBytes), static_cast<std::uint32_t>(i), out);
    if (out.files_without_header == before) continue;
    diagnostics.add(Code::kMissingKey, Where{}, "--metrics", paths[i] + ": no line names a time and a metric", "a header as in Timestamp,Name,Average,Maximum,Total");
  }
  if (!paths.empty() && diagnostics.ok() && out.count() == 0) {
    diagnostics.add(Code::kNothingToRun, Where{}, "--metrics", "no value of a hub's metrics can be read from it", "as of d2c.telemetry.ingress.success or dailyMessageQuotaUsed");
  }
  return out;
}

std::string name_of_file(const std::string& path) { return std::filesystem::path(path).filename().string(); }

/// Policies that a first look compares, as far as the library has them.
std::vector<std::string> first_policies(const std::vector<std::string>& known) {
  std::vector<std::string> out;
  for (const char* name : {"g2_linux", "picket"}) {
    if (std::ranges::find(known, name) != known.end()) out.emplace_back(name);
  }
  if (out.empty() && !known.empty()) out.push_back(known.front());
  return out;
}

/// Tier and units as they were said, with the quota that they have.
void take_hub(const InitOptions& init, HubFleetSource& source, Diagnostics& diagnostics) {
  source.tier = init.tier;
  source.units = init.units.value_or(0);
  const auto* const tier = std::ranges::find(kSkuNames, init.tier, &EnumName<Sku>::name);
  if (tier == kSkuNames.end() || source.units == 0) return;
  if (source.units > max_units(tier->value)) {
    diagnostics.add(Code::kHubUnits, Where{}, "--units", fmt::format("{} units, and a hub of tier {} has at most {}", source.units, init.tier, max_units(tier->value)));
    return;
  }
  source.daily_quota = static_cast<double>(limits_of(tier->value, source.units).daily_blocks);
}

}  // namespace

int init_from_hub_command(const InitOptions& init, const CommonOptions& common) {
  Diagnostics diagnostics;
  HubFleetSource source;
  HubFleetChoices choices;
  {
    ScenarioFiles files(diagnostics);
    const Library library(library_of(common), files, diagnostics);
    choices.known_classes = library.names_for("device_classes");
    source.policies = first_policies(library.names_for("policy_templates"));
    const std::vector<std::string> books = library.names_for("prices");
    if (std::ranges::find(books, source.price_book) == books.end()) source.price_book = books.empty() ? "" : books.front();
  }
  source.name = init.scenario_name;
  source.registry_file = name_of_file(init.from_hub);
  for (const std::string& path : init.metrics) source.metrics_files.push_back(name_of_file(path));
  source.group_by = init.group_by;
  take_hub(init, source, diagnostics);
  choices.group_by = init.group_by;
  choices.classes = init.classes;
  if (!init.file.empty() && std::filesystem::exists(init.file)) {
    std::fprintf(stderr, "error: %s exists; it is left as it is\n", printable(init.file).c_str());
    return exit_code::kWrongInput;
  }
  std::vector<std::string> group_path = group_path_of(init.group_by, diagnostics);
  if (!diagnostics.ok()) {
    std::fputs(diagnostics.text({.codes = true}).c_str(), stderr);
    return exit_code::kWrongInput;
  }
  const IdentityExport registry = read_registry(init.from_hub, std::move(group_path));
  const HubMetrics metrics = read_metrics(init.metrics, diagnostics);
  std::fputs(registry_problems_text(registry, init.from_hub).c_str(), stderr);
  std::fputs(metrics_problems_text(metrics, init.metrics).c_str(), stderr);
  const auto fleet = hub_fleet(registry, choices, diagnostics);
  if (!fleet || !diagnostics.ok()) {
    std::fputs(diagnostics.text({.codes = true}).c_str(), stderr);
    return exit_code::kWrongInput;
  }
  const HubLoad load = hub_load(metrics, source.daily_quota);
  const std::string text = hub_fleet_file(registry, *fleet, metrics, load, source);
  const std::string report = printable_lines(hub_fleet_report(registry, *fleet, metrics, load, source));
  if (init.file.empty()) {
    std::fputs(text.c_str(), stdout);
    std::fputs(report.c_str(), stderr);
    return exit_code::kOk;
  }
  if (const auto error = write_file(init.file, text)) {
    std::fprintf(stderr, "error: cannot write %s\n", printable(error->text()).c_str());
    return exit_code::kWrongInput;
  }
  std::fputs(report.c_str(), stdout);
  std::printf("%s\n", printable(init.file).c_str());
  return exit_code::kOk;
}

}  // namespace picket::sim
