#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "agent_core/base/quantity.h"
#include "agent_core/base/time.h"
#include "sim/hub/throttle_limits.h"

namespace picket::sim {

/// Payload of a cloud-to-device message, and of a method's request and of its response, at most.
/// Source: iot-hub-devguide-quotas-throttling, 2023-02-09; iot-hub-devguide-direct-methods.
inline constexpr std::int64_t kMaxCloudToDeviceBytes = 65'536;
inline constexpr std::int64_t kMaxMethodBytes = 131'072;

/// What is done at a hub beside connecting and sending device-to-cloud messages.
enum class HubOperation : std::uint8_t {
  kIdentityOperation,       ///< create, get, update, list, delete, bulk
  kCloudToDeviceSend,       ///< the back end sends a device a message
  kCloudToDeviceReceive,    ///< a device asks for its messages over HTTPS
  kCloudToDeviceDelivery,   ///< the hub hands a device a message over its open connection
  kCloudToDeviceComplete,   ///< a device acknowledges one
  kFileUploadInitiation,    ///< a device asks for a place to upload to
  kFileUploadCompletion,    ///< a device says that it is done
  kDirectMethod,            ///< the back end calls a device and gets its response
  kTwinRead,                ///< by the back end
  kDeviceTwinRead,          ///< by the device or module
  kTwinUpdate,              ///< of desired properties or tags, by the back end
  kReportedUpdate,          ///< of reported properties, by the device or module
  kDesiredNotification,     ///< the hub tells a device of a change of its desired properties
  kTwinQuery,               ///< against devices or devices.modules
  kJobQuery,                ///< against jobs
  kJobOperation,            ///< create, cancel, get, list
  kJobTwinUpdate,           ///< a job updates the twin of one device
  kJobMethod,               ///< a job calls a method on one device
  kConfigurationOperation,  ///< create, get, update, list, delete
  kConfigurationApply,      ///< a configuration is applied to one device
  kDeviceStreamInitiation,
};
inline constexpr std::size_t kHubOperations = 21;

/// What an operation costs of the day's quota, in blocks; each part that is charged costs at least one.
enum class Charge : std::uint8_t { kFree, kRequest, kResponse, kRequestAndResponse };

/// Who does it, and so who must be there.
enum class Caller : std::uint8_t {
  kBackEnd,          ///< over HTTPS or AMQP
  kConnectedDevice,  ///< a device or module, over its open connection
  kDevice,           ///< a device over HTTPS
  kHub,              ///< the hub itself, towards a device that is connected
};

/// One row of the metering table.
struct OperationRule {
  HubOperation operation{};
  std::string_view name;  ///< as in sim/hub/README.md, and of a failed check
  Charge charge = Charge::kFree;
  std::optional<HubThrottle> throttle = std::nullopt;
  Caller caller = Caller::kBackEnd;
  bool of_one_device = true;
  bool standard_only = true;
  bool of_modules = false;    ///< modules have it too; else it is a device's own
  bool calls_device = false;  ///< needs the device's response: without a connection 404103, and charged all the same
  std::int64_t largest_bytes = 0;  ///< of request and of response; 0: no limit of this operation's own
};
const OperationRule& rule_of(HubOperation operation);

/// Blocks that it takes of the quota. `block_bytes`: 4,096, and 512 on F1.
/// Source: iot-hub-devguide-pricing, 2023-02-09, "Charges per operation".
std::int64_t blocks_charged(HubOperation operation, Bytes request, Bytes response, std::int64_t block_bytes);
/// Tokens that it takes of its throttle: chunks of the request for a direct method, an identity each for identity
/// operations, else one. Source: iot-hub-devguide-quotas-throttling, 2023-02-09.
std::int64_t throttle_tokens(HubOperation operation, Bytes request, std::int64_t identities);

/// What a hub did of one kind of operation. The law:
///   requests = accepted + device_not_online_404103 + refused()
struct OperationCounts {
  std::int64_t requests = 0;
  std::int64_t accepted = 0;
  std::int64_t device_not_online_404103 = 0;  ///< a method whose device is not there: done and charged, in vain
  std::int64_t blocks = 0;                    ///< of these two; part of HubCounts::blocks
  std::int64_t delayed = 0;                   ///< of these two, after a wait in the shaping queue
  Duration delay_total;                       ///< sum of these waits
  std::int64_t throttled_429001 = 0;          ///< over the amount of a clock minute
  std::int64_t throttled_429002 = 0;
  std::int64_t throttled_429003 = 0;
  std::int64_t over_quota_403002 = 0;
  std::int64_t not_in_tier_403010 = 0;
  std::int64_t too_large_413001 = 0;
  std::int64_t unknown_identity = 0;   ///< 404001 to the back end, 401003 to a device
  std::int64_t not_connected = 0;      ///< of a device without a connection, or to one
  std::int64_t over_device_limit = 0;  ///< 403004: its queue is full; 403006: it has ten uploads under way
  std::int64_t lock_lost = 0;          ///< 412002 and 400015: what is to be completed is not there any more
  std::int64_t unavailable_503005 = 0; ///< the hub was down
  std::int64_t invalid_400004 = 0;         ///< a twin's text, key or depth beyond what a hub takes
  std::int64_t already_there_409001 = 0;   ///< an identity that was to be created

  std::int64_t refused() const {
    return throttled_429001 + throttled_429002 + throttled_429003 + over_quota_403002 + not_in_tier_403010 +
           too_large_413001 + unknown_identity + not_connected + over_device_limit + lock_lost + unavailable_503005 + invalid_400004 +
           already_there_409001;
  }
};

/// A reason for which operations are refused, under its name in results: that of its counter.
struct OperationRefusal {
  std::string_view reason;
  std::int64_t OperationCounts::*count;
};
/// All that OperationCounts::refused sums.
std::span<const OperationRefusal> operation_refusals();

}  // namespace picket::sim
