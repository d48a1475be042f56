#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "agent_core/base/text.h"
#include "agent_core/base/time.h"
#include "agent_core/message/message.h"

namespace picket::sim {

/// What all raw-event rows of a device share.
struct RowContext {
  Encoding encoding = Encoding::kG2FlatBuffers;
  std::string_view device_name;
  std::string_view agent_version;
  std::string_view subscription_id;
  std::string_view resource_id;               ///< of the hub, "/subscriptions/.../IotHubs/<name>"
  std::string_view message_source = "Linux";  ///< generation 2; "AzureRTOS" for the other
};

/// One row of the raw-event table: an observation as the workspace shows it, one row for each item
/// of a payload.
///
/// Model:  columns of SecurityIoTRawEvent (generation 1: EventDetails is a string that holds JSON) and
///         DefenderIoTRawEvent (generation 2: EventDetails is the object itself). Names inside
///         EventDetails are those that the documented queries and parsers use. File system,
///         peripheral, name resolution, software, statistics and log have no published row names; ours
///         are "FileSystem", "Peripheral", "Dns", "SBoM", "Statistics" and "Log".
/// Input:  the observation as the service received it (see `as_received`).
/// Limits: no time zone; local times are UTC.
/// Source: azure-monitor table references; ASIM parsers for the micro agent.
struct RawEventRow {
  const RowContext& context;
  const Observation& observation;
  const TextTable& texts;
  Uuid event_id;
  Time generated;  ///< TimeGenerated: when the row reached the workspace
};

std::string_view raw_event_table(Encoding encoding);
std::string_view raw_event_name(Encoding encoding, const Record& record);
/// "Periodic", "Triggered", or "Aggregated" as generation 1 writes it.
std::string_view raw_event_category(Encoding encoding, const Observation& observation);
/// "Security", "Operational" or "Diagnostic".
std::string_view raw_event_type(const Record& record);
/// Column IsEmpty: a heartbeat, or a report that there are no items.
bool raw_event_is_empty(const Record& record);

/// Content of the column EventDetails.
std::string event_details(const RawEventRow& row);
/// The row as the JSON that Log Analytics meters: all columns but those it does not charge
/// (_BilledSize, _IsBillable, Type).
std::string raw_event_row_json(const RawEventRow& row);

/// The part of a row's length that is the same for all rows of a device.
struct RowFrame {
  Encoding encoding = Encoding::kG2FlatBuffers;
  std::size_t bytes = 0;
};
RowFrame row_frame(const RowContext& context);
/// Length of raw_event_row_json, without making it.
/// Cost: about 50 ns for a process with plain text.
std::size_t raw_event_row_bytes(const RowFrame& frame, const Observation& observation, const TextTable& texts);
/// The same for a single row.
std::size_t raw_event_row_bytes(const RowContext& context, const Observation& observation, const TextTable& texts);

}  // namespace picket::sim
