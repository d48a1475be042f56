#include "sim/live/fleet/fleet_measures.h"

#include <nlohmann/json.hpp>

#include "agent_core/base/hash.h"
#include "sim/results/digest.h"

namespace picket::sim {
namespace {

using OrderedJson = nlohmann::ordered_json;

OrderedJson json_of_delays(const DelaySummary& delays) {
  OrderedJson json{{"count", delays.count},       {"seconds_mean", delays.mean},   {"seconds_sd", delays.sd},
                   {"seconds_least", delays.least}, {"seconds_longest", delays.longest}};
  for (std::size_t i = 0; i < kDelayQuantiles.size(); ++i) json["seconds_" + std::string(kDelayQuantiles[i].name)] = delays.quantiles[i];
  json["log_seconds_mean"] = delays.mean_log;
  json["log_seconds_sd"] = delays.sd_log;
  json["log_seconds_lag_one"] = delays.lag_one_log;
  return json;
}

/// Those that occurred, by name.
template <class Enum>
OrderedJson json_of_counts(const Counts<Enum, std::uint64_t>& counts) {
  OrderedJson json = OrderedJson::object();
  for (std::size_t i = 0; i < static_cast<std::size_t>(Enum::kCount_); ++i) {
    const auto key = static_cast<Enum>(i);
    if (counts[key] > 0) json[std::string(to_string(key))] = counts[key];
  }
  return json;
}

OrderedJson json_of_line(const ClassMeasures& measures) {
  if (!measures.line_is_counted) return nullptr;
  const LineCount& line = measures.line;
  return {{"connections", line.connections}, {"bytes_up", line.bytes_up},           {"bytes_down", line.bytes_down},
          {"segments_up", line.segments_up}, {"segments_down", line.segments_down}, {"data_segments_up", line.data_segments_up},
          {"segments_again", line.segments_again}};
}

OrderedJson json_of_class(const ClassMeasures& of) {
  OrderedJson json{{"device_class", of.device_class},
                   {"policy", of.policy},
                   {"devices", of.devices},
                   {"generated", of.generated},
                   {"generated_bytes", of.generated_bytes},
                   {"generated_blocks", of.generated_blocks},
                   {"unsent", of.unsent},
                   {"delivered", of.delivered},
                   {"delivered_bytes", of.delivered_bytes},
                   {"delivered_blocks", of.delivered_blocks},
                   {"held", of.held}};
  json["losses"] = json_of_counts(of.losses);
  json["sent"] = of.sent;
  json["repeated"] = of.repeated;
  json["payload_bytes"] = of.payload_bytes;
  json["mqtt_bytes"] = of.mqtt_bytes;
  json["opened"] = of.opened;
  json["connects"] = of.connects;
  json["reconnects"] = of.reconnects;
  json["ends"] = json_of_counts(of.ends);
  json["pings"] = of.pings;
  json["line"] = json_of_line(of);
  json["modelled_up_bytes"] = of.modelled_up_bytes;
  json["modelled_down_bytes"] = of.modelled_down_bytes;
  json["publish_delay"] = json_of_delays(of.publish_delay);
  json["whole_delay"] = json_of_delays(of.whole_delay);
  return json;
}

}  // namespace

std::string fingerprint_of_scenario(std::string_view resolved_yaml) { return hex16(fnv1a(resolved_yaml)); }

std::string fleet_measures_json(const FleetMeasures& measures) {
  OrderedJson json{{"schema", kFleetMeasuresSchema},
                   {"schema_version", kFleetMeasuresVersion},
                   {"picket_version", measures.version},
                   {"commit", measures.commit},
                   {"scenario_name", measures.scenario_name},
                   {"scenario_digest", measures.scenario_digest},
                   {"seed", measures.seed},
                   {"policy", measures.policy},
                   {"client", measures.client},
                   {"hub", measures.hub},
                   {"identity_prefix", measures.identity_prefix},
                   {"started_utc", measures.started_utc},
                   {"end", measures.end},
                   {"speed", measures.speed},
                   {"block_bytes", measures.block_bytes},
                   {"message_budget", measures.message_budget},
                   {"scenario_seconds", measures.scenario_seconds},
                   {"played_seconds", measures.played_seconds},
                   {"running_seconds", measures.running_seconds},
                   {"behind_seconds", measures.behind_seconds}};
  // What stands here is exact but for what "estimates" names.
  json["estimates"] = {"pings", "modelled_up_bytes", "modelled_down_bytes"};
  json["classes"] = OrderedJson::array();
  for (const ClassMeasures& of : measures.classes) json["classes"].push_back(json_of_class(of));
  json["all"] = json_of_class(measures.all);
  return json.dump(2, ' ', false, OrderedJson::error_handler_t::replace) + "\n";
}

}  // namespace picket::sim
