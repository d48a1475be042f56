#pragma once

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "agent_core/base/ids.h"
#include "agent_core/base/time.h"
#include "pipeline_core/hub_watch/operation_record.h"

namespace picket::sim {

/// The connection state events that a hub makes of the connections of its devices and modules.
///
/// Model:  a snapshot each minute: what is another state than the last one told becomes an event, and what changed back
///         within the minute becomes none. What disconnects first was connected before: of devices' own connections a log may
///         tell nothing until then.
/// Input:  records of a hub's log, in any order of those that `tell_until` has not passed.
/// State:  one entry for each identity that ever connected, and the changes of the minutes that are open.
/// Source: iot-hub-event-grid, 2022-01-22: 60 s snapshots.
class ConnectionStates {
 public:
  static constexpr Duration kSnapshot = Duration::seconds(60);

  struct Event {
    Time time;     ///< of the snapshot
    Time changed;  ///< when the state last changed before it
    DeviceId device;
    bool module = false;
    bool connected = false;
  };

  /// Records that are no connection or disconnection, and refused ones, change nothing.
  void note(const OperationRecord& record);
  /// Appends the events of snapshots up to `until`, by time, device and module.
  void tell_until(Time until, std::vector<Event>& out);

 private:
  using Identity = std::pair<std::uint32_t, bool>;  ///< device, module
  /// The changes of one minute: records come in any order, so both ends are kept.
  struct Change {
    Time first;
    bool first_connects = false;
    Time time;  ///< of the last
    bool connected = false;
  };
  std::map<Identity, bool> told_;
  std::map<Time, std::map<Identity, Change>> open_;  ///< by snapshot
};

}  // namespace picket::sim
