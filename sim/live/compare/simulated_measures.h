#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/experiment/lane_result.h"
#include "sim/scenario/scenario.h"

namespace picket::sim {

/// What a study's runs of one policy measured.
struct SimulatedMeasures {
  std::string path;                ///< of the study
  std::string version;
  std::string commit;
  std::uint64_t seed = 0;
  std::string policy;
  std::string resolved_scenario;   ///< YAML with every value
  std::vector<LaneResult> runs;    ///< on sized hubs, by replication; the first is replication 0, whose devices a live fleet plays
  std::string workspace;           ///< file of that run; empty: it kept none
  std::vector<std::string> remarks;  ///< runs that could not be read

  const LaneResult& first() const { return runs.front(); }
};

/// Reads the runs of a policy below a study's folder, or beside a run of it.
///
/// Errors: throws WrongInput: no such folder, no study or run, none of the policy (those that are there are named), no replication 0,
///         which a live fleet is compared with.
/// Cost:   reads every run of the policy; some 50 kB of JSON each.
SimulatedMeasures read_simulated_measures(const std::string& path, const std::string& policy);

/// What devices measure of the lines of a simulated run, before anything waits: delays of one message and its acknowledgement.
struct SimulatedLine {
  double seconds_p50 = 0;
  double seconds_p95 = 0;
  double seconds_mean = 0;
  double loss_ratio = 0;               ///< mean over devices
  std::vector<std::string> networks;   ///< names of the lines that devices have, most devices first
  std::string most;                    ///< the first of them; empty: none
};

/// Model:  the devices of replication 0 that are behind no gateway, each with its line; kDraws exchanges, dealt over them: a round
///         trip, the message at the speed of line and air, waking up where messages are further apart than the radio holds, and what
///         a lost packet takes.
/// Input:  `message_bytes` of a message on the line, `messages_per_device_day`.
/// Limits: messages do not wait for each other at a site's line, and the hub takes no time. Draws are keyed: the same values give the
///         same quantiles.
SimulatedLine simulated_line(const Scenario& scenario, double message_bytes, double messages_per_device_day);

}  // namespace picket::sim
