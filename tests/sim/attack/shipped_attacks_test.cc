// Every file of scenarios/attacks: it says what the catalogue of the workload survey asks for, names nothing real, and does
// on a device what it says.

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include "pipeline_core/findings/catalogue.h"
#include "sim/attack/compiled_attack.h"
#include "sim/attack/unit_timeline.h"
#include "sim/scenario/load.h"
#include "sim/scenario/quantity_text.h"
#include "tests/sim/fleet/example_world.h"

namespace picket::sim {
namespace {

namespace fs = std::filesystem;

const std::vector<std::string>& attack_files() {
  static const std::vector<std::string> kNames = [] {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(std::string(PICKET_SOURCE_DIR) + "/scenarios/attacks"))
      if (entry.path().extension() == ".yaml") names.push_back(entry.path().stem().string());
    std::sort(names.begin(), names.end());
    return names;
  }();
  return kNames;
}

AttackTemplate shipped_attack(const std::string& name) {
  return shipped<AttackTemplate>("attacks/" + name + ".yaml");
}

std::string text_of(const std::string& name) {
  std::ifstream file(std::string(PICKET_SOURCE_DIR) + "/scenarios/attacks/" + name + ".yaml");
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST(ShippedAttacks, are_read_without_diagnostics_and_say_what_the_catalogue_asks_for) {
  ASSERT_GE(attack_files().size(), 22U);
  for (const std::string& name : attack_files()) {
    const AttackTemplate a = shipped_attack(name);
    for (const PartProblem& problem : problems_of(a)) ADD_FAILURE() << name << ": " << to_string(problem);
    std::string id = name.substr(0, name.find('_'));
    id[0] = static_cast<char>(std::toupper(id[0]));
    EXPECT_EQ(a.id, id) << name;
    EXPECT_FALSE(a.title.empty()) << name;
    EXPECT_FALSE(a.techniques.empty()) << name;
    EXPECT_FALSE(a.needs.empty()) << name;
    EXPECT_FALSE(a.phases.empty()) << name;
    EXPECT_FALSE(a.parameters.empty()) << name;
    EXPECT_EQ(text_of(name).front(), '#') << name << ": the head comment says what it is and where its times come from";
  }
}

// The budget classes of the survey, section 3.1: M is 125 min, L 24 h 5 min, H 35 min, C 10 min, or relative to a
// heartbeat, which is daily; and what is slow by nature has 3 or 7 days.
TEST(ShippedAttacks, have_a_deadline_of_the_survey) {
  const std::set<std::int64_t> classes{10, 35, 125, 24 * 60, 24 * 60 + 5, 3 * 24 * 60, 7 * 24 * 60};
  for (const std::string& name : attack_files())
    EXPECT_TRUE(classes.contains(shipped_attack(name).deadline / Duration::minutes(1))) << name;
}

TEST(ShippedAttacks, name_techniques_in_the_form_of_attack) {
  const std::regex enterprise("T1[0-9]{3}(\\.[0-9]{3})?");
  const std::regex ics("T0[0-9]{3}");
  // Survey 3.1: what version 19 renumbers.
  const std::map<std::string, std::string> renumbered{{"T1562.001", "T1685"},     {"T1562.012", "T1685.004"},
                                                      {"T1070.002", "T1685.006"}, {"T1562.004", "T1686"},
                                                      {"T1562.010", "T1689"},     {"T1562.003", "T1690"}};
  for (const std::string& name : attack_files()) {
    const AttackTemplate a = shipped_attack(name);
    std::set<std::string> all(a.techniques.begin(), a.techniques.end());
    EXPECT_EQ(all.size(), a.techniques.size()) << name << ": one is given twice";
    std::set<std::string> wanted;
    for (const std::string& id : a.techniques)
      if (const auto now = renumbered.find(id); now != renumbered.end()) wanted.insert(now->second);
    EXPECT_EQ(wanted, std::set<std::string>(a.techniques_v19.begin(), a.techniques_v19.end())) << name;
    for (const AttackPhase& phase : a.phases) all.insert(phase.techniques.begin(), phase.techniques.end());
    for (const std::string& id : all) EXPECT_TRUE(std::regex_match(id, enterprise)) << name << " " << id;
    for (const std::string& id : a.ics_techniques) EXPECT_TRUE(std::regex_match(id, ics)) << name << " " << id;
  }
}

/// Ids of a domain that MITRE publishes and has not revoked. Source: its table of techniques, version 18.
std::set<std::string> published_ids(const std::string& data, const std::string& domain) {
  std::set<std::string> ids;
  std::ifstream file(data + "/detection/attack/techniques.csv");
  for (std::string line; std::getline(file, line);) {
    if (line.ends_with('\r')) line.pop_back();
    if (!line.starts_with(domain + ",")) continue;
    // domain,id,name,tactics,platforms,is_sub,revoked_or_deprecated,version,modified: names may hold commas in quotes.
    const std::size_t comma = domain.size() + 1;
    std::vector<std::string> fields;
    std::stringstream rest(line);
    for (std::string field; std::getline(rest, field, ',');) fields.push_back(field);
    if (fields.size() >= 9 && fields[fields.size() - 3] == "0") ids.insert(line.substr(comma, line.find(',', comma) - comma));
  }
  return ids;
}

TEST(ShippedAttacks, name_techniques_that_mitre_publishes) {
  const char* data = std::getenv("PICKET_DATA");
  if (data == nullptr) GTEST_SKIP() << "PICKET_DATA is not set";
  const std::set<std::string> enterprise = published_ids(data, "enterprise");
  const std::set<std::string> ics = published_ids(data, "ics");
  ASSERT_GT(enterprise.size(), 600U);
  ASSERT_GT(ics.size(), 70U);
  for (const std::string& name : attack_files()) {
    const AttackTemplate a = shipped_attack(name);
    for (const std::string& id : a.techniques) EXPECT_TRUE(enterprise.contains(id)) << name << " " << id;
    for (const AttackPhase& phase : a.phases)
      for (const std::string& id : phase.techniques) EXPECT_TRUE(enterprise.contains(id)) << name << " " << id;
    for (const std::string& id : a.ics_techniques) EXPECT_TRUE(ics.contains(id)) << name << " " << id;
  }
}

TEST(ShippedAttacks, expect_alerts_that_the_product_or_we_have_by_their_names) {
  const AlertCatalogue catalogue;
  for (const std::string& name : attack_files()) {
    const AttackTemplate a = shipped_attack(name);
    EXPECT_FALSE(a.expect.empty()) << name;
    std::set<std::string> seen;
    for (const std::string& alert : a.expect) {
      const auto found = catalogue.find(alert);
      ASSERT_TRUE(found) << name << ": " << alert;
      EXPECT_EQ(catalogue[*found].name, alert) << name;
      EXPECT_TRUE(seen.insert(alert).second) << name << ": " << alert << " is given twice";
    }
  }
}

/// All words after `key` in the text, such as the parameters that its fields name.
std::set<std::string> words_after(const std::string& text, const std::string& key) {
  std::set<std::string> words;
  const std::regex pattern(key + ": *([a-z0-9_]+)");
  for (std::sregex_iterator m(text.begin(), text.end(), pattern), end; m != end; ++m) words.insert((*m)[1]);
  return words;
}

TEST(ShippedAttacks, have_parameters_with_ranges_and_use_them_and_their_machines) {
  for (const std::string& name : attack_files()) {
    const AttackTemplate a = shipped_attack(name);
    const std::set<std::string> used = words_after(text_of(name), "_parameter");
    const std::set<std::string> met = words_after(text_of(name), "remote");
    for (const auto& [key, parameter] : a.parameters) {
      EXPECT_TRUE(used.contains(key)) << name << ": nothing uses " << key;
      EXPECT_LT(parameter.min, parameter.max) << name << " " << key;
      EXPECT_LE(parameter.min, parameter.value) << name << " " << key;
      EXPECT_LE(parameter.value, parameter.max) << name << " " << key;
      EXPECT_TRUE(parameter.says.ends_with('.')) << name << " " << key;
    }
    for (const auto& [role, remote] : a.infrastructure) EXPECT_TRUE(met.contains(role)) << name << ": nobody meets " << role;
    for (const AttackPhase& phase : a.phases)
      for (const AttackEmission& e : phase.emit)
        for (const std::string& text : e.commandlines)
          EXPECT_TRUE(text.find("{ipv4}") == std::string::npos || !e.remote.empty()) << name << ": whose address? " << text;
  }
}

/// RFC 5737 and private addresses, the device itself, and what stands for every address.
bool is_nobodys_address(const IpAddress& address) {
  const std::uint32_t v4 = address.v4_value();
  return address.is_private() || v4 >> 24 == 127 || v4 == 0 || v4 >> 8 == 0xc00002 || v4 >> 8 == 0xc63364 || v4 >> 8 == 0xcb0071;
}

TEST(ShippedAttacks, name_no_machine_that_somebody_may_have) {
  const std::regex dotted("(^|[^0-9.])([0-9]{1,3}(\\.[0-9]{1,3}){3})([^0-9.]|$)");
  const std::regex host("://([^/:\\s\"'{}]+)");
  for (const std::string& name : attack_files()) {
    std::istringstream lines(text_of(name));
    for (std::string line; std::getline(lines, line);) {
      if (line.starts_with('#')) continue;
      for (std::sregex_iterator m(line.begin(), line.end(), dotted), end; m != end; ++m) {
        const auto address = IpAddress::parse((*m)[2].str());
        ASSERT_TRUE(address) << name << ": " << line;
        EXPECT_TRUE(is_nobodys_address(*address)) << name << ": " << *(*m)[2].first << " in " << line;
      }
      for (std::sregex_iterator m(line.begin(), line.end(), host), end; m != end; ++m) {
        const std::string who = (*m)[1];
        EXPECT_TRUE(who.find('.') == std::string::npos || who.ends_with(".example") || IpAddress::parse(who)) << name << ": " << who;
      }
    }
    for (const auto& [role, remote] : shipped_attack(name).infrastructure)
      EXPECT_TRUE(remote.domain.empty() || remote.domain.ends_with(".example")) << name << ": " << role;
  }
}

// Played once with every phase that may happen, and often as the file says (a phase may end the attack for those
// after it): each emission comes, in its phase, and is built into events; each act at the hub comes.
TEST(ShippedAttacks, do_in_every_phase_what_they_say) {
  Scenario scenario = world_of("iot_gateway", 4);
  scenario.device_classes["iot_gateway"].reboots_per_30_days = 0;
  scenario.device_classes["iot_gateway"].power_losses_per_year = 0;
  for (const std::string& name : attack_files()) {
    const AttackTemplate as_written = shipped_attack(name);
    AttackTemplate certain = as_written;
    for (AttackPhase& phase : certain.phases) {
      phase.probability_parameter.clear();
      phase.probability = 1;
    }
    TextTable texts;
    const Fleet fleet(scenario, 0, texts);
    const DeviceId victim(1);
    std::set<std::size_t> emitted;
    std::set<std::size_t> acted;
    const CompiledAttack sure(AttackId(0), certain, {}, key_of(1, fnv1a(name)), texts);
    const CompiledAttack usual(AttackId(0), as_written, {}, key_of(2, fnv1a(name)), texts);
    const auto note = [&](const CompiledAttack& attack, const UnitTimeline& timeline) {
      for (const PlannedRun& run : timeline.runs) {
        ASSERT_FALSE(run.empty());
        const CompiledPhase& phase = attack.phases[run.phase];
        EXPECT_GE(run.emission, phase.first_emission) << name;
        EXPECT_LT(run.emission, phase.first_emission + phase.emissions) << name;
        const EventRun built = attack.build(run, run.begin, run.begin + 1, fleet.device(victim), fleet.device_key(victim));
        EXPECT_EQ(built.count, 1U) << name;
        emitted.insert(run.emission);
      }
      for (const PlannedRun& act : timeline.hub_acts) {
        const CompiledPhase& phase = attack.phases[act.phase];
        EXPECT_GE(act.emission, phase.first_hub_act) << name;
        EXPECT_LT(act.emission, phase.first_hub_act + phase.hub_acts) << name;
        acted.insert(act.emission);
      }
    };
    const Time start = scenario.start_utc;
    note(sure, play(sure, fleet, victim, start, start + Duration::days(30), 0));
    for (std::uint32_t i = 0; i < 20; ++i) note(usual, play(usual, fleet, victim, start, start + Duration::days(2), i));
    for (const CompiledPhase& phase : sure.phases)
      for (std::size_t e = phase.first_emission; e < phase.first_emission + phase.emissions; ++e)
        EXPECT_TRUE(emitted.contains(e)) << name << ": phase " << phase.source.id << " never emits its event template "
                                         << e - phase.first_emission + 1;
    for (std::size_t a = 0; a < sure.hub_acts.size(); ++a)
      EXPECT_TRUE(acted.contains(a)) << name << ": act " << a + 1 << " at the hub never happens";
  }
}

// A36 of the survey: an hour and more either way, and drift; the file sets it two hours ahead for six, from some seconds after
// the log-in on.
TEST(ShippedAttacks, clock_tampering_sets_the_clock_for_as_long_as_it_says) {
  const Scenario scenario = world_of("iot_gateway", 4);
  TextTable texts;
  const Fleet fleet(scenario, 0, texts);
  const auto clocks = [&](const std::map<std::string, double>& parameters) {
    const CompiledAttack attack(AttackId(0), shipped_attack("a36_clock_tampering"), parameters, 3, texts);
    return play(attack, fleet, DeviceId(0), scenario.start_utc, scenario.start_utc + Duration::days(2), 0).clocks;
  };
  const auto ahead = clocks({});
  ASSERT_EQ(ahead.size(), 1U);
  EXPECT_EQ(ahead[0].shift, Duration::hours(2));
  EXPECT_EQ(ahead[0].until - ahead[0].from, Duration::hours(6));
  EXPECT_LT(ahead[0].from, scenario.start_utc + Duration::minutes(1));
  const auto slow = clocks({{"shift", 0}, {"drift", -500}, {"wrong_seconds", 86'400}});
  ASSERT_EQ(slow.size(), 1U);
  // 500 ppm of a day are 43.2 s.
  EXPECT_EQ(slow[0].error_at(slow[0].from + Duration::days(1)), Duration::milliseconds(-43'200));
}

/// The ends of what each parameter draws: all low, all high, and the same of what is held out. Of choices the smallest and
/// the largest.
std::vector<std::map<std::string, double>> ends_of_ranges(const AttackTemplate& a) {
  std::map<std::string, double> low, high, low_held_out, high_held_out;
  for (const auto& [name, p] : a.parameters) {
    if (!p.is_drawn()) continue;
    const std::vector<double>& drawn = p.range.empty() ? p.choices : p.range;
    low[name] = *std::min_element(drawn.begin(), drawn.end());
    high[name] = *std::max_element(drawn.begin(), drawn.end());
    low_held_out[name] = p.held_out.empty() ? low[name] : p.held_out.front();
    high_held_out[name] = p.held_out.empty() ? high[name] : p.held_out.back();
  }
  if (low.empty()) return {};
  return {low, high, low_held_out, high_held_out};
}

TEST(ShippedAttacks, most_have_ranges_and_most_of_these_have_held_out_ones) {
  std::size_t ranges = 0;
  std::size_t held_out = 0;
  for (const std::string& name : attack_files()) {
    const AttackTemplate a = shipped_attack(name);
    ranges += a.has_ranges() ? 1 : 0;
    held_out += a.has_held_out() ? 1 : 0;
    if (a.has_ranges()) {
      EXPECT_NE(text_of(name).find("# Ranges: "), std::string::npos) << name << ": the head says where they come from";
    }
  }
  EXPECT_GE(ranges, 20U);
  EXPECT_GT(2 * held_out, ranges);
}

// As a scenario sets them, through the loader and its checks, and then compiled and played for six hours.
TEST(ShippedAttacks, are_attacks_at_both_ends_of_every_range) {
  for (const std::string& name : attack_files()) {
    const AttackTemplate a = shipped_attack(name);
    const auto ends = ends_of_ranges(a);
    if (ends.empty()) continue;
    std::string text = "name: ends\nduration: 30 days\npolicies: [{use: raw}]\nfleet: [{device_class: iot_gateway, count: 8, access: {ethernet: 1}}]\nattacks:\n";
    for (std::size_t i = 0; i < ends.size(); ++i) {
      text += "  - {name: end_" + std::to_string(i) + ", use: " + name + ", targets: {count: 1}, parameters: {";
      for (const auto& [parameter, value] : ends[i]) text += parameter + ": " + format_number(value) + ", ";
      text += "}}\n";
    }
    for (const std::string held_out : {"false", "true"}) {
      if (held_out == "true" && !a.has_held_out()) continue;
      text += "  - {name: variant_" + held_out + ", use: " + name + ", targets: {count: 1}, variant: 1, held_out: " + held_out + "}\n";
    }
    Diagnostics diagnostics;
    const LoadResult loaded = load_scenario_text(text, "ends.yaml", {}, std::string(PICKET_SOURCE_DIR) + "/scenarios", diagnostics);
    ASSERT_TRUE(loaded.ok()) << name << "\n" << diagnostics.text();
    const Scenario& scenario = *loaded.scenario;
    TextTable texts;
    const Fleet fleet(scenario, 0, texts);
    for (std::size_t i = 0; i < ends.size(); ++i) {
      const CompiledAttack compiled(AttackId(0), a, ends[i], key_of(7, fnv1a(name)), texts);
      const Time start = scenario.start_utc;
      const UnitTimeline timeline = play(compiled, fleet, DeviceId(1), start, start + Duration::hours(6), 0);
      EXPECT_FALSE(timeline.runs.empty() && timeline.hub_acts.empty()) << name << ", end " << i;
    }
  }
}

}  // namespace
}  // namespace picket::sim
