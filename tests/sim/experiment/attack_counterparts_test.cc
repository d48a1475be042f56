// Recorded attacks beside those of the library: what both leave, and what the detections say of both.
//
// The tables of scenarios/attacks/README.md are what these tests count; UPDATE_GOLDEN=1 writes them anew. Of a recording
// only what it labels as an attack is taken (of the scan, which has no labels, all); the template is played on one device
// for as long as the recording lasts, kRuns times by independent keys, and stands in the table as the median and the
// range of these runs. Both are fed to agents and pipeline the way `picket replay` does it. Nothing is fitted here.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <array>
#include <filesystem>
#include <functional>

#include "sim/experiment/replay.h"
#include "sim/fleet/proc_trace_reader.h"
#include "sim/scenario/load.h"
#include "tests/sim/experiment/counterpart_figures.h"
#include "tests/sim/experiment/counterpart_traces.h"
#include "tests/sim/experiment/shipped_content.h"
#include "tests/sim/fleet/readme_section.h"
#include "tests/sim/fleet/trace_file.h"

namespace picket::sim {
namespace {

constexpr std::uint32_t kRuns = 20;
constexpr std::uint32_t kReplays = 3;  ///< of these, as many are replayed
constexpr std::array<const char*, 3> kReplayedPolicies{"raw", "g2_linux", "picket"};
const std::string kDocument = "scenarios/attacks/README.md";

std::vector<Contact> contacts_of(const ReplayTrace& trace) {
  std::vector<Contact> contacts;
  for (const ReplayEvent& event : trace.events) {
    if (const auto c = contact_of(event.event)) contacts.push_back(*c);
  }
  return contacts;
}

using F = ContactFigures;

struct Row {
  const char* name;
  double ContactFigures::*value;
  bool of_flows;  ///< log-ins have neither ports nor bytes
};

constexpr std::array<Row, 11> kRows{{
    {"contacts", &ContactFigures::contacts, false},
    {"a minute, median", &ContactFigures::per_minute_median, false},
    {"a minute, 90 %", &ContactFigures::per_minute_p90, false},
    {"peers an hour", &ContactFigures::peers_per_hour, false},
    {"five-tuples", &ContactFigures::five_tuples, true},
    {"share of the port met most", &ContactFigures::top_port_share, true},
    {"share unanswered or refused", &ContactFigures::failed_share, false},
    {"bytes out a contact, median", &ContactFigures::bytes_out_median, true},
    {"bytes out in all", &ContactFigures::bytes_out_sum, true},
    {"gap to the peer met most, median, s", &ContactFigures::gap_median, false},
    {"the same, CV", &ContactFigures::gap_cv, false},
}};

std::string number(double value) {
  if (value >= 1e9) return fmt::format("{:.3g} G", value / 1e9);
  if (value >= 1e6) return fmt::format("{:.3g} M", value / 1e6);
  return value >= 1'000 ? fmt::format("{:.0f}", value) : fmt::format("{:.3g}", value);
}

std::string ports_of(const std::vector<Contact>& contacts) {
  const auto shares = port_shares(contacts);
  std::string text;
  for (std::size_t i = 0; i < std::min<std::size_t>(3, shares.size()); ++i) {
    text += fmt::format("{}{} ({:.0f} %)", i == 0 ? "" : ", ", shares[i].first, 100 * shares[i].second);
  }
  return shares.size() > 3 ? text + fmt::format(", {} others", shares.size() - 3) : text;
}

/// Where the recorded value lies against the runs of the template.
std::string place_of(double recorded, double low, double high) {
  if (std::max(recorded, high) > 0 && recorded >= low / 1.05 && recorded <= high * 1.05 &&
      (recorded < low || recorded > high)) {
    return "within 5 % of it";
  }
  const auto beyond = [](double a, double b) { return b > 0 ? fmt::format(", x{:.3g}", a / b) : std::string(); };
  if (recorded < low) return "template higher" + beyond(low, recorded);
  if (recorded > high) return "template lower" + beyond(recorded, high);
  return "within";
}

/// What the runs of one template came to; the table's columns.
struct SideBySide {
  ContactFigures recorded;
  std::vector<ContactFigures> runs;
  double median(double ContactFigures::*value) const {
    std::vector<double> all;
    for (const ContactFigures& f : runs) all.push_back(f.*value);
    return middle(all);
  }
  /// Larger over smaller of what was recorded and the template's median; both 0: 1, one 0: infinite.
  double factor(double ContactFigures::*value) const {
    const double a = recorded.*value, b = median(value);
    if (a == b) return 1;
    return std::max(a, b) / std::min(a, b);
  }
};

/// The kinds of alerts that a trace raises under a policy with the time of the first of each; notices are left out.
std::map<std::string, double> alerts_of(const ReplayLaneResult& result) {
  std::map<std::string, double> first;
  for (const TimelineMark& mark : result.lane.marks) {
    if (mark.kind != "alert" && mark.kind != "false_alert") continue;
    const auto [found, is_new] = first.try_emplace(mark.label, mark.at_seconds);
    if (!is_new) found->second = std::min(found->second, mark.at_seconds);
  }
  return first;
}

std::string time_text(double seconds) {
  if (seconds < 120) return fmt::format("{:.0f} s", seconds);
  if (seconds < 7'200) return fmt::format("{:.0f} min", seconds / 60);
  return fmt::format("{:.1f} h", seconds / 3'600);
}

Scenario base() {
  Diagnostics diagnostics;
  const std::vector<std::string> names(kReplayedPolicies.begin(), kReplayedPolicies.end());
  LoadResult loaded = load_scenario_text(replay_scenario_text(names), "replay", {},
                                         std::string(PICKET_SOURCE_DIR) + "/scenarios", diagnostics);
  EXPECT_TRUE(loaded.ok()) << diagnostics.text();
  return std::move(loaded.scenario).value_or(Scenario());
}

/// By policy, then kind of alert: first times in those of the traces that have it.
using Alerts = std::map<std::string, std::map<std::string, std::vector<double>>>;

void add_alerts(const ReplayTrace& trace, Alerts& out) {
  const ReplayOutcome outcome = replay_trace(trace, base(), test::shipped_replay_content(), 1);
  EXPECT_THAT(outcome.imbalances, ::testing::IsEmpty());
  for (const ReplayLaneResult& lane : outcome.lanes) {
    for (const auto& [alert, seconds] : alerts_of(lane)) out[lane.lane.policy][alert].push_back(seconds);
  }
}

Alerts alerts_of(const ReplayTrace& trace) {
  Alerts out;
  add_alerts(trace, out);
  return out;
}

Alerts alerts_of(const PlayRequest& request) {
  Alerts out;
  for (std::uint32_t run = 0; run < kReplays; ++run) add_alerts(*play_attack(request, run), out);
  return out;
}

/// "sim.rare_peer 12 min; sim.scan_out 3 min (2 of 3)", by the median of the first times.
std::string cell(const Alerts& alerts, const std::string& policy, std::uint32_t traces) {
  const auto found = alerts.find(policy);
  if (found == alerts.end()) return "none";
  std::vector<std::pair<double, std::string>> parts;
  for (const auto& [alert, times] : found->second) {
    std::string text = alert + " " + time_text(middle(times));
    if (times.size() < traces) text += fmt::format(" ({} of {})", times.size(), traces);
    parts.emplace_back(middle(times), text);
  }
  std::sort(parts.begin(), parts.end());
  std::string text;
  for (const auto& [time, part] : parts) text += (text.empty() ? "" : "; ") + part;
  return text;
}

std::string alert_table(const Alerts& recorded, const Alerts& alike, const Alerts* whole) {
  std::string text = whole == nullptr ? "| Policy | Recorded | Template |\n|---|---|---|\n"
                                      : "| Policy | Recorded | Template, its flows alone | Template, all its events |\n|---|---|---|---|\n";
  for (const std::string policy : kReplayedPolicies) {
    text += fmt::format("| {} | {} | {} |", policy, cell(recorded, policy, 1), cell(alike, policy, kReplays));
    if (whole != nullptr) text += fmt::format(" {} |", cell(*whole, policy, kReplays));
    text += "\n";
  }
  return text + "\n";
}

std::string figure_table(const std::vector<Contact>& recorded, const std::vector<std::vector<Contact>>& runs,
                         bool flows, SideBySide& out) {
  out.recorded = figures_of(recorded);
  for (const auto& run : runs) out.runs.push_back(figures_of(run));
  std::string text = "| What | Recorded | Template, median (range) | Verdict |\n|---|---|---|---|\n";
  for (const Row& row : kRows) {
    if (row.of_flows && !flows) continue;
    const auto less = [&](const auto& a, const auto& b) { return a.*row.value < b.*row.value; };
    const double low = (*std::min_element(out.runs.begin(), out.runs.end(), less)).*row.value;
    const double high = (*std::max_element(out.runs.begin(), out.runs.end(), less)).*row.value;
    const double value = out.recorded.*row.value;
    text += fmt::format("| {} | {} | {} ({} to {}) | {} |\n", row.name, number(value), number(out.median(row.value)),
                        number(low), number(high), place_of(value, low, high));
  }
  if (flows) text += fmt::format("| ports, of the template those of one run | {} | {} | |\n", ports_of(recorded), ports_of(runs.front()));
  return text + "\n";
}

/// Plays the flows (or log-ins) of a template kRuns times.
std::vector<std::vector<Contact>> played(const PlayRequest& request, const std::function<bool(const RawEvent&)>& take) {
  std::vector<std::vector<Contact>> runs;
  for (std::uint32_t run = 0; run < kRuns; ++run) {
    const auto trace = play_attack(request, run);
    std::vector<Contact>& contacts = runs.emplace_back();
    for (const ReplayEvent& e : trace->events) {
      if (!take(e.event)) continue;
      if (const auto c = contact_of(e.event)) contacts.push_back(*c);
    }
  }
  return runs;
}

bool is_flow(const RawEvent& e) { return std::holds_alternative<NetworkRecord>(e.record); }
bool is_outbound(const RawEvent& e) {
  const auto* n = std::get_if<NetworkRecord>(&e.record);
  return n != nullptr && n->direction == Direction::kOutbound;
}
bool is_login(const RawEvent& e) { return std::holds_alternative<LoginRecord>(e.record); }

std::unique_ptr<ReplayTrace> recorded_flows(const std::string& path) {
  auto trace = read_replay_trace(path, TraceKind::kZeekConn);
  EXPECT_TRUE(trace.ok()) << path;
  return std::move(trace).value();
}

struct Compared {
  SideBySide figures;
  Alerts recorded;
  Alerts alike;
};

/// A recorded attack's flows and those of its template, figures and alerts; writes or compares the section.
/// `whole` is what stands in the last column of the alerts.
Compared compare_flows(const std::string& section, const ReplayTrace& attack, PlayRequest request, PlayRequest whole,
                       bool (*take)(const RawEvent&)) {
  Compared result;
  const std::string text = figure_table(contacts_of(attack), played(request, take), true, result.figures);
  expect_section(kDocument, section, "\n" + text);
  result.recorded = alerts_of(attack);
  request.flows_only = true;
  result.alike = alerts_of(request);
  const Alerts all = alerts_of(whole);
  expect_section(kDocument, section + "_alerts", "\n" + alert_table(result.recorded, result.alike, &all));
  return result;
}

TEST(AttackCounterparts, mirai_beside_capture_44_1) {
  const std::string path = data_file("net/iot23_malware_mirai_44-1.csv.gz");
  if (path.empty()) GTEST_SKIP() << "PICKET_DATA does not hold the trace";
  auto capture = recorded_flows(path);
  // The capture has a flood and no scan: the flood is made certain, the scan is left out; the last column has it.
  PlayRequest request{"a01_mirai", "ip_camera", capture->span(), {{"ddos_probability", 1}}, {"scan"}};
  PlayRequest whole = request;
  whole.without = {};
  whole.most = 5'000;  // some half a minute of the scan
  const Compared c = compare_flows("mirai", *only_attack(std::move(capture)), request, whole, is_outbound);
  // What differs: the capture asks for downloads again and again, 7 s apart in the median, and keeps one connection
  // open for its command server, which a flow log shows once; the template's 60 s are the packets on it.
  EXPECT_GT(c.figures.factor(&F::gap_median), 5);
  EXPECT_GT(c.figures.factor(&F::five_tuples), 4);
}

TEST(AttackCounterparts, gafgyt_beside_capture_8_1_of_hakai) {
  const std::string path = data_file("net/iot23_malware_hakai_8-1.csv.gz");
  if (path.empty()) GTEST_SKIP() << "PICKET_DATA does not hold the trace";
  auto capture = recorded_flows(path);
  const PlayRequest request{"a03_gafgyt", "ip_camera", capture->span()};
  const Compared c = compare_flows("gafgyt", *only_attack(std::move(capture)), request, request, is_outbound);
  EXPECT_LT(c.figures.factor(&F::contacts), 1.1);
  EXPECT_LT(c.figures.factor(&F::per_minute_median), 1.1);
  EXPECT_LT(c.figures.factor(&F::per_minute_p90), 1.25);
  EXPECT_LT(c.figures.factor(&F::failed_share), 1.01);
  EXPECT_LT(c.figures.factor(&F::gap_median), 1.1);
  EXPECT_LT(c.figures.factor(&F::gap_cv), 1.5);
  // What differs: two servers in turn, and four attempts from one local port.
  EXPECT_GT(c.figures.factor(&F::peers_per_hour), 1.5);
  EXPECT_GT(c.figures.factor(&F::five_tuples), 3);
  // Its attempts have the bytes of their packets, 60 and 180, and are found at either server: each has half of them.
  EXPECT_DOUBLE_EQ(c.figures.recorded.bytes_out_median, 60);
  EXPECT_TRUE(c.recorded.contains("raw") && c.recorded.at("raw").contains("sim.c2_retry"));
  for (const std::string policy : {"raw", "picket"}) {
    EXPECT_FALSE(c.recorded.find(policy) == c.recorded.end()) << policy;
    EXPECT_FALSE(c.alike.find(policy) == c.alike.end()) << policy;
  }
}

TEST(AttackCounterparts, torii_beside_capture_20_1) {
  const std::string path = data_file("net/iot23_malware_torii_20-1.csv.gz");
  if (path.empty()) GTEST_SKIP() << "PICKET_DATA does not hold the trace";
  auto capture = recorded_flows(path);
  const PlayRequest request{"a04_torii", "ip_camera", capture->span()};
  const Compared c = compare_flows("torii", *only_attack(std::move(capture)), request, request, is_outbound);
  EXPECT_LT(c.figures.factor(&F::contacts), 1.5);
  EXPECT_LT(c.figures.factor(&F::failed_share), 1.1);
  EXPECT_LT(c.figures.factor(&F::top_port_share), 1.1);
  // What differs: payload in two sessions of 18 to 19 kB, and all attempts in two bursts.
  EXPECT_GT(c.figures.factor(&F::bytes_out_sum), 10);
  EXPECT_GT(c.figures.factor(&F::gap_median), 50);
  EXPECT_GT(c.figures.factor(&F::gap_cv), 2.5);
}

TEST(AttackCounterparts, port_scan_beside_the_most_scanned_machine_of_capture_002) {
  const std::string path = data_file("net/strato_002_nmap_scan.conn.jsonl.gz");
  if (path.empty()) GTEST_SKIP() << "PICKET_DATA does not hold the trace";
  const auto capture = recorded_flows(path);
  const PlayRequest request{"a12_port_scan", "iot_gateway", capture->span()};
  const Compared c = compare_flows("port_scan", *as_most_scanned_target(*capture), request, request, is_flow);
  EXPECT_DOUBLE_EQ(c.figures.factor(&F::peers_per_hour), 1);
  // What differs: a tenth of the ports, and a reset has no payload while the template counts its 40 bytes.
  EXPECT_GT(c.figures.factor(&F::contacts), 9);
  EXPECT_DOUBLE_EQ(c.figures.recorded.failed_share, 1);
  EXPECT_DOUBLE_EQ(c.figures.median(&F::failed_share), 0);
}

TEST(AttackCounterparts, network_sweep_beside_the_scanner_of_capture_002) {
  const std::string path = data_file("net/strato_002_nmap_scan.conn.jsonl.gz");
  if (path.empty()) GTEST_SKIP() << "PICKET_DATA does not hold the trace";
  auto capture = recorded_flows(path);
  const PlayRequest request{"a13_network_sweep", "iot_gateway", capture->span()};
  const Compared c = compare_flows("network_sweep", *only_attack(std::move(capture)), request, request, is_outbound);
  EXPECT_LT(c.figures.factor(&F::contacts), 2.1);
  EXPECT_LT(c.figures.factor(&F::failed_share), 1.05);
  EXPECT_LT(c.figures.factor(&F::peers_per_hour), 3);
  // What differs: three networks one after the other with pauses, most of its minutes idle; here one in two minutes.
  EXPECT_DOUBLE_EQ(c.figures.recorded.per_minute_median, 0);
  EXPECT_GT(c.figures.median(&F::per_minute_median), 300);
}

/// "2 (median), 18 (90 %), 545 (most)".
std::string guesses_text(const std::vector<Contact>& contacts) {
  const std::vector<double> counts = contacts_of_peers(contacts);
  return fmt::format("{} log-ins of {} sources; of a source {} (median), {} (90 %), {} (most)\n", contacts.size(),
                     counts.size(), number(middle(counts)), number(ranked(counts, 0.9)), number(ranked(counts, 1)));
}

TEST(AttackCounterparts, ssh_brute_force_beside_a_servers_log_and_a_honeypot) {
  const std::string syslog = data_file("auth/loghub_Linux_2k.log.gz");
  const std::string honeypot = data_file("auth/cowrie_sessions_2025_first_half.csv.gz");
  if (syslog.empty() || honeypot.empty()) GTEST_SKIP() << "PICKET_DATA does not hold the logs";
  const auto log = read_syslog_logins(syslog);
  const auto sessions = read_honeypot_logins(honeypot, 20'000);
  const PlayRequest request{"a10_ssh_brute_force", "iot_gateway", Duration::hours(24)};
  const auto runs = played(request, is_login);
  const auto all = contacts_of(*log);
  const auto all_sessions = contacts_of(*sessions);
  std::string text = "\nServer's log: " + guesses_text(all) + "\nHoneypot: " + guesses_text(all_sessions) + "\n";
  SideBySide server;
  text += "The source met most in the server's log:\n\n" + figure_table(of_busiest_peer(all), runs, false, server);
  SideBySide pot;
  text += "The source met most at the honeypot:\n\n" + figure_table(of_busiest_peer(all_sessions), runs, false, pot);
  expect_section(kDocument, "ssh_brute_force", text);
  // 10 to 60 guesses a minute are the survey's; both are in it or close to it. What differs: no gap of the template varies.
  EXPECT_LT(server.factor(&F::per_minute_median), 1.5);
  EXPECT_LT(pot.factor(&F::per_minute_median), 6);
  EXPECT_LT(pot.factor(&F::contacts), 1.5);
  EXPECT_LT(server.factor(&F::failed_share), 1.01);
  EXPECT_LT(pot.factor(&F::failed_share), 1.01);
  EXPECT_GT(server.recorded.gap_cv, 1);
  EXPECT_LT(server.median(&F::gap_cv), 0.05);
  const Alerts whole = alerts_of(request);
  expect_section(kDocument, "ssh_brute_force_alerts", "\n" + alert_table(alerts_of(*log), whole, nullptr));
}

/// Ids of the attacks of the library that run the program of this command line.
std::string attacks_that_run(const std::string& command) {
  const auto program_of = [](const std::string& line) {
    const std::string word = line.substr(0, line.find(' '));
    return word.substr(word.rfind('/') + 1);
  };
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(std::string(PICKET_SOURCE_DIR) + "/scenarios/attacks")) {
    if (entry.path().extension() == ".yaml") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  std::string ids;
  for (const std::string& name : names) {
    const auto attack = shipped<AttackTemplate>("attacks/" + name + ".yaml");
    bool runs = false;
    for (const AttackPhase& phase : attack.phases) {
      for (const AttackEmission& emission : phase.emit) {
        for (const std::string& line : emission.commandlines) {
          runs = runs || (emission.kind == StepKind::kProcess && program_of(line) == program_of(command));
        }
      }
    }
    if (runs) ids += (ids.empty() ? "" : ", ") + attack.id;
  }
  return ids.empty() ? "none" : ids;
}

TEST(AttackCounterparts, commands_of_two_published_audit_logs) {
  std::string text = "\n| Log | Command | Attacks that run the program | Alerts: raw | g2_linux | picket |\n|---|---|---|---|---|---|\n";
  for (const std::string name : {"otrf_auditd_sh_arp_cache_2020-11-10074812", "otrf_auditd_sh_binary_padding_dd_2020-11-10081941"}) {
    const std::string path = data_file("proc/" + name + ".log.gz");
    if (path.empty()) GTEST_SKIP() << "PICKET_DATA does not hold the logs";
    const auto execs = read_audit_execs(path);
    EXPECT_EQ(execs.size(), name.find("arp") != std::string::npos ? 2U : 1U);
    for (const auto& [seconds, command] : execs) {
      auto trace = empty_trace(name);
      ProcessRecord exec;
      exec.commandline = trace->texts->intern(command);
      exec.executable = trace->texts->intern(command.substr(0, command.find(' ')));
      exec.process_id = 1'631;
      label_all(*trace, {{Time::from_unix_microseconds(static_cast<std::int64_t>(seconds * 1e6)), exec}});
      const Alerts alerts = alerts_of(*trace);
      text += fmt::format("| {} | `{}` | {} |", name, command, attacks_that_run(command));
      for (const std::string policy : kReplayedPolicies) text += fmt::format(" {} |", cell(alerts, policy, 1));
      text += "\n";
    }
  }
  expect_section(kDocument, "commands", text + "\n");
}

}  // namespace
}  // namespace picket::sim
