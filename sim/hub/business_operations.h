#pragma once

#include <array>
#include <span>
#include <string_view>

#include "agent_core/base/quantity.h"
#include "sim/hub/operation.h"
#include "sim/scenario/field.h"

namespace picket::sim {

/// One kind of call that the fleet's own business makes at a hub.
struct BusinessOperation {
  double per_day = 0;   ///< expected, of each device
  Bytes request_size;   ///< payload
  Bytes response_size;  ///< payload that comes back: document, result, the device's response
  bool operator==(const BusinessOperation&) const = default;
};

template <class Visitor>
void describe(Visitor& v, BusinessOperation& o) {
  v.field("per_day", o.per_day, {.says = "Expected number a day for each device of the group, spread evenly over the day; of what is not about one "
                                         "device the group's share. Above 0 they are simulated.",
                                 .min = 0,
                                 .max = 1e5});
  v.field("request_size", o.request_size,
          {.says = "Payload that is sent: of a message, a patch, a method's request. Charged in blocks, an empty one as one, where sim/hub/README.md says "
                   "so.",
           .min = 0,
           .max = 262'144});
  v.field("response_size", o.response_size,
          {.says = "Payload that comes back: the twin, a query's result, a method's response. Charged in the same way.", .min = 0, .max = 1e7});
}

/// What the owner's back end and the devices themselves ask of hubs beside security, by the kinds of iot-hub-devguide-pricing.
struct BusinessOperations {
  BusinessOperation direct_methods{};
  BusinessOperation cloud_to_device_messages{};
  BusinessOperation twin_reads{};
  BusinessOperation twin_updates{};
  BusinessOperation device_twin_reads{};
  BusinessOperation reported_updates{};
  BusinessOperation twin_queries{};
  BusinessOperation file_uploads{};
  BusinessOperation registry_operations{};
  BusinessOperation job_operations{};
  BusinessOperation job_twin_updates{};
  BusinessOperation job_methods{};
  bool operator==(const BusinessOperations&) const = default;
};

template <class Visitor>
void describe(Visitor& v, BusinessOperations& b) {
  v.field("direct_methods", b.direct_methods, {.says = "Calls of a method on a device, with its response."});
  v.field("cloud_to_device_messages", b.cloud_to_device_messages, {.says = "Messages to a device, of 64 KB at most; one that is away gets them within the hour."});
  v.field("twin_reads", b.twin_reads, {.says = "Reads of a device's twin by the back end."});
  v.field("twin_updates", b.twin_updates, {.says = "Changes of desired properties or tags; a device that is there is told, which is charged too."});
  v.field("device_twin_reads", b.device_twin_reads, {.says = "Reads of its twin by a device."});
  v.field("reported_updates", b.reported_updates, {.says = "Changes of reported properties by a device."});
  v.field("twin_queries", b.twin_queries, {.says = "Pages of results of queries for twins, which are about many devices."});
  v.field("file_uploads", b.file_uploads, {.says = "Uploads of a device: each is an initiation and a completion; the file itself is not metered."});
  v.field("registry_operations", b.registry_operations, {.says = "Reads and changes of identities in the registry."});
  v.field("job_operations", b.job_operations, {.says = "Calls that create, cancel, get or list jobs."});
  v.field("job_twin_updates", b.job_twin_updates, {.says = "Updates of a device's twin by a job."});
  v.field("job_methods", b.job_methods, {.says = "Calls of a method on a device by a job."});
}

/// A key of BusinessOperations and what it is at a hub.
struct BusinessKind {
  std::string_view key;
  BusinessOperation BusinessOperations::*of;
  HubOperation operation;
};
inline constexpr std::array kBusinessKinds{
    BusinessKind{"direct_methods", &BusinessOperations::direct_methods, HubOperation::kDirectMethod},
    BusinessKind{"cloud_to_device_messages", &BusinessOperations::cloud_to_device_messages, HubOperation::kCloudToDeviceSend},
    BusinessKind{"twin_reads", &BusinessOperations::twin_reads, HubOperation::kTwinRead},
    BusinessKind{"twin_updates", &BusinessOperations::twin_updates, HubOperation::kTwinUpdate},
    BusinessKind{"device_twin_reads", &BusinessOperations::device_twin_reads, HubOperation::kDeviceTwinRead},
    BusinessKind{"reported_updates", &BusinessOperations::reported_updates, HubOperation::kReportedUpdate},
    BusinessKind{"twin_queries", &BusinessOperations::twin_queries, HubOperation::kTwinQuery},
    BusinessKind{"file_uploads", &BusinessOperations::file_uploads, HubOperation::kFileUploadInitiation},
    BusinessKind{"registry_operations", &BusinessOperations::registry_operations, HubOperation::kIdentityOperation},
    BusinessKind{"job_operations", &BusinessOperations::job_operations, HubOperation::kJobOperation},
    BusinessKind{"job_twin_updates", &BusinessOperations::job_twin_updates, HubOperation::kJobTwinUpdate},
    BusinessKind{"job_methods", &BusinessOperations::job_methods, HubOperation::kJobMethod},
};

/// Operations that one of this kind brings along when it was done: a completion of an upload; delivery and acknowledgement of a message, and
/// the notice of a change, where the device is there.
std::span<const HubOperation> follow_ups_of(HubOperation operation);

/// What operations ask of a hub, expected.
struct BusinessDemand {
  double blocks_per_day = 0;        ///< of 4,096 bytes
  double small_blocks_per_day = 0;  ///< the same in those of 512, of F1
  std::array<double, kHubThrottles> tokens_per_day{};
};

/// In closed form: rate times blocks_charged and throttle_tokens, follow-ups included. Of one device.
/// Limits: takes every device for connected and every request for admitted.
BusinessDemand demand_of(const BusinessOperations& operations);

}  // namespace picket::sim
