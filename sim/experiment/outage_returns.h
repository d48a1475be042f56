#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "agent_core/base/time.h"

namespace picket::sim {

/// Who lost a connection when a hub went down, and how long after the hub was there again each was back: the herd's return.
///
/// Model:  an agent's connection and a device's own are two. What the throttle takes, refuses and who tries when is for hub and clients.
/// Limits: of one that loses its hub again before it is back, the wait counts from the last time that the hub was there again.
class OutageReturns {
 public:
  enum class Connection : std::uint8_t { kAgent, kOwn };

  OutageReturns(std::size_t devices, std::size_t hubs);

  /// The hub goes down and ends the connection.
  void closed(std::uint32_t device, Connection which);
  void hub_is_back(std::uint32_t hub, Time at);
  /// The hub has taken a connect, whether or not the connection was lost in an outage.
  void connected(std::uint32_t device, Connection which, std::uint32_t hub, Time at);

  /// Connections that an outage ended, each time.
  std::int64_t lost() const { return lost_; }
  /// Of those that are back, the wait in microseconds, in the order of their return.
  const std::vector<std::int64_t>& waits() const { return waits_; }
  /// Quantile of the waits, definition 8 of Hyndman and Fan, in microseconds; 0 without a wait.
  std::int64_t wait_quantile(double p) const;

 private:
  std::size_t place(std::uint32_t device, Connection which) const { return 2 * static_cast<std::size_t>(device) + (which == Connection::kOwn ? 1 : 0); }

  std::size_t devices_;
  std::vector<bool> away_;          ///< by connection; empty until the first outage
  std::vector<Time> back_since_;    ///< by hub
  std::int64_t lost_ = 0;
  std::vector<std::int64_t> waits_;
};

}  // namespace picket::sim
