#pragma once

#include <optional>

#include "pipeline_core/hub_watch/operation_record.h"
#include "sim/hub/hub.h"
#include "sim/hub/operation_detail.h"

namespace picket::sim {

/// Which outcomes of an operation the hub's resource log has a record of.
enum class Logged : std::uint8_t { kNever, kRefused, kAlways };

/// One row of the table from kinds of operations to categories of the log; the name says the category (operation_category).
struct OperationLogRule {
  HubOperation operation{};
  Logged logged = Logged::kNever;
  OperationName name = OperationName::kCount_;  ///< kCount_: none
};
/// Limits: the effects of jobs and of configurations on one device stand where the same operation without a job stands, as
///         they are charged; queries of jobs have no record, nor has what the hub hands or tells a device.
/// Source: monitor-iot-hub-reference, 2024-06-26; iot-hub.md 5.5.
const OperationLogRule& log_rule_of(HubOperation operation);

/// A record and what it says beside.
struct OperationLogEntry {
  OperationRecord record;
  OperationDetail detail;
};
/// What the hub logs of an operation that it has judged; nothing where its category has no record of such an outcome, and of
/// a hub that is down. Who asked, from where and with what, is the caller's to add.
/// Input:  `hub`: what the record is about where the operation is of no device.
/// Output: `record.time` is when it was asked, `detail.took` the wait until the answer.
std::optional<OperationLogEntry> log_entry_of(const Hub::OperationRequest& request, const Hub::OperationAnswer& answer, HubId hub);
/// A cloud-to-device message, or an upload's address, that has expired, with the error that whoever would complete it
/// now gets (412002, 400015): the page gives none.
OperationLogEntry log_entry_of(const Hub::ExpiredItem& item, HubId hub);

}  // namespace picket::sim
