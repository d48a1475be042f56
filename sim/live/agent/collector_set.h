#pragma once

#include <poll.h>

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "agent_core/policy/policy.h"
#include "sim/live/collect/host_collector.h"
#include "sim/live/collect/policy_collectors.h"

namespace picket::sim {

/// The collectors of the policy under which an agent runs, waited for and read together.
class CollectorSet {
 public:
  /// `own_paths`: as for open_collectors.
  explicit CollectorSet(std::vector<std::string> own_paths) : own_paths_(std::move(own_paths)) {}

  /// Opens what the policy wants. Where that is what is open already, nothing happens; else all are opened anew, and what happens
  /// in between is not seen.
  /// Output: what is other than the policy says, in sentences.
  std::vector<std::string> follow(const Policy& policy);
  /// Descriptors to wait for, behind what is in `wanted` already.
  void add_wanted(std::vector<pollfd>& wanted) const;
  Time wake_up() const;
  /// Reads those whose descriptor in `polled`, as add_wanted gave them, is ready, or whose time has come.
  void read(Time now, std::span<const pollfd> polled, CollectedEvents& out);
  /// Of these and of those that were closed.
  MissedCounts missed() const;

 private:
  std::vector<std::string> own_paths_;
  PolicyCollectors opened_;
  bool open_ = false;
  Policy policy_;
  MissedCounts closed_;
};

/// Whether both policies want the same of a host's collectors.
bool wants_same_collectors(const Policy& a, const Policy& b);

}  // namespace picket::sim
