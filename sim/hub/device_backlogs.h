#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "sim/hub/cloud_to_device_queue.h"
#include "sim/hub/file_uploads.h"
#include "sim/hub/hub.h"

namespace picket::sim {

/// What waits at one hub for its devices: cloud-to-device messages and uploads under way. Of all other operations it
/// knows nothing.
///
/// Cost: some hundred bytes for each device that ever had one of the two, and a search in a tree; `take_expired` looks at
///       every such device.
class DeviceBacklogs {
 public:
  /// 403004, 403006, 412002 or 400015, or kOk. Changes nothing but that what has expired goes.
  std::uint32_t refusal_of(const Hub::OperationRequest& request);
  /// Does what was admitted. Returns the number of the message sent or received (0: none waits) or of the upload
  /// started; 0 for the rest.
  std::uint32_t take(const Hub::OperationRequest& request, Time answered_at);
  /// None: the device never was sent one.
  const CloudToDeviceQueue* messages_for(DeviceId device) const;
  /// What has expired until `now` and was not given yet, by time, device and number, counted.
  std::vector<Hub::ExpiredItem> take_expired(Time now, HubCounts& counts);
  /// Its identity is deleted, and with it what waits for the device; what had expired by then is given once more.
  void forget(DeviceId device, Time now);

 private:
  void add_expired(std::uint32_t device, CloudToDeviceQueue& queue, Time now);
  void add_expired(std::uint32_t device, FileUploads& uploads, Time now);

  std::map<std::uint32_t, CloudToDeviceQueue> messages_;  ///< by device
  std::map<std::uint32_t, FileUploads> uploads_;
  std::vector<Hub::ExpiredItem> expired_;  ///< found and not given yet
  std::int64_t messages_not_named_ = 0;
  std::int64_t uploads_not_named_ = 0;
};

}  // namespace picket::sim
