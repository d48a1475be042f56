#pragma once

#include <cstdint>
#include <map>

#include "sim/hub/cloud_to_device_queue.h"
#include "sim/hub/file_uploads.h"
#include "sim/hub/hub.h"

namespace picket::sim {

/// What waits at one hub for its devices: cloud-to-device messages and uploads under way. Of all other operations it
/// knows nothing.
///
/// Cost: some hundred bytes for each device that ever had one of the two, and a search in a tree.
class DeviceBacklogs {
 public:
  /// 403004, 403006, 412002 or 400015, or kOk. Changes nothing but that what has expired goes.
  std::uint32_t refusal_of(const Hub::OperationRequest& request);
  /// Does what was admitted. Returns the number of the message sent or received (0: none waits) or of the upload
  /// started; 0 for the rest.
  std::uint32_t take(const Hub::OperationRequest& request, Time answered_at);
  /// None: the device never was sent one.
  const CloudToDeviceQueue* messages_for(DeviceId device) const;

 private:
  std::map<std::uint32_t, CloudToDeviceQueue> messages_;  ///< by device
  std::map<std::uint32_t, FileUploads> uploads_;
};

}  // namespace picket::sim
