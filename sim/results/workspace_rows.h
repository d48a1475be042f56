#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "agent_core/base/time.h"
#include "agent_core/message/message.h"
#include "pipeline_core/pipeline.h"
#include "sim/hub/operation_detail.h"

namespace picket::sim {

/// One row of AzureDiagnostics, of any category of the hub's resource log.
struct OperationRow {
  OperationRecord record;
  Time generated;
  std::string_view device_name;
  std::string_view module_name;  ///< of the security module; used for its own connection only
  std::string_view subscription_id;
  std::string_view resource_group;
  std::string_view hub_name;
  std::string_view resource_id;
  unsigned partition = 0;              ///< of the endpoint, that holds the device's messages
  SharedDetail detail{};               ///< what the record says beside; null: nothing
};
/// The hub's name of a result, empty for 0.
std::string_view result_description(std::uint32_t result_type);
/// The row as JSON, and its length, which is what Log Analytics meters. The length depends on the kind of record, on the
/// lengths of the names and of the address, and on the record's detail only.
std::string operation_row_json(const OperationRow& row);
std::size_t operation_row_bytes(const OperationRow& row);

}  // namespace picket::sim
