#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "agent_core/base/hash.h"
#include "agent_core/collect/self_report.h"
#include "sim/attack/compiled_attack.h"
#include "sim/attack/unit_timeline.h"
#include "sim/experiment/replay_trace.h"
#include "sim/fleet/trace_lines.h"
#include "tests/sim/fleet/example_world.h"

namespace picket::sim {

/// The texts and the report of system information of a trace that a test makes; see read_replay_trace.
inline std::unique_ptr<ReplayTrace> empty_trace(const std::string& name) {
  auto trace = std::make_unique<ReplayTrace>();
  trace->path = name;
  trace->texts = std::make_unique<TextTable>();
  SystemInformationRecord& about = trace->information;
  about.os_name = trace->texts->intern("Linux");
  const Text unknown = trace->texts->intern("unknown");
  about.os_version = about.hardware_vendor = about.hardware_model = about.firmware_version = unknown;
  return trace;
}

/// Makes all events of the one device one unit, labelled "attack".
inline void label_all(ReplayTrace& trace, std::vector<RawEvent> events) {
  std::stable_sort(events.begin(), events.end(), [](const RawEvent& a, const RawEvent& b) { return a.time < b.time; });
  intern_log_texts(*trace.texts);
  trace.texts->freeze();
  trace.devices = {"device"};
  trace.labels = {"attack"};
  trace.units = {{0, 0, events.front().time, events.back().time, events.size()}};
  trace.labelled = trace.report.events = events.size();
  trace.kinds = {};
  trace.events.clear();
  for (RawEvent& event : events) {
    ++trace.kinds[static_cast<std::size_t>(kind_of(event.record))];
    trace.events.push_back({event, 0, 0});
  }
}


struct PlayRequest {
  std::string attack;
  std::string device_class;
  Duration length;
  std::map<std::string, double> parameters = {};
  std::vector<std::string> without = {};  ///< phases left out
  bool flows_only = false;
  std::size_t most = 20'000;              ///< events; what comes later is cut
};

/// Plays the plan of an attack without an agent; the `run`-th of independent runs.
/// Model: the class's own restarts and power cuts are off, so that none ends the attack. Events are those of
///        AttackPlan::events; what sensors clear of a record (raw socket, interface) is cleared.
inline std::unique_ptr<ReplayTrace> play_attack(const PlayRequest& request, std::uint32_t run) {
  auto trace = empty_trace(request.attack);
  Scenario scenario = world_of(request.device_class, 4);
  scenario.device_classes[request.device_class].reboots_per_30_days = 0;
  scenario.device_classes[request.device_class].power_losses_per_year = 0;
  const Fleet fleet(scenario, 0, *trace->texts);
  const DeviceId victim(1);
  const auto attack_template = shipped<AttackTemplate>("attacks/" + request.attack + ".yaml");
  const CompiledAttack attack(AttackId(0), attack_template, request.parameters,
                              key_of(run + 1, fnv1a(request.attack)), *trace->texts);
  const Time start = scenario.start_utc;
  const Time end = start + request.length;
  std::vector<PlannedRun> runs = play(attack, fleet, victim, start, end, 0).runs;
  std::vector<RawEvent> events;
  for (PlannedRun& planned : runs) {
    const std::string& phase = attack.phases[planned.phase].source.id;
    if (std::find(request.without.begin(), request.without.end(), phase) != request.without.end()) continue;
    planned.cut(end);
    // No run can give more of the first `most` events than these.
    for (std::size_t taken = 0; !planned.empty() && taken < request.most; ++planned.begin, ++taken) {
      RawEvent event =
          attack.build(planned, planned.begin, planned.begin + 1, fleet.device(victim), fleet.device_key(victim)).first;
      auto* flow = std::get_if<NetworkRecord>(&event.record);
      if (flow != nullptr) {
        flow->raw_socket = false;
        flow->interface = NetworkInterface::kEth0;
      } else if (request.flows_only) {
        break;
      }
      events.push_back(event);
    }
  }
  std::stable_sort(events.begin(), events.end(), [](const RawEvent& a, const RawEvent& b) { return a.time < b.time; });
  if (events.size() > request.most) events.resize(request.most);
  label_all(*trace, std::move(events));
  return trace;
}

/// Part of a recorded trace: its labelled events, or all where it labels none, as one attack on one device.
inline std::unique_ptr<ReplayTrace> only_attack(std::unique_ptr<ReplayTrace> trace) {
  std::vector<RawEvent> events;
  for (const ReplayEvent& event : trace->events) {
    if (trace->labelled == 0 || event.unit != Lineage::kBenign) events.push_back(event.event);
  }
  label_all(*trace, std::move(events));
  return trace;
}

/// The flows of a scan as the machine with the most distinct ports tried saw them: inbound, from the one scanner.
inline std::unique_ptr<ReplayTrace> as_most_scanned_target(const ReplayTrace& scan) {
  std::map<IpAddress, std::map<std::uint16_t, int>> ports;
  for (const ReplayEvent& e : scan.events) {
    const auto& n = std::get<NetworkRecord>(e.event.record);
    if (n.protocol == TransportProtocol::kTcp) ++ports[n.remote_address][n.remote_port];
  }
  const IpAddress target = std::max_element(ports.begin(), ports.end(), [](const auto& a, const auto& b) {
                             return a.second.size() < b.second.size();
                           })->first;
  auto trace = empty_trace("most_scanned_target");
  std::vector<RawEvent> events;
  for (const ReplayEvent& e : scan.events) {
    RawEvent event = e.event;
    auto& n = std::get<NetworkRecord>(event.record);
    if (n.remote_address != target) continue;
    std::swap(n.local_address, n.remote_address);
    std::swap(n.local_port, n.remote_port);
    std::swap(n.bytes_in, n.bytes_out);
    n.direction = Direction::kInbound;
    events.push_back(event);
  }
  label_all(*trace, std::move(events));
  return trace;
}

/// Log-ins of a recording as one trace; sources stand for addresses of 198.18.0.0/15 (RFC 2544) in the order of
/// their first log-in.
class RecordedLogins {
 public:
  explicit RecordedLogins(const std::string& name) : trace_(empty_trace(name)) {
    sshd_ = trace_->texts->intern("/usr/sbin/sshd");
  }
  void add(Time time, const std::string& source, const std::string& user, bool failed) {
    const auto [found, is_new] = sources_.try_emplace(source, static_cast<std::uint32_t>(sources_.size()));
    LoginRecord login;
    login.user_name = trace_->texts->intern(user);
    login.executable = sshd_;
    login.remote_address = IpAddress::v4(0xc6120000U + 1 + found->second);
    login.process_id = 1'000 + static_cast<std::uint32_t>(events_.size());
    login.operation = failed ? LoginOperation::kLoginFailed : LoginOperation::kLogin;
    events_.push_back({time, login});
  }
  std::unique_ptr<ReplayTrace> finish() {
    EXPECT_FALSE(events_.empty());
    label_all(*trace_, std::move(events_));
    return std::move(trace_);
  }

 private:
  std::unique_ptr<ReplayTrace> trace_;
  Text sshd_;
  std::map<std::string, std::uint32_t> sources_;
  std::vector<RawEvent> events_;
};

inline int number_in(const std::string& text, std::size_t from, std::size_t length) {
  int value = 0;
  if (from + length <= text.size()) std::from_chars(text.data() + from, text.data() + from + length, value);
  return value;
}

/// Seconds since the first of January of a date without leap day, as both logs have.
inline std::int64_t seconds_of_year(int month, int day, int hour, int minute, int second) {
  constexpr int kDaysBefore[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
  return ((kDaysBefore[std::clamp(month, 1, 12) - 1] + day - 1) * 24 + hour) * 3'600LL + minute * 60 + second;
}

/// Refused log-ins by ssh of a Linux server's system log ("Jun 15 02:04:59 combo sshd(pam_unix)[..]: authentication
/// failure; ... rhost=HOST  user=NAME"); a line without `user=` is a user that the machine does not know.
inline std::unique_ptr<ReplayTrace> read_syslog_logins(const std::string& path) {
  const std::string months = "JanFebMarAprMayJunJulAugSepOctNovDec";
  RecordedLogins logins("syslog");
  TraceReport report;
  TraceLines lines(path, report);
  for (std::string line; lines.next(line);) {
    const std::size_t host = line.find("rhost=");
    if (line.find("sshd(pam_unix)") == std::string::npos || line.find("authentication failure") == std::string::npos ||
        host == std::string::npos || line.size() < 16) {
      continue;
    }
    const auto month = static_cast<int>(months.find(line.substr(0, 3)) / 3) + 1;
    const int day = line[4] == ' ' ? number_in(line, 5, 1) : number_in(line, 4, 2);
    const auto second =
        seconds_of_year(month, day, number_in(line, 7, 2), number_in(line, 10, 2), number_in(line, 13, 2));
    const std::size_t user = line.find("user=", host);
    logins.add(Time::from_unix_seconds(1'104'537'600 + second),  // 2005-01-01, the year of the log
               line.substr(host + 6, line.find(' ', host) - host - 6),
               user == std::string::npos ? "unknown" : line.substr(user + 5), true);
  }
  EXPECT_EQ(report.faults.total(), 0);
  return logins.finish();
}

/// The guesses of ssh sessions at a honeypot (start_utc,duration_s,src,protocol,login_success,login_failed), each at
/// the start of its session; at most `most` sessions.
inline std::unique_ptr<ReplayTrace> read_honeypot_logins(const std::string& path, std::size_t most) {
  RecordedLogins logins("honeypot");
  TraceReport report;
  TraceLines lines(path, report);
  std::vector<std::string> fields;
  std::size_t sessions = 0;
  for (std::string line; sessions < most && lines.next(line);) {
    if (!split_csv(line, fields) || fields.size() != 6 || fields[3] != "ssh") continue;
    const std::string& t = fields[0];  // 2025-02-12T00:51:39.356583Z
    const auto second = seconds_of_year(number_in(t, 5, 2), number_in(t, 8, 2), number_in(t, 11, 2),
                                        number_in(t, 14, 2), number_in(t, 17, 2));
    const Time time = Time::from_unix_seconds(1'735'689'600 + second);  // 2025-01-01
    for (int i = number_in(fields[5], 0, fields[5].size()); i > 0; --i) logins.add(time, fields[2], "root", true);
    for (int i = number_in(fields[4], 0, fields[4].size()); i > 0; --i) logins.add(time, fields[2], "root", false);
    ++sessions;
  }
  return logins.finish();
}

/// Programs that an audit log shows being run: the arguments of each EXECVE line, at its time.
/// Limits: arguments in hexadecimal (with blanks or quotes) are taken as they stand.
inline std::vector<std::pair<double, std::string>> read_audit_execs(const std::string& path) {
  std::vector<std::pair<double, std::string>> execs;
  TraceReport report;
  TraceLines lines(path, report);
  for (std::string line; lines.next(line);) {
    const std::size_t at = line.find("audit(");
    if (!line.starts_with("type=EXECVE") || at == std::string::npos) continue;
    std::string command;
    for (int i = 0;; ++i) {
      const std::string key = " a" + std::to_string(i) + "=\"";
      const std::size_t from = line.find(key);
      if (from == std::string::npos) break;
      const std::size_t begin = from + key.size();
      command += (i == 0 ? "" : " ") + line.substr(begin, line.find('"', begin) - begin);
    }
    execs.emplace_back(std::strtod(line.c_str() + at + 6, nullptr), command);
  }
  return execs;
}

}  // namespace picket::sim
