#include "sim/live/compare/live_measures.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "reports/json_fields.h"
#include "sim/results/json_fault.h"

namespace picket::sim {
namespace {

/// More than any fleet counts, and little enough that sums and products stay in range.
constexpr std::uint64_t kMostCounted = 1'000'000'000'000'000;
constexpr std::size_t kMostClasses = 10'000;
constexpr std::size_t kLongestName = 1'000;

using Fields = JsonFields;

/// The first thing that is wrong beyond types.
struct Faults {
  std::string& error;
  void say(const std::string& what) const {
    if (error.empty()) error = what;
  }
};

void read_count(Fields& in, const char* name, std::uint64_t& out, const Faults& faults) {
  in.read(name, out);
  if (out > kMostCounted) faults.say(std::string(name) + ": " + std::to_string(out) + " is more than a fleet counts");
}

void read_amount(Fields& in, const char* name, double& out, const Faults& faults) {
  in.read(name, out);
  if (!std::isfinite(out) || out < 0 || out > 1e15) faults.say(std::string(name) + ": is no amount of 0 or more");
}

void read_text(Fields& in, const char* name, std::string& out, const Faults& faults) {
  in.read(name, out);
  if (out.size() > kLongestName) faults.say(std::string(name) + ": is longer than " + std::to_string(kLongestName) + " bytes");
}

template <class Enum>
void read_counts(Fields& in, const char* name, Counts<Enum, std::uint64_t>& out, const Faults& faults) {
  std::vector<std::pair<std::string, double>> pairs;
  in.read(name, pairs);
  for (const auto& [key, count] : pairs) {
    bool known = false;
    for (std::size_t i = 0; i < static_cast<std::size_t>(Enum::kCount_); ++i) {
      if (to_string(static_cast<Enum>(i)) != key) continue;
      known = true;
      if (!(count >= 0 && count <= static_cast<double>(kMostCounted)) || std::floor(count) != count) {
        faults.say(std::string(name) + ": a value that is no count");
      } else {
        out[static_cast<Enum>(i)] = static_cast<std::uint64_t>(count);
      }
    }
    if (!known) faults.say(std::string(name) + ": a name that this version does not know");
  }
}

void read_delays(Fields in, DelaySummary& out, const Faults& faults) {
  read_count(in, "count", out.count, faults);
  read_amount(in, "seconds_mean", out.mean, faults);
  read_amount(in, "seconds_sd", out.sd, faults);
  read_amount(in, "seconds_least", out.least, faults);
  read_amount(in, "seconds_longest", out.longest, faults);
  for (std::size_t i = 0; i < kDelayQuantiles.size(); ++i) {
    read_amount(in, ("seconds_" + std::string(kDelayQuantiles[i].name)).c_str(), out.quantiles[i], faults);
  }
  in.read("log_seconds_mean", out.mean_log);
  read_amount(in, "log_seconds_sd", out.sd_log, faults);
  in.read("log_seconds_lag_one", out.lag_one_log);
  if (!(std::abs(out.mean_log) <= 100) || !(out.sd_log <= 100)) faults.say("log_seconds_mean or log_seconds_sd: is of no delay");
  if (!(std::abs(out.lag_one_log) <= 1)) faults.say("log_seconds_lag_one: is outside [-1, 1]");
  if (!std::is_sorted(out.quantiles.begin(), out.quantiles.end())) faults.say("a delay's quantiles do not rise");
}

void read_line(Fields in, LineCount& out, const Faults& faults) {
  read_count(in, "connections", out.connections, faults);
  read_count(in, "bytes_up", out.bytes_up, faults);
  read_count(in, "bytes_down", out.bytes_down, faults);
  read_count(in, "segments_up", out.segments_up, faults);
  read_count(in, "segments_down", out.segments_down, faults);
  read_count(in, "data_segments_up", out.data_segments_up, faults);
  read_count(in, "segments_again", out.segments_again, faults);
  if (out.segments_again > out.data_segments_up) faults.say("segments_again: is more than data_segments_up");
}

void read_class(Fields in, ClassMeasures& out, const Faults& faults) {
  read_text(in, "device_class", out.device_class, faults);
  read_text(in, "policy", out.policy, faults);
  read_count(in, "devices", out.devices, faults);
  read_count(in, "generated", out.generated, faults);
  read_count(in, "generated_bytes", out.generated_bytes, faults);
  read_count(in, "generated_blocks", out.generated_blocks, faults);
  read_count(in, "unsent", out.unsent, faults);
  read_count(in, "delivered", out.delivered, faults);
  read_count(in, "delivered_bytes", out.delivered_bytes, faults);
  read_count(in, "delivered_blocks", out.delivered_blocks, faults);
  read_count(in, "held", out.held, faults);
  read_counts(in, "losses", out.losses, faults);
  read_count(in, "sent", out.sent, faults);
  read_count(in, "repeated", out.repeated, faults);
  read_count(in, "payload_bytes", out.payload_bytes, faults);
  read_count(in, "mqtt_bytes", out.mqtt_bytes, faults);
  read_count(in, "opened", out.opened, faults);
  read_count(in, "connects", out.connects, faults);
  read_count(in, "reconnects", out.reconnects, faults);
  read_counts(in, "ends", out.ends, faults);
  read_count(in, "pings", out.pings, faults);
  std::optional<LineCount> line;
  in.read("line", line, [&faults](Fields fields, LineCount& of) { read_line(std::move(fields), of, faults); });
  out.line_is_counted = line.has_value();
  out.line = line.value_or(LineCount{});
  read_count(in, "modelled_up_bytes", out.modelled_up_bytes, faults);
  read_count(in, "modelled_down_bytes", out.modelled_down_bytes, faults);
  const auto delays = [&faults](Fields fields, DelaySummary& of) { read_delays(std::move(fields), of, faults); };
  in.read("publish_delay", out.publish_delay, delays);
  in.read("whole_delay", out.whole_delay, delays);
  if (!out.balances()) faults.say("generated is not unsent + delivered + held + losses");
}

void read_fleet(Fields& in, FleetMeasures& out, const Faults& faults) {
  read_text(in, "picket_version", out.version, faults);
  read_text(in, "commit", out.commit, faults);
  read_text(in, "scenario_name", out.scenario_name, faults);
  read_text(in, "scenario_digest", out.scenario_digest, faults);
  in.read("seed", out.seed);
  read_text(in, "policy", out.policy, faults);
  read_text(in, "client", out.client, faults);
  read_text(in, "hub", out.hub, faults);
  read_text(in, "identity_prefix", out.identity_prefix, faults);
  read_text(in, "started_utc", out.started_utc, faults);
  read_text(in, "end", out.end, faults);
  read_amount(in, "speed", out.speed, faults);
  std::uint64_t block_bytes = 0;
  read_count(in, "block_bytes", block_bytes, faults);
  out.block_bytes = static_cast<std::int64_t>(block_bytes);
  read_count(in, "message_budget", out.message_budget, faults);
  read_amount(in, "scenario_seconds", out.scenario_seconds, faults);
  read_amount(in, "played_seconds", out.played_seconds, faults);
  read_amount(in, "running_seconds", out.running_seconds, faults);
  read_amount(in, "behind_seconds", out.behind_seconds, faults);
  const auto of_class = [&faults](Fields fields, ClassMeasures& of) { read_class(std::move(fields), of, faults); };
  in.read("classes", out.classes, of_class);
  in.read("all", out.all, of_class);
  if (!(out.speed > 0)) faults.say("speed: is not above 0");
  if (!(out.scenario_seconds > 0)) faults.say("scenario_seconds: is not above 0");
  std::uint64_t generated = 0;
  for (const ClassMeasures& of : out.classes) generated += of.generated;
  if (generated != out.all.generated) faults.say("the classes' messages do not sum to those of all");
}

}  // namespace

Result<FleetMeasures, std::string> read_live_measures(std::string_view text) {
  if (text.size() > kMostFleetMeasuresBytes) return std::string("has more bytes than any such file");
  nlohmann::json json;
  try {
    json = nlohmann::json::parse(text);
  } catch (const nlohmann::json::exception& error) {
    return "is no JSON: " + json_fault(error.what());
  }
  if (!json.is_object() || json.value("schema", nlohmann::json()) != kFleetMeasuresSchema) {
    return "is none that 'picket live fleet' wrote: its field \"schema\" is not \"" + std::string(kFleetMeasuresSchema) + "\"";
  }
  if (json.value("schema_version", nlohmann::json()) != kFleetMeasuresVersion) {
    return "is of another version of the program: its schema_version is not " + std::to_string(kFleetMeasuresVersion);
  }
  if (const auto classes = json.find("classes"); classes != json.end() && classes->size() > kMostClasses) return std::string("has more classes than any fleet");
  FleetMeasures out;
  std::string error;
  Fields in(json, "live_fleet", error);
  read_fleet(in, out, Faults{error});
  if (!error.empty()) return "is damaged: " + error;
  return out;
}

}  // namespace picket::sim
