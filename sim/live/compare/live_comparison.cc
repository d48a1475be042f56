#include "sim/live/compare/live_comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>
#include <span>
#include <utility>

#include "sim/statistics/moments.h"
#include "sim/statistics/reference_distributions.h"

namespace picket::sim {
namespace {

constexpr double kSpreadLevel = 0.95;
/// Alerts of detectors that compare a device with what they learnt of it or of its class.
constexpr std::array<std::string_view, 10> kLearnt{"sim.activity_level", "sim.egress_slow",   "sim.egress_volume", "sim.failure_level", "sim.fan_out_level",
                                                   "sim.fleet_new_peer", "sim.novel_login",   "sim.novel_process", "sim.peer_shift",    "sim.rare_peer"};

using Values = std::vector<double>;
/// Why the live value is what it is; nothing: nobody knows.
using Explain = std::function<std::optional<std::string>(double live, double simulated)>;

double share_of(double value, double whole) { return whole > 0 ? value / whole : std::nan(""); }

Values values_of(const SimulatedMeasures& simulated, const std::function<double(const LaneResult&)>& value) {
  Values out;
  for (const LaneResult& run : simulated.runs) out.push_back(value(run));
  return out;
}

/// Messages that agents, or the gateways that they are behind, hand over to be sent.
double messages_made(const LaneResult& run) {
  return static_cast<double>(run.messages_emitted - run.gateway.messages_in + run.gateway.messages_out);
}
double messages_arrived(const LaneResult& run) { return static_cast<double>(run.messages_accepted - run.messages_duplicated); }
double line_up_bytes(const LaneResult& run) {
  return static_cast<double>(run.uplink_payload_bytes + run.uplink_envelope_bytes + run.uplink_upkeep_bytes);
}
/// Connections that carried something in the measured period: those that were there, and those that were made in it.
double connections_used(const LaneResult& run) { return run.usage.connections + run.usage.connects_per_day * run.days; }
double message_blocks(const LaneResult& run) {
  std::int64_t blocks = run.blocks;
  for (const LaneOperation& operation : run.hub_operations) blocks -= operation.blocks;
  return static_cast<double>(blocks);
}
double messages_lost(const LaneResult& run) { return std::max(0.0, messages_made(run) - messages_arrived(run) - static_cast<double>(run.messages_held)); }

class Comparing {
 public:
  Comparing(const FleetMeasures& live, const SimulatedMeasures& simulated, const Scenario& scenario, const LiveComparisonSettings& settings, LiveComparison& out)
      : live_(live), all_(live.all), simulated_(simulated), scenario_(scenario), settings_(settings), out_(out) {}

  void messages() {
    const Values made = values_of(simulated_, messages_made);
    LiveRow& generated = add("messages_generated", "", count(all_.generated), made);
    if (out_.comparability.same_program) exact(generated);
    judge(generated, [this](double live, double simulated) { return live < simulated ? ended_early() : std::nullopt; });
    if (generated.verdict == LiveVerdict::kFlagged) {
      generated.why = out_.comparability.same_program ? "devices, seed and commit are the same, so that both have to be equal"
                                                      : "the programs differ; let one of them make both to know whether that is why";
    }
    LiveRow& delivered = add("messages_delivered", "", count(all_.delivered), values_of(simulated_, messages_arrived));
    if (out_.comparability.same_program) exact(delivered);
    judge(delivered, [this](double live, double simulated) -> std::optional<std::string> {
      if (live < simulated) return not_delivered();
      const double missed = messages_made(simulated_.first()) - simulated;
      if (live - simulated > missed) return std::nullopt;
      return fmt::format("{:.0f} of the simulated ones were held or lost on their way", missed);
    });
    LiveRow& lost = add("messages_lost", "", count(all_.lost()), values_of(simulated_, messages_lost));
    lost.range = Interval{0, lost.simulated.value_or(0)};
    lost.basis = "no more than simulated";
    judge(lost, [](double, double) { return std::nullopt; });
    if (lost.verdict == LiveVerdict::kFlagged) lost.why = losses();
    LiveRow& again = add("messages_sent_again", "", count(all_.repeated), {});
    judge(again, {});
  }

  void bytes() {
    LiveRow& body = add("payload_bytes_per_message", "B", share_of(count(all_.delivered_bytes), count(all_.delivered)),
                        values_of(simulated_, [](const LaneResult& run) { return share_of(static_cast<double>(run.uplink_payload_bytes), static_cast<double>(run.messages_accepted)); }));
    judge(body, [this](double, double) { return fewer_messages(); });
    LiveRow& mqtt = add("mqtt_bytes_per_message", "B", share_of(count(all_.mqtt_bytes), count(all_.sent)), {});
    judge(mqtt, {});
    const bool counted = all_.line_is_counted;
    const double up = count(counted ? all_.line.line_up_bytes() : all_.modelled_up_bytes);
    const double down = count(counted ? all_.line.line_down_bytes() : all_.modelled_down_bytes);
    const auto line = [this, counted](const char* name, double live, double modelled, const std::function<double(const LaneResult&)>& value) {
      LiveRow& row = add(name, "B", live, values_of(simulated_, value));
      row.estimated = !counted;
      judge(row, [this, modelled](double of, double) { return by_wire_model(of, modelled); });
    };
    const double messages = count(all_.delivered);
    const double connects = count(all_.connects);
    const double modelled_up = count(all_.modelled_up_bytes);
    line("uplink_bytes_per_message", share_of(up, messages), share_of(modelled_up, messages),
         [](const LaneResult& run) { return share_of(line_up_bytes(run), static_cast<double>(run.messages_accepted)); });
    line("downlink_bytes_per_message", share_of(down, messages), share_of(count(all_.modelled_down_bytes), messages),
         [](const LaneResult& run) { return share_of(static_cast<double>(run.downlink_bytes), static_cast<double>(run.messages_accepted)); });
    line("uplink_bytes_per_connection", share_of(up, connects), share_of(modelled_up, connects),
         [](const LaneResult& run) { return share_of(line_up_bytes(run), connections_used(run)); });
  }

  void connections() {
    LiveRow& row = add("connections", "", count(all_.connects), values_of(simulated_, connections_used));
    judge(row, [this](double live, double simulated) -> std::optional<std::string> {
      // A first connect of each device, renewals by the time of day, and what ended by itself.
      const double ends = count(all_.ends.total());
      const double renewed = std::max(0.0, simulated - count(all_.devices)) * (live_.running_seconds / live_.scenario_seconds);
      const double low = count(all_.devices) + std::min(renewed, count(all_.reconnects)) - 1;
      if (live < (1 - settings_.tolerance) * std::min(low, live) || live > (count(all_.devices) + renewed + ends) * (1 + settings_.tolerance) + 1) return std::nullopt;
      return fmt::format("{} devices, {} connects after the first, {} connections that ended by themselves{}", all_.devices, all_.reconnects, ends, at_speed());
    });
    LiveRow& refused = add("connects_refused", "", count(all_.opened - std::min(all_.opened, all_.connects)), {});
    judge(refused, {});
  }

  void units() {
    LiveRow& row = add("units", "", count(all_.delivered_blocks), values_of(simulated_, message_blocks));
    if (out_.comparability.same_program) exact(row);
    judge(row, [this](double, double simulated) -> std::optional<std::string> {
      const bool others_agree = count(all_.generated_blocks) == simulated;
      if (others_agree && all_.delivered == all_.generated && all_.delivered_blocks >= all_.generated_blocks) {
        return fmt::format("the identifier that the client gives each message is metered, and takes {} units more", all_.delivered_blocks - all_.generated_blocks);
      }
      const double of_each = share_of(simulated, messages_arrived(simulated_.first()));
      const double of_each_live = share_of(count(all_.delivered_blocks), count(all_.delivered));
      if (std::abs(of_each_live - of_each) <= settings_.tolerance * of_each) return fewer_messages();
      return std::nullopt;
    });
    LiveRow& each = add("units_per_message", "", share_of(count(all_.delivered_blocks), count(all_.delivered)),
                        values_of(simulated_, [](const LaneResult& run) { return share_of(message_blocks(run), messages_arrived(run)); }));
    judge(each, [this](double, double) { return fewer_messages(); });
  }

  void delays() {
    const DelaySummary& seen = all_.publish_delay;
    const SimulatedLine& line = out_.simulated_line;
    const bool known = seen.count > 0 && !line.networks.empty();
    const auto row_of = [&](const char* name, double live, double simulated, const std::optional<Interval>& interval) {
      LiveRow& row = add(name, "s", seen.count > 0 ? live : std::nan(""), known ? Values{simulated} : Values{});
      // The interval of the live value covers the simulated one just where the difference lies in as wide a range.
      if (known && interval && interval->contains(simulated)) {
        row.range = Interval{std::min(live, simulated), std::max(live, simulated)};
        row.basis = "interval of the fit";
      }
      judge(row, [this](double, double) { return other_line(); });
    };
    row_of("publish_delay_seconds_p50", seen.quantiles[2], line.seconds_p50, out_.line ? std::optional(out_.line->median) : std::nullopt);
    row_of("publish_delay_seconds_p95", seen.quantiles[5], line.seconds_p95, std::nullopt);
    row_of("publish_delay_seconds_mean", seen.mean, line.seconds_mean, std::nullopt);
    LiveRow& whole = add("whole_delay_seconds_p95", "s", all_.whole_delay.count > 0 ? all_.whole_delay.quantiles[5] : std::nan(""), {});
    judge(whole, {});
    if (!out_.line || !out_.line->loss_ratio) return;
    LiveRow& loss = add("loss_ratio", "share", *out_.line->loss_ratio, known ? Values{line.loss_ratio} : Values{});
    if (known && out_.line->loss.contains(line.loss_ratio)) {
      loss.range = Interval{std::min(*loss.live, line.loss_ratio), std::max(*loss.live, line.loss_ratio)};
      loss.basis = "interval of the fit";
    }
    judge(loss, [this](double, double) { return other_line(); });
  }

  void alerts(const ComparedAlerts& compared) {
    if (!compared.live) return;
    if (!compared.simulated) {
      out_.remarks.emplace_back("the simulated run kept no workspace, so its alerts are known by their number alone");
      std::uint64_t total = 0;
      for (const auto& [type, number] : *compared.live) total += number;
      LiveRow& row = add("alerts", "", count(total), values_of(simulated_, [](const LaneResult& run) { return static_cast<double>(run.alerts); }));
      judge(row, [this](double, double) { return other_findings({}); });
      return;
    }
    std::set<std::string> types;
    for (const auto& side : {compared.live, compared.simulated}) {
      for (const auto& [type, number] : *side) types.insert(type);
    }
    const auto number_of = [](const AlertsByType& side, const std::string& type) {
      const auto found = side.find(type);
      return found == side.end() ? 0.0 : static_cast<double>(found->second);
    };
    for (const std::string& type : types) {
      LiveRow& row = add("alerts." + type, "", number_of(*compared.live, type), {number_of(*compared.simulated, type)});
      exact(row);
      judge(row, [this, &type](double, double) { return other_findings(type); });
    }
  }

 private:
  static double count(std::uint64_t value) { return static_cast<double>(value); }

  LiveRow& add(std::string name, std::string unit, double live, const Values& simulated) {
    LiveRow row;
    row.measure = std::move(name);
    row.unit = std::move(unit);
    if (std::isfinite(live)) row.live = live;
    if (!simulated.empty() && std::isfinite(simulated.front())) {
      row.simulated = simulated.front();
      set_range(row, simulated);
    }
    out_.rows.push_back(std::move(row));
    return out_.rows.back();
  }

  static void exact(LiveRow& row) {
    if (!row.simulated) return;
    row.range = Interval{*row.simulated, *row.simulated};
    row.basis = "equal";
  }

  void set_range(LiveRow& row, const Values& values) const {
    Values finite;
    std::copy_if(values.begin(), values.end(), std::back_inserter(finite), [](double value) { return std::isfinite(value); });
    const double margin = settings_.tolerance * std::abs(*row.simulated);
    row.range = Interval{*row.simulated - margin, *row.simulated + margin};
    row.basis = fmt::format("{:.3g} %", settings_.tolerance * 100);
    if (finite.size() < kMinReplicationsForInterval) return;
    const auto n = static_cast<double>(finite.size());
    const double centre = mean(finite);
    const double half = student_t_factor(kSpreadLevel, n - 1) * std::sqrt(sample_variance(finite) * (1 + 1 / n));
    // All replications alike: rounding alone would decide.
    if (half <= 1e-9 * std::abs(centre)) return;
    row.range = Interval{centre - half, centre + half};
    row.basis = fmt::format("spread of {} replications", finite.size());
  }

  static void judge(LiveRow& row, const Explain& explain) {
    if (!row.live || !row.simulated || !row.range) return;
    if (row.range->contains(*row.live)) {
      row.verdict = LiveVerdict::kAgrees;
      return;
    }
    const std::optional<std::string> why = explain ? explain(*row.live, *row.simulated) : std::nullopt;
    row.verdict = why ? LiveVerdict::kExplained : LiveVerdict::kFlagged;
    row.why = why ? *why : "nothing that the live run counted accounts for it";
  }

  std::string at_speed() const { return live_.speed == 1 ? std::string() : fmt::format("; the scenario went {:g} times as fast as the day", live_.speed); }

  std::optional<std::string> ended_early() const {
    if (live_.is_whole()) return std::nullopt;
    return fmt::format("it ended after {:.0f} s of the scenario's {:.0f}: {}", live_.played_seconds, live_.scenario_seconds, live_.end);
  }

  std::optional<std::string> not_delivered() const {
    // Every message is accounted for in the file, so what was made and did not arrive is known one by one.
    std::string text;
    const auto say = [&text](std::uint64_t number, const std::string& what) {
      if (number > 0) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", number, what);
    };
    say(all_.unsent, "not due before the end");
    say(all_.held, "held when it ended");
    say(all_.lost(), "lost");
    if (text.empty()) return ended_early();
    return text + fmt::format(" ({})", live_.end);
  }

  std::optional<std::string> fewer_messages() const {
    if (all_.delivered == all_.generated && live_.is_whole()) return std::nullopt;
    return fmt::format("{} of {} messages arrived, not those of the whole scenario: {}", all_.delivered, all_.generated, live_.end);
  }

  std::string losses() const {
    std::string text;
    for (std::size_t i = 0; i < static_cast<std::size_t>(QueueLoss::kCount_); ++i) {
      const auto loss = static_cast<QueueLoss>(i);
      if (all_.losses[loss] > 0) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", all_.losses[loss], to_string(loss));
    }
    return text;
  }

  std::optional<std::string> by_wire_model(double live, double modelled) const {
    if (!std::isfinite(modelled) || std::abs(live - modelled) > 2 * settings_.tolerance * modelled) return std::nullopt;
    return fmt::format("the wire model makes {:.0f} B of this run's own {} messages, {} connects ({} after the first) and {} pings{}", modelled, all_.sent,
                       all_.connects, all_.reconnects, all_.pings, at_speed());
  }

  std::optional<std::string> other_line() const {
    const SimulatedLine& line = out_.simulated_line;
    if (line.networks.size() == 1 && line.most == settings_.fitted_name) return std::nullopt;
    std::string names;
    for (const std::string& name : line.networks) names += (names.empty() ? "" : ", ") + name;
    return fmt::format("the line from here to the hub is not the simulated one ({}); --write-profile fits it", names);
  }

  std::optional<std::string> other_findings(std::string_view type) const {
    if (const auto fewer = fewer_messages()) return fewer;
    if (live_.speed != 1) return fmt::format("windows and waits of detections go by the time of day{}", at_speed());
    if (scenario_.warm_up > Duration() && std::find(kLearnt.begin(), kLearnt.end(), type) != kLearnt.end()) {
      return "its detector learns what is usual, and the live pipeline saw nothing of the warm-up";
    }
    return std::nullopt;
  }

  const FleetMeasures& live_;
  const ClassMeasures& all_;
  const SimulatedMeasures& simulated_;
  const Scenario& scenario_;
  const LiveComparisonSettings& settings_;
  LiveComparison& out_;
};

}  // namespace

std::optional<double> LiveRow::difference() const {
  if (!live || !simulated) return std::nullopt;
  return *live - *simulated;
}

std::optional<double> LiveRow::ratio() const {
  if (!live || !simulated || *simulated == 0) return std::nullopt;
  return *live / *simulated;
}

std::size_t LiveComparison::count(LiveVerdict verdict) const {
  return static_cast<std::size_t>(std::count_if(rows.begin(), rows.end(), [verdict](const LiveRow& row) { return row.verdict == verdict; }));
}

LiveComparison compare_live(const FleetMeasures& live, const SimulatedMeasures& simulated, const Scenario& scenario, Comparability comparability,
                            const ComparedAlerts& alerts, const LiveComparisonSettings& settings) {
  LiveComparison out;
  out.comparability = std::move(comparability);
  out.replications = simulated.runs.size();
  out.remarks = simulated.remarks;
  out.line = fit_line(live.all.publish_delay, live.all.line_is_counted, live.all.line);
  const LaneResult& run = simulated.first();
  const double message_bytes = share_of(static_cast<double>(run.uplink_payload_bytes + run.uplink_envelope_bytes), static_cast<double>(run.messages_accepted));
  out.simulated_line = simulated_line(scenario, std::isfinite(message_bytes) ? message_bytes : 0, share_of(messages_arrived(run), run.devices * run.days));
  if (!live.all.line_is_counted) out.remarks.emplace_back("the kernel did not count what connections carried: bytes on the line are estimates of the wire model");
  Comparing comparing(live, simulated, scenario, settings, out);
  comparing.messages();
  comparing.units();
  comparing.bytes();
  comparing.connections();
  comparing.delays();
  comparing.alerts(alerts);
  if (!alerts.live) out.remarks.emplace_back("alerts are not compared: name the workspace of the pipeline that read the hub with --workspace");
  return out;
}

}  // namespace picket::sim
