// Holds scenarios/profiles/README.md to what the shipped classes do: its tables of wanted and obtained numbers are
// what this test counts. UPDATE_GOLDEN=1 writes them anew.
//
// Wanted is the workload survey's table 1.3. A number is within if the factor between it and what was obtained is at
// most 1.5 (section 5), 1.6 for the rare things; a range if what was obtained lies in it; none only if nothing
// happened. Where fewer than 25 events were to be expected of all devices together, too few to tell by a factor.
#include <fmt/format.h>

#include <cmath>
#include <set>

#include "tests/sim/fleet/life_measure.h"
#include "tests/sim/fleet/readme_section.h"

namespace picket::sim {
namespace {

/// A number of the table, or its range.
struct Wanted {
  constexpr Wanted(double value) : low(value), high(value) {}
  constexpr Wanted(double from, double to) : low(from), high(to) {}
  double low, high;
};

constexpr double kNoPublicColumn = 0;  ///< the table has none for the class

struct TableRow {
  std::string name;
  Wanted execs, programs, commands, outbound, inbound;
  double inbound_public;
  Wanted names, addresses;
  double dns, logins, failed, failed_public, files, peripherals, restarts, updates;
  std::string network_grade;
};

const std::vector<TableRow> kTable{
    {"ip_camera", 500, {15, 30}, {20, 60}, 25, 2, 140, {2, 9}, {6, 15}, 12, 0.05, 0.01, 3'000, 1, 0.05, 2, 2, "E/M"},
    {"iot_gateway", 300, {60, 120}, {80, 200}, 120, 60, 140, {15, 40}, {20, 80}, 40, 0.2, 0.05, 400, 10, 0.2, 1, 6,
     "E"},
    {"smart_meter", 20, {8, 15}, {10, 20}, {0.3, 4}, 0.2, kNoPublicColumn, {1, 2}, {1, 3}, 0.3, 0.003, 0.001,
     kNoPublicColumn, 0.2, 0.01, 0.3, 1, "E"},
    {"water_gas_meter", 2, {3, 6}, {3, 6}, {0.04, 0.17}, 0, kNoPublicColumn, 1, 1, 0.05, 0, 0, kNoPublicColumn, 0.02, 0,
     0.1, 0.3, "V/E"},
    {"thermostat", 60, {10, 20}, {15, 30}, 20, 3, kNoPublicColumn, {5, 10}, {8, 15}, 9, 0.01, 0, kNoPublicColumn, 0.5,
     0, 1, 4, "E/M"},
    {"plc_gateway", 150, {25, 50}, {30, 60}, 6, {5, 30}, kNoPublicColumn, {2, 5}, {5, 25}, 3, 0.115, 0.02,
     kNoPublicColumn, 0.5, 0.1, 0.2, 1, "E"},
    {"medical", 200, {40, 80}, {40, 80}, 30, 5, kNoPublicColumn, {4, 8}, {6, 15}, 10, 0.3, 0.1, kNoPublicColumn, 3, 2,
     1, 1, "E"},
    {"set_top_box", 150, {40, 80}, {60, 150}, 125, 15, kNoPublicColumn, {20, 55}, {60, 200}, 60, 0, 0, kNoPublicColumn,
     10, 0.1, 8, 6, "E"},
    {"ev_charger", 60, {15, 30}, {20, 40}, 2, 0.2, 140, {2, 4}, {3, 8}, 3, 0.02, 0.01, 300, 1, 0.3, 2, 3, "E"},
    {"kiosk", 400, {80, 150}, {100, 250}, 80, 3, kNoPublicColumn, {10, 30}, {20, 60}, 30, 0.5, 0.3, kNoPublicColumn, 30,
     6, 15, 12, "E"},
    {"router", 600, {30, 60}, {40, 100}, 60, 20, 140, {5, 12}, {10, 40}, 15, 0.03, 0.05, 6'000, 2, 0.1, 1, 2, "E"},
    {"smart_speaker", 100, {30, 50}, {40, 80}, 250, 30, kNoPublicColumn, {16, 34}, 136, 55, 0, 0, kNoPublicColumn, 2, 0,
     0.5, 12, "M"},
    {"smart_hub", 30, {8, 15}, {10, 25}, 21, 3, kNoPublicColumn, {1, 14}, 15, 9, 0, 0, kNoPublicColumn, 0.3, 0, 0.5, 3,
     "M"},
};

/// One line of a class's table.
struct Line {
  std::string what;
  Wanted wanted;
  double obtained;
  std::string grade;
  double factor = 1.5;
  double unit_days = 0;  ///< rare things: how many of the wanted number's units were lived through
};

std::string verdict_of(const Line& line) {
  const Wanted& w = line.wanted;
  if (w.high == 0) return line.obtained == 0 ? "within" : "missed";
  if (w.low < w.high) return line.obtained >= w.low && line.obtained <= w.high ? "within" : "missed";
  if (line.unit_days > 0 && w.low * line.unit_days < 25) return "too few to tell";
  return line.obtained > w.low / line.factor && line.obtained < w.low * line.factor ? "within" : "missed";
}

/// Three digits, also of thousands.
std::string text_of(double x) {
  return x < 1'000 ? fmt::format("{:.3g}", x) : fmt::format("{:.0f}", std::round(x / 10) * 10);
}

/// Restarts in 30 days, without power cuts.
double restarts_of(Scenario scenario) {
  for (auto& [name, c] : scenario.device_classes) c.power_losses_per_year = 0;
  scenario.duration = Duration::days(30);
  TextTable texts;
  const Fleet fleet(scenario, 0, texts);
  const auto events = fleet.life_cycle(scenario.start_utc, scenario.start_utc + Duration::days(30));
  return static_cast<double>(events.size()) / static_cast<double>(fleet.size());
}

Rates at_public_address(const std::string& name, double vulnerable_share) {
  Scenario scenario = world_of(name, 20);
  scenario.fleet[0].public_share = 1;
  scenario.fleet[0].vulnerable_share = vulnerable_share;
  return mean_rates(scenario, 2);
}

std::vector<Line> lines_of(const TableRow& row) {
  const bool rare = row.execs.high <= 60;
  const std::uint32_t devices = rare ? 400 : 60;
  const Scenario scenario = world_of(row.name, devices);
  const Rates r = mean_rates(scenario, 7);
  const std::string& net = row.network_grade;
  std::vector<Line> lines{
      {"execs an hour", row.execs, r.execs, "E/M"},
      {"names of programs a day", row.programs, r.programs, "E"},
      {"command lines in 120 min", row.commands, r.distinct_commands, "E"},
      {"outbound flows an hour", row.outbound, r.outbound, net},
      {"inbound flows an hour", row.inbound, r.inbound, "E"},
      {"remote names a day", row.names, r.names, net == "M" ? "M" : "E"},
      {"remote addresses a day", row.addresses, r.addresses, net == "M" ? "M" : "E"},
      {"DNS queries an hour", row.dns, r.dns, net},
      {"log-ins a day", row.logins, r.logins, "E", 1.6, r.device_days},
      {"failed log-ins a day", row.failed, r.failed, "E", 1.6, r.device_days},
      {"watched files changed an hour", row.files, r.files, "E"},
      {"peripheral events a day", row.peripherals, r.peripherals, "E", 1.6, r.device_days},
  };
  if (row.inbound_public > 0) {
    const double inbound = at_public_address(row.name, 0).inbound;
    const double failed = at_public_address(row.name, 1).failed;
    lines.push_back({"inbound flows an hour, public address", row.inbound_public, inbound, "M"});
    lines.push_back({"failed log-ins a day, public address", row.failed_public, failed, "E"});
  }
  lines.push_back({"restarts in 30 days", row.restarts, restarts_of(world_of(row.name, 400)), "E", 1.5, 400});
  const auto& activities = scenario.device_classes.at(row.name).activities;
  const auto update = activities.find("firmware_update");
  lines.push_back({"firmware updates a year", row.updates,
                   update == activities.end() ? 0 : update->second.per_hour * 24 * 365.25, "E"});
  return lines;
}

std::string table_of(const TableRow& row) {
  std::string out = fmt::format("### {}\n\n| What, of one device | Wanted | Obtained | Verdict | Grade |\n", row.name);
  out += "|---|---|---|---|---|\n";
  for (const Line& line : lines_of(row)) {
    const Wanted& w = line.wanted;
    const std::string wanted = w.high == 0     ? "none"
                               : w.low < w.high ? text_of(w.low) + " to " + text_of(w.high)
                                                : text_of(w.low);
    out += fmt::format("| {} | {} | {} | {} | {} |\n", line.what, wanted,
                       line.obtained == 0 ? "none" : text_of(line.obtained), verdict_of(line), line.grade);
  }
  return out + "\n";
}

TEST(ProfileTable, of_every_shipped_class_stands_in_the_readme_as_it_is_counted) {
  std::string tables = "\n";
  std::set<std::string> names;
  for (const TableRow& row : kTable) {
    tables += table_of(row);
    names.insert(row.name);
  }
  EXPECT_EQ(std::vector<std::string>(names.begin(), names.end()), shipped_classes());
  expect_section("scenarios/profiles/README.md", "rates", tables);
}

// An update costs 50 to 400 execs, 50 to 3,000 files and 2 to 60 MB (survey 1.6), and comes between two and five at
// night where the class does not say otherwise. Here it comes once a day and is all that forty devices do for ten
// days, so each number is a sum over some 400 updates. The water meter's image is a hundredth of that: left out.
TEST(ProfileTable, an_update_has_the_programs_the_files_and_the_bytes_of_the_survey) {
  for (const std::string& name : shipped_classes()) {
    Scenario scenario = world_of(name, 40);
    make_alike(scenario);
    auto& activities = scenario.device_classes.at(name).activities;
    if (!activities.contains("firmware_update") || name == "water_gas_meter") continue;
    Activity update = activities.at("firmware_update");
    const bool at_night = update.seasonality == "night";
    update.per_hour = 1.0 / 24;
    activities = {{"firmware_update", update}};
    TextTable texts;
    const Fleet fleet(scenario, 0, texts);
    DeviceLives lives(fleet, scenario.start_utc);
    double runs = 0, execs = 0, files = 0, bytes = 0, in_window = 0;
    for (std::uint32_t d = 0; d < fleet.size(); ++d) {
      std::vector<EventRun> events;
      lives.advance(fleet, DeviceId(d), scenario.start_utc + Duration::days(10), events);
      for (const EventRun& e : events) {
        const Record& record = e.first.record;
        const auto* p = std::get_if<ProcessRecord>(&record);
        if (p != nullptr && p->operation == ProcessOperation::kExec) execs += 1;
        if (std::holds_alternative<FileRecord>(record)) files += 1;
        if (const auto* n = std::get_if<NetworkRecord>(&record)) {
          if (n->bytes_in > 1'000'000) bytes += static_cast<double>(n->bytes_in);
        }
        if (!std::holds_alternative<DnsRecord>(record)) continue;  // each begins with a name asked for
        runs += 1;
        const double hour = (e.first.time - scenario.start_utc).to_seconds() / 3'600;
        if (std::fmod(hour, 24) >= 2 && std::fmod(hour, 24) < 5) in_window += 1;
      }
    }
    ASSERT_GT(runs, 200) << name;
    EXPECT_GT(execs / runs, 50) << name;
    EXPECT_LT(execs / runs, 400) << name;
    EXPECT_GT(files / runs, 50) << name;
    EXPECT_LT(files / runs, 3'000) << name;
    EXPECT_GT(bytes / runs, 2e6) << name;
    EXPECT_LT(bytes / runs, 60e6) << name;
    if (at_night) {
      EXPECT_GT(in_window / runs, 0.85) << name;
    }
  }
}

}  // namespace
}  // namespace picket::sim
