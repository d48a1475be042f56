#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "agent_core/base/quantity.h"
#include "agent_core/base/time.h"

namespace picket::sim {

/// The version of the service's interface that back ends use, which stands as their sdkVersion. Source: iot-hub.md 5.3.
inline constexpr std::string_view kServiceApiVersion = "2021-04-12";

/// What a record of a hub's resource log says beside what the analytics read of it (OperationRecord). Each category uses
/// some of it (operation_properties); what is not used stays as it is here.
///
/// Cost: kept by pointer, and only for records that have one: those of connects and of devices' twins have none.
struct OperationDetail {
  Bytes request;   ///< messageSize, messageSizeInBytes, RequestSize
  Bytes response;  ///< ResponseSize, resultSize
  Duration took;   ///< durationMs: the wait in the throttle
  std::uint32_t number = 0;      ///< of the cloud-to-device message, the upload or the job
  std::uint32_t deliveries = 0;  ///< of the message, so far
  Time enqueued = Time::min();   ///< of the message
  Time expires = Time::max();
  Duration time_to_live;
  std::string sdk_version;  ///< of whoever asks; empty: not logged
  std::string subject;      ///< query; filter of a job; name of the configuration, the stream, the file or the route
  std::string endpoint;     ///< of a route
  bool continues = false;   ///< the query has a continuation token
};
using SharedDetail = std::shared_ptr<const OperationDetail>;
/// Of a message or a document that was sent.
inline SharedDetail detail_of_bytes(Bytes request, std::string_view sdk_version = {}) {
  auto detail = std::make_shared<OperationDetail>();
  detail->request = request;
  detail->sdk_version = sdk_version;
  return detail;
}

}  // namespace picket::sim
