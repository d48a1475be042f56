// Prints the quality table of pipeline_core/learn/README.md: each behaviour model on what each policy lets through.
//
// Usage: learn_quality DATA [devices a class, default 12]; DATA: the folder that holds workloads/net.
// Benign life is recorded (two IoT-23 devices) or generated (the shipped device classes); attacks are recorded
// flows, put into that life. All seeds are fixed, so the table is repeated exactly.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <memory>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "agent_core/base/check.h"
#include "agent_core/base/hash.h"
#include "pipeline_core/learn/behaviour.h"
#include "pipeline_core/learn/calibration.h"
#include "pipeline_core/learn/novelty.h"
#include "pipeline_core/learn/surprise.h"
#include "sim/fleet/fleet.h"
#include "sim/fleet/zeek_conn_reader.h"
#include "sim/scenario/reader.h"
#include "sim/scenario/scenario.h"
#include "tests/support/agent_driver.h"

namespace picket::sim {
namespace {

constexpr std::array<const char*, 4> kAttacks{"hakai", "torii", "mirai", "nmap"};
constexpr std::array<const char*, 4> kAttackFiles{"iot23_malware_hakai_8-1.csv.gz", "iot23_malware_torii_20-1.csv.gz",
                                                  "iot23_malware_mirai_44-1.csv.gz",
                                                  "strato_002_nmap_scan.conn.jsonl.gz"};

struct Flow {
  Time time;
  NetworkRecord record;
  bool attack = false;
};

std::vector<Policy> policies() {
  return {test::raw_policy(), test::g1_c_policy(), test::g2_linux_policy(), test::picket_policy()};
}

/// Outbound flows of a capture in time order. The scan has no labels: all of its one scanner is attack.
std::vector<Flow> read_flows(const std::string& path, bool scan) {
  ZeekConnReader reader(path);
  TraceEvent event;
  std::vector<Flow> flows;
  while (reader.next(event)) {
    const auto& record = std::get<NetworkRecord>(event.run.first.record);
    if (record.direction != Direction::kOutbound) continue;
    flows.push_back({event.run.first.time, record, scan || event.label.find("alicious") != std::string::npos});
  }
  std::stable_sort(flows.begin(), flows.end(), [](const Flow& a, const Flow& b) { return a.time < b.time; });
  PICKET_CHECK(!flows.empty(), "flows of", path);
  return flows;
}

/// The attack's flows, moved to begin at `begin`, as far as `end`, from `local`.
std::vector<Flow> moved(const std::vector<Flow>& capture, Time begin, Time end, const IpAddress& local) {
  std::vector<Flow> result;
  Time first = Time::max();
  for (const Flow& flow : capture) {
    if (!flow.attack) continue;
    first = std::min(first, flow.time);
    Flow at = flow;
    at.time = begin + (flow.time - first);
    at.record.local_address = local;
    if (at.time < end) result.push_back(at);
  }
  return result;
}

struct Sent {
  Time arrival;
  std::uint32_t device = 0;
  std::vector<Observation> observations;
};

void give(test::Device& agent, std::vector<RawEvent>& events) {
  std::stable_sort(events.begin(), events.end(), [](const RawEvent& a, const RawEvent& b) { return a.time < b.time; });
  for (const RawEvent& event : events) agent.give(event.time, event.record);
  events.clear();
}

void collect(test::Device& agent, std::uint32_t device, std::vector<Sent>& out) {
  for (test::Device::Sent& sent : agent.sent) out.push_back({sent.at, device, std::move(sent.observations)});
  agent.sent.clear();
}

// ---- Recorded life: every observation is scored against a device that was frozen after learning. ----

struct Recorded {
  double auc = 0;
  double found = 0;  ///< share of attack observations above every benign one
  std::size_t benign = 0;
  std::size_t attacks = 0;
};

Recorded score_recorded(const Policy& policy, const std::vector<Flow>& life, const std::vector<Flow>& attack,
                        Time split) {
  TextTable texts;
  texts.freeze();
  std::set<std::pair<IpAddress, std::uint16_t>> hostile;
  for (const Flow& f : attack) hostile.emplace(f.record.remote_address, f.record.remote_port);
  std::vector<RawEvent> events;
  for (const Flow& f : life) events.push_back({f.time, f.record});
  for (const Flow& f : attack) events.push_back({f.time, f.record});
  test::Device agent(policy, texts, life.front().time - Duration::minutes(1));
  give(agent, events);
  agent.advance(life.back().time + Duration::hours(6));

  const NoveltySettings settings;
  NoveltyState state;
  const double peers = peer_probability(0, 1);  // a class of one
  double learned = 0;
  std::vector<double> benign;
  std::vector<double> attacks;
  for (const test::Device::Sent& sent : agent.sent) {
    for (const Observation& o : sent.observations) {
      const auto* n = std::get_if<NetworkRecord>(&o.record);
      if (n == nullptr) continue;
      const bool learning = o.last_time < split;
      double score = 0;
      for (const std::uint64_t key : {service_key(*n), network_key(*n)}) {
        // "learning" lifts the hourly bound: here every observation is scored.
        if (state.is_first_sighting(NoveltyFamily::kPeer, key, 0, true, !learning, settings))
          score += surprise(0, learned, peers, settings.prior_weight);
        if (learning) ++learned;
      }
      if (learning) continue;
      (hostile.contains({n->remote_address, n->remote_port}) ? attacks : benign).push_back(score);
    }
  }
  Recorded result;
  result.benign = benign.size();
  result.attacks = attacks.size();
  if (benign.empty() || attacks.empty()) return result;
  result.auc = area_under_curve(benign, attacks);
  result.found = true_positive_rate(attacks, *std::max_element(benign.begin(), benign.end()));
  return result;
}

void print_recorded(const std::string& net) {
  std::printf(
      "| Life, device-days of test | attack | policy | observations benign / attack | AUC | above all benign |\n"
      "|---|---|---|---|---|---|\n");
  for (const auto& [name, file] : {std::pair{"Hue", "iot23_benign_philips_hue_4-1.csv.gz"},
                                   std::pair{"Echo", "iot23_benign_amazon_echo_5-1.csv.gz"}}) {
    const std::vector<Flow> life = read_flows(net + file, false);
    const Duration length = life.back().time - life.front().time;
    const Time split = life.front().time + length * 6 / 10;
    const double days = (life.back().time - split).to_seconds() / 86'400;
    for (std::size_t a = 0; a < kAttacks.size(); ++a) {
      const auto attack = moved(read_flows(net + kAttackFiles[a], a == 3), split + Duration::minutes(10),
                                life.back().time, life.front().record.local_address);
      for (const Policy& policy : policies()) {
        const Recorded r = score_recorded(policy, life, attack, split);
        std::printf("| %s, %.2f | %s | %s | %zu / %zu | %.4f | %.3f |\n", name, days, kAttacks[a], policy.name.c_str(),
                    r.benign, r.attacks, r.auc, r.found);
      }
    }
    std::printf("| %s | no false alert in %.2f device-days: fewer than %.1f a device-day | | | | |\n", name, days,
                poisson_upper_bound(0, days));
  }
}

// ---- Generated life: thresholds from one replication, false alerts on another, attacks in the other. ----

constexpr std::array<const char*, 4> kModels{"L0 novelty", "L1 level", "L1 + L5, 2 of 3", "L1b drift"};
constexpr std::array<const char*, 5> kClasses{"ev_charger", "iot_gateway", "ip_camera", "kiosk", "smart_meter"};
constexpr int kLearnedDays = 7;
constexpr int kTestDays = 14;
constexpr std::size_t kHours = 24 * (kLearnedDays + kTestDays + 2);

using HourScores = std::array<double, kModels.size()>;

/// One device's models, and its scores by hour since the start.
struct Scored {
  Behaviour behaviour;
  Behaviour shipped;  ///< with the default settings
  NoveltyState novelty;
  std::vector<HourScores> hours{kHours};
};

BehaviourSettings scoring() {
  BehaviourSettings settings;
  settings.threshold = -1e9;  // every window is told
  settings.persistence = {1, 1};
  settings.hold = 0;
  settings.adopt_after = 0;
  settings.drift.threshold = 63;
  return settings;
}

class Judge {
 public:
  Judge(Time start, std::size_t devices, std::vector<std::uint32_t> class_of)
      : start_(start), scored_(devices), class_of_(std::move(class_of)), priors_(kClasses.size()) {
    for (const std::uint32_t c : class_of_) priors_[c].add_device();
  }
  void take(std::vector<Sent>& sent) {
    std::stable_sort(sent.begin(), sent.end(), [](const Sent& a, const Sent& b) {
      return a.arrival < b.arrival || (a.arrival == b.arrival && a.device < b.device);
    });
    for (const Sent& s : sent) {
      for (const Observation& o : s.observations) score(s, o);
    }
    sent.clear();
  }
  /// What the default settings raise after learning, before peers are asked.
  std::uint64_t alerts() const { return alerts_; }
  /// Largest score of a device in hours [from, to).
  double maximum(std::size_t device, std::size_t model, std::size_t from, std::size_t to) const {
    double most = 0;
    const auto& hours = scored_[device].hours;
    for (std::size_t h = from; h < to; ++h) {
      double score = hours[h][model];
      if (model == 2) {  // the second largest of three level scores
        std::array<double, 3> last{hours[h][1], hours[h - 1][1], hours[h - 2][1]};
        std::sort(last.begin(), last.end());
        score = last[1];
      }
      most = std::max(most, score);
    }
    return most;
  }

 private:
  std::size_t hour_of(Time time) const {
    const auto h = (time - start_) / Duration::hours(1);
    return static_cast<std::size_t>(std::clamp<std::int64_t>(h, 0, static_cast<std::int64_t>(kHours) - 1));
  }
  void score(const Sent& sent, const Observation& o) {
    Scored& device = scored_[sent.device];
    BehaviourSample sample{o.first_time, o.last_time, 0, 0, 0, 0, 0, 0};
    if (const auto* n = std::get_if<NetworkRecord>(&o.record)) {
      if (n->direction != Direction::kOutbound) return;
      sample.flows = o.hit_count;
      sample.destination = hash_combine(n->remote_address.high(), n->remote_address.low()) | 1;
      sample.bytes_out = n->bytes_out;
      novelty(sent, service_key(*n));
      novelty(sent, network_key(*n));
    } else if (const auto* d = std::get_if<DnsRecord>(&o.record)) {
      sample.flows = o.hit_count;
      sample.failures = d->failed ? o.hit_count : 0;
    } else if (const auto* l = std::get_if<LoginRecord>(&o.record)) {
      if (l->operation != LoginOperation::kLoginFailed) return;
      sample.failures = o.hit_count;
    } else {
      return;
    }
    shifts_.clear();
    const Behaviour::When when{sent.arrival, sent.arrival < start_ + Duration::days(kLearnedDays), false};
    device.shipped.add(sample, when, shipped_, shifts_);
    device.shipped.look(when, shipped_, shifts_);
    alerts_ += shifts_.size();
    shifts_.clear();
    device.behaviour.add(sample, {sent.arrival}, scoring_, shifts_);
    for (const BehaviourShift& shift : shifts_) {
      HourScores& hour = device.hours[hour_of(shift.start)];
      hour[1] = std::max(hour[1], shift.score);
      hour[3] = std::max(hour[3], shift.sum);
    }
  }
  void novelty(const Sent& sent, std::uint64_t key) {
    Scored& device = scored_[sent.device];
    const auto hour = static_cast<std::int32_t>(hour_of(sent.arrival));
    const bool learning = sent.arrival < start_ + Duration::days(kLearnedDays);
    const double seen = device.novelty.observed[static_cast<std::size_t>(NoveltyFamily::kPeer)];
    if (!device.novelty.is_first_sighting(NoveltyFamily::kPeer, key, hour, learning, false, settings_)) return;
    const auto peers = priors_[class_of_[sent.device]].note(key, sent.arrival.unix_seconds() / 86'400, settings_);
    if (!peers.rare || learning) return;
    // The sum over an hour, as the points of the pipeline's decision.
    device.hours[hour_of(sent.arrival)][0] += surprise(0, seen, peers.probability, settings_.prior_weight);
  }

  Time start_;
  std::vector<Scored> scored_;
  std::vector<std::uint32_t> class_of_;
  std::vector<ClassPrior> priors_;
  NoveltySettings settings_;
  BehaviourSettings scoring_ = scoring();
  BehaviourSettings shipped_;
  std::uint64_t alerts_ = 0;
  std::vector<BehaviourShift> shifts_;
};

template <class T>
T shipped(const std::string& path) {
  std::ifstream file(std::string(PICKET_SOURCE_DIR) + "/scenarios/" + path);
  std::stringstream text;
  text << file.rdbuf();
  T result;
  Diagnostics diagnostics;
  Places places;
  PICKET_CHECK(read_text(text.str(), path, result, diagnostics, places), diagnostics.text());
  return result;
}

Scenario world(std::uint32_t devices) {
  Scenario scenario;
  scenario.warm_up = Duration::days(1);
  for (const char* name : kClasses) {
    scenario.device_classes[name] = shipped<DeviceClass>(std::string("profiles/") + name + ".yaml");
    FleetGroup group;
    group.device_class = name;
    group.count = devices;
    group.sites = std::max(1U, devices / 4);
    group.seasonality = std::string(name) == "kiosk" ? "office" : "flat";
    scenario.fleet.push_back(group);
  }
  return scenario;
}

std::size_t attack_hour(std::size_t device) {
  return 24 * (kLearnedDays + 1 + device % (kTestDays - 2)) + device * 5 % 24;
}

/// The fleet's life under a policy; with attacks, each device suffers one of them.
std::unique_ptr<Judge> run(const Scenario& scenario, std::uint32_t replication, const Policy& policy,
                           const std::vector<std::vector<Flow>>* attacks) {
  TextTable texts;
  const Fleet fleet(scenario, replication, texts);
  texts.freeze();
  const Time start = scenario.start_utc;
  DeviceLives lives(fleet, start);
  std::vector<std::unique_ptr<test::Device>> agents;
  std::vector<std::uint32_t> class_of;
  std::map<std::string, std::uint32_t> class_numbers;
  for (std::uint32_t d = 0; d < fleet.size(); ++d) {
    agents.push_back(std::make_unique<test::Device>(policy, texts, start, replication * 1000 + d + 1));
    const std::string& name = fleet.class_name(fleet.device(DeviceId(d)).device_class);
    class_of.push_back(class_numbers.emplace(name, static_cast<std::uint32_t>(class_numbers.size())).first->second);
  }
  auto judge = std::make_unique<Judge>(start, fleet.size(), class_of);
  std::vector<EventRun> runs;
  std::vector<RawEvent> events;
  std::vector<Sent> sent;
  for (int day = 1; day <= kLearnedDays + kTestDays; ++day) {
    const Time until = start + Duration::days(day);
    for (std::uint32_t d = 0; d < fleet.size(); ++d) {
      runs.clear();
      lives.advance(fleet, DeviceId(d), until, runs);
      for (const EventRun& r : runs) {
        for (std::uint32_t i = 0; i < r.count; ++i) {
          events.push_back(event_at(r, i));
          PICKET_CHECK(events.back().time < until);
        }
      }
      if (attacks != nullptr) {
        const Time begin = start + Duration::hours(static_cast<std::int64_t>(attack_hour(d)));
        for (const Flow& f : moved((*attacks)[d % attacks->size()], begin, begin + Duration::hours(24),
                                   fleet.device(DeviceId(d)).address)) {
          if (f.time >= until - Duration::days(1) && f.time < until) events.push_back({f.time, f.record});
        }
      }
      give(*agents[d], events);
      collect(*agents[d], d, sent);
    }
    judge->take(sent);
  }
  for (std::uint32_t d = 0; d < fleet.size(); ++d) {
    agents[d]->advance(start + Duration::days(kLearnedDays + kTestDays + 1));
    collect(*agents[d], d, sent);
  }
  judge->take(sent);
  return judge;
}

BenignScores benign_of(const Judge& judge, std::size_t devices, std::size_t model) {
  BenignScores scores;
  scores.device_days = static_cast<double>(devices) * kTestDays;
  for (std::size_t d = 0; d < devices; ++d) {
    for (std::size_t day = kLearnedDays; day < kLearnedDays + kTestDays; ++day)
      scores.maxima.push_back(judge.maximum(d, model, day * 24, day * 24 + 24));
  }
  return scores;
}

std::string figure(const FalseAlerts& alerts, double budget) {
  std::array<char, 64> text{};
  if (alerts.supports(budget)) {
    std::snprintf(text.data(), text.size(), "%.4f (up to %.4f)", alerts.rate(), alerts.upper_bound());
  } else {
    std::snprintf(text.data(), text.size(), "below %.4f", alerts.upper_bound());
  }
  return text.data();
}

void print_generated(const std::string& net, std::uint32_t per_class) {
  const Scenario scenario = world(per_class);
  const std::size_t devices = per_class * kClasses.size();
  std::vector<std::vector<Flow>> attacks;
  for (std::size_t a = 0; a < kAttacks.size(); ++a) attacks.push_back(read_flows(net + kAttackFiles[a], a == 3));
  std::printf(
      "| Model | policy | AUC | budget | false alerts apart | hakai | torii | mirai | nmap |\n"
      "|---|---|---|---|---|---|---|---|---|\n");
  for (const Policy& policy : policies()) {
    const auto calibration = run(scenario, 0, policy, nullptr);
    const auto apart = run(scenario, 1, policy, nullptr);
    const auto attacked = run(scenario, 1, policy, &attacks);
    for (std::size_t model = 0; model < kModels.size(); ++model) {
      const BenignScores learned = benign_of(*calibration, devices, model);
      const BenignScores other = benign_of(*apart, devices, model);
      std::array<std::vector<double>, kAttacks.size()> by_attack;
      std::vector<double> all;
      for (std::size_t d = 0; d < devices; ++d) {
        by_attack[d % kAttacks.size()].push_back(attacked->maximum(d, model, attack_hour(d), attack_hour(d) + 24));
        all.push_back(by_attack[d % kAttacks.size()].back());
      }
      const double auc = area_under_curve(other.maxima, all);
      if (model == 0) {
        const FalseAlerts both{calibration->alerts() + apart->alerts(), 2 * other.device_days, BenignLife::kGenerated};
        std::printf("| defaults, L1 and L1b | %s | | | %s | | | | |\n", policy.name.c_str(),
                    figure(both, 0.01).c_str());
      }
      for (const double budget : {0.1, 0.01, 0.001}) {
        const CalibratedThreshold t = calibrate(learned, budget);
        std::printf("| %s | %s | %.3f | %g | %s |", kModels[model], policy.name.c_str(), auc, budget,
                    figure(false_alerts(other, t.alert_above), budget).c_str());
        for (const auto& scores : by_attack) std::printf(" %.2f |", true_positive_rate(scores, t.alert_above));
        std::printf("\n");
      }
    }
    std::fflush(stdout);
  }
  std::printf(
      "\nGenerated: %zu devices of %zu classes, %d days learned, then %.0f device-days to calibrate and as many "
      "apart.\n",
      devices, kClasses.size(), kLearnedDays, static_cast<double>(devices) * kTestDays);
}

}  // namespace
}  // namespace picket::sim

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: %s DATA [devices a class]\n", argv[0]);
    return 2;
  }
  const std::string net = std::string(argv[1]) + "/workloads/net/";
  const std::uint32_t per_class = argc > 2 ? static_cast<std::uint32_t>(std::strtoul(argv[2], nullptr, 10)) : 12;
  picket::sim::print_recorded(net);
  std::printf("\n");
  if (per_class > 0) picket::sim::print_generated(net, per_class);
  return 0;
}
