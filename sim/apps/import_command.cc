#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent_core/base/utf8.h"
#include "sim/apps/import_options.h"
#include "sim/apps/load_input.h"
#include "sim/experiment/run_files.h"
#include "sim/import/atomic_attack.h"
#include "sim/import/azure_price_text.h"
#include "sim/import/mud_entry.h"
#include "sim/import/mud_text.h"
#include "sim/import/part_name.h"
#include "sim/results/atomic_file.h"
#include "sim/results/utc_time.h"
#include "sim/scenario/iso_date.h"
#include "sim/scenario/library.h"
#include "sim/scenario/reader.h"
#include "sim/scenario/scenario_files.h"

namespace picket::sim {
namespace {

namespace fs = std::filesystem;

/// Says everything that is wrong; true if there is an error.
bool refused(const Diagnostics& diagnostics) {
  if (!diagnostics.all().empty()) std::fputs(diagnostics.text({.codes = true}).c_str(), stderr);
  return !diagnostics.ok();
}

/// The file to `output`, and what became of it to standard output; without `output` the file goes there, and the rest
/// to standard error.
int hand_over(const std::string& output, const std::string& content, const std::string& report) {
  if (content.size() > kMaxYamlBytes) {
    std::fprintf(stderr, "error: what came of it has %zu bytes, and a file may have %zu\n1 error; nothing was run.\n", content.size(), kMaxYamlBytes);
    return exit_code::kWrongInput;
  }
  if (output.empty()) {
    std::fputs(content.c_str(), stdout);
    std::fputs(printable_lines(report).c_str(), stderr);
    return exit_code::kOk;
  }
  if (const auto error = write_file(output, content)) {
    std::fprintf(stderr, "error: cannot write %s\n", printable(error->text()).c_str());
    return exit_code::kInternalError;
  }
  std::fputs(printable_lines(report).c_str(), stdout);
  std::printf("%s\n", printable(output).c_str());
  return exit_code::kOk;
}

/// The part of the library, over its own bases, that has what the imported one does not. `map`: the key of a scenario under
/// which such parts stand; `what`: what one is called.
template <class Part>
Part base_part(std::string_view map, const std::string& what, const std::string& name, const CommonOptions& common, Diagnostics& diagnostics) {
  Part base;
  if (name.empty()) return base;
  ScenarioFiles files(diagnostics);
  Library library(library_of(common), files, diagnostics);
  const std::vector<std::string> known = library.names_for(map);
  if (std::find(known.begin(), known.end(), name) == known.end()) {
    std::string list;
    for (const std::string& one : known) list += (list.empty() ? "" : ", ") + one;
    diagnostics.add(Code::kUnknownName, Where{}, "--base", "no " + what + " is called " + quote(name), "in the library: " + list);
    return base;
  }
  if (const std::optional<YamlNode> root = library.part(map, name, Where{})) {
    Places places;
    Reader(diagnostics, places).read(base, *root);
  }
  return base;
}

/// The text of a JSON file, without the mark that some editors put in front of UTF-8.
std::string read_json(const std::string& path) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  std::string text = read_file(path, kMaxYamlBytes + 1);
  if (text.starts_with(kByteOrderMark)) text.erase(0, kByteOrderMark.size());
  return text;
}

/// The day on which the file was last written, in UTC: as near as it tells to when it was fetched.
std::string day_of_file(const std::string& path) {
  std::error_code error;
  const fs::file_time_type written = fs::last_write_time(path, error);
  if (error) return "";
  const auto age = std::chrono::duration_cast<std::chrono::microseconds>(fs::file_time_type::clock::now() - written);
  return utc_text(wall_clock() - Duration::microseconds(age.count())).substr(0, 10);
}

}  // namespace

int import_prices_command(const ImportPricesOptions& options, const CommonOptions& common) {
  Diagnostics diagnostics;
  AzurePriceList list;
  AzurePriceSource from;
  for (const std::string& file : options.files) {
    const std::string text = read_json(file);
    read_azure_prices(text, diagnostics.add_source(file, text), list, diagnostics);
    from.files += (from.files.empty() ? "" : ", ") + fs::path(file).filename().string();
  }
  from.choices = {options.region, options.compiled.empty() ? day_of_file(options.files.front()) : options.compiled, options.usd_per_currency};
  if (!options.compiled.empty() && (options.compiled.size() != 10 || !day_of(options.compiled))) {
    diagnostics.add(Code::kOutOfRange, Where{}, "--compiled", quote(options.compiled) + " is no date", "as in 2026-11-30");
  }
  from.base = options.base;
  from.base_book = base_part<PriceBook>("prices", "price book", options.base, common, diagnostics);
  from.name = options.name.empty() ? part_name(fs::path(options.files.front()).stem().string()) : options.name;
  if (refused(diagnostics)) return exit_code::kWrongInput;
  const std::optional<AzurePrices> prices = pick_azure_prices(list, from.choices, diagnostics);
  if (refused(diagnostics) || !prices) return exit_code::kWrongInput;
  return hand_over(options.output, azure_price_file(list, *prices, from), azure_price_report(list, *prices, from, diagnostics));
}

int import_mud_command(const ImportMudOptions& options, const CommonOptions& common) {
  const std::string text = read_json(options.file);
  Diagnostics diagnostics;
  const std::uint32_t source = diagnostics.add_source(options.file, text);
  const DeviceClass base = base_part<DeviceClass>("device_classes", "class", options.base, common, diagnostics);
  MudSite site{options.controller, {}};
  if (!site.controller.empty() && !IpAddress::parse(site.controller) && !is_domain_name(site.controller)) {
    diagnostics.add(Code::kOutOfRange, Where{}, "--controller", quote(site.controller) + " is neither a name nor an address", "as in hub.example");
  }
  for (const std::string& network : options.local_networks) {
    if (const auto cidr = Cidr::parse(network)) {
      site.local_networks.push_back(*cidr);
    } else {
      diagnostics.add(Code::kOutOfRange, Where{}, "--local-network", quote(network) + " is no network", "as in 10.1.0.0/16, without host bits");
    }
  }
  const std::optional<MudProfile> profile = read_mud(text, source, diagnostics);
  if (refused(diagnostics) || !profile) return exit_code::kWrongInput;
  const MudClass imported = mud_class(*profile, options.estimates, site, base);
  std::string stem = fs::path(options.file).stem().string();
  if (stem.size() > 3 && lower_case(stem).ends_with("mud")) stem.resize(stem.size() - 3);  // "plugMud.json", as makers call it
  const MudSource from{fs::path(options.file).filename().string(), options.base, options.name.empty() ? part_name(stem) : options.name};
  const std::string report = mud_report(*profile, imported, options.estimates, from);
  if (imported.flows == 0) {
    std::fputs(printable_lines(report).c_str(), stderr);
    std::fprintf(stderr, "%s: error: no entry of it could be imported\n1 error; nothing was run.\n", printable(options.file).c_str());
    return exit_code::kWrongInput;
  }
  return hand_over(options.output, mud_class_file(*profile, imported, options.estimates, from), report);
}

int import_atomic_command(const ImportAtomicOptions& options) {
  const std::string text = read_file(options.file, kMaxYamlBytes + 1);
  Diagnostics diagnostics;
  const std::uint32_t source = diagnostics.add_source(options.file, text);
  AtomicChoices choices = options.choices;
  for (const std::string& input : options.inputs) {
    const std::size_t equals = input.find('=');
    if (equals == std::string::npos || equals == 0) {
      diagnostics.add(Code::kBadOverride, Where{}, "--input", quote(input) + " is no name=value");
    } else {
      choices.inputs[input.substr(0, equals)] = input.substr(equals + 1);
    }
  }
  const std::optional<AtomicFile> file = read_atomic(text, source, diagnostics);
  if (file && options.list && diagnostics.ok()) {
    std::fputs(printable_lines(atomic_list(*file, options.platform)).c_str(), stdout);
    return exit_code::kOk;
  }
  const AtomicTest* test = file ? choose_test(*file, options.test, options.platform, diagnostics) : nullptr;
  if (test == nullptr) {
    refused(diagnostics);
    return exit_code::kWrongInput;
  }
  const AtomicAttack imported = atomic_attack(*file, *test, choices, diagnostics);
  if (refused(diagnostics)) return exit_code::kWrongInput;
  const std::string name = fs::path(options.file).filename().string();
  return hand_over(options.output, atomic_attack_file(*file, *test, imported, choices, name), atomic_report(*test, imported, choices, name));
}

}  // namespace picket::sim
