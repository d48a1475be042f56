#pragma once

#include <cstdint>
#include <vector>

#include "pipeline_core/pipeline.h"
#include "sim/hub/hub.h"
#include "sim/hub/latency.h"
#include "sim/hub/operation_detail.h"

namespace picket::sim {

/// A record of the operation log and the time from which the pipeline can read it.
struct LoggedOperation {
  Time available_at;
  OperationRecord record;
  SharedDetail detail{};  ///< what the record says beside; null: nothing
};

/// The hub's diagnostic log, of every category: `connected`, `disconnected` and `sent` make the records of Connections (every
/// connect and disconnect, refusals included) and DeviceTelemetry (errors only), `operated` and `expired` those of operations
/// (operation_categories.h). Each record comes out `log_latency` after its event, so records leave in another order than they were
/// written in, as in the real log.
///
/// Input:  the hub's answers, with a random number in (0, 1) each; times in any order.
/// Output: `pop_until(now)`, by time of availability and then by order of writing.
/// Cost:   a binary heap: O(log n) a record, about 120 bytes for each one on its way, and 150 for its detail.
/// Limits: who reads a category is the caller's to know: nothing is held back here.
/// Source: monitor-iot-hub-reference, 2024-06-26.
class OperationLog {
 public:
  explicit OperationLog(const Distribution& log_latency) : latency_(log_latency) {}

  /// A connection attempt and its outcome. An older connection that it replaced is logged first,
  /// as a disconnect with 400027. `module`: the connection is the security module's.
  void connected(DeviceId device, const Hub::ConnectAnswer& answer, bool module, double random);
  /// The device or the network ended the connection (404104), at the hub's time of noticing.
  void disconnected(DeviceId device, Time at, bool module, double random);
  /// A refused send: a telemetry error and, if the hub closed the connection, the disconnect with
  /// the same code. Accepted sends are not logged.
  void sent(DeviceId device, const Hub::SendAnswer& answer, bool was_connected, bool module, double random);
  /// What the hub's log says of an operation (log_entry_of), if anything.
  void operated(const Hub::OperationRequest& request, const Hub::OperationAnswer& answer, HubId hub, double random);
  void expired(const Hub::ExpiredItem& item, HubId hub, double random);
  /// Returns when it becomes readable.
  Time add(const OperationRecord& record, double random, SharedDetail detail = {});

  /// When the next record becomes readable; Time::max() if none is on its way.
  Time next_available() const { return heap_.empty() ? Time::max() : heap_.front().logged.available_at; }
  /// Appends all records readable at `now` to `out`.
  void pop_until(Time now, std::vector<LoggedOperation>& out);
  std::size_t held() const { return heap_.size(); }
  std::uint64_t written() const { return written_; }

 private:
  struct Entry {
    LoggedOperation logged;
    std::uint64_t order = 0;  ///< breaks ties, so that equal times leave in the order written
    bool operator>(const Entry& other) const {
      if (logged.available_at != other.logged.available_at) return logged.available_at > other.logged.available_at;
      return order > other.order;
    }
  };

  Latency latency_;
  std::vector<Entry> heap_;  ///< min-heap
  std::uint64_t written_ = 0;
};

}  // namespace picket::sim
