#pragma once

#include <memory>
#include <string>
#include <vector>

#include "agent_core/policy/policy.h"
#include "sim/live/collect/host_collector.h"

namespace picket::sim {

/// The collectors that a policy wants on this host.
struct PolicyCollectors {
  std::vector<std::unique_ptr<HostCollector>> collectors;
  /// What is other than the policy says, and why, each a sentence for a person: a fallback, a kind without a collector.
  std::vector<std::string> notes;
};

/// Opens a collector for each kind of activity that the policy collects.
///
/// Model:  the sensors of a policy are chosen from what is there: the process connector, and polling where the kernel
///         refuses it (or the policy wants it); sockets for every network sensor; logs for every login sensor; inotify
///         for `file_paths`. auditd, packet capture and PAM are not used here: a note says what stands in for them.
/// `own_paths`: what the agent itself writes; file changes there are no events.
PolicyCollectors open_collectors(const Policy& policy, const std::vector<std::string>& own_paths);

}  // namespace picket::sim
