#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent_core/base/counts.h"
#include "agent_core/base/time.h"
#include "sim/exchange/alert_columns.h"
#include "sim/exchange/alert_evidence.h"

namespace picket::sim {

/// An alert of another system, as it says it.
struct ForeignAlert {
  std::uint64_t line = 0;  ///< where it begins, from 1
  Time time;
  std::string device;
  std::string type;      ///< empty: it says none
  std::string severity;  ///< the same
  std::optional<std::uint32_t> replication;
  std::vector<NamedEvidence> evidence;  ///< empty: it names none
};

/// Why a part of a file is no alert.
enum class AlertFault : std::uint8_t {
  kNotReadable,     ///< no JSON, a quote out of place
  kNoObject,        ///< JSON, but no object
  kTooLong,         ///< over AlertLimits::max_record_bytes
  kFieldCount,      ///< fewer or more cells than the header has
  kNoTime,
  kBadTime,
  kNoDevice,
  kBadReplication,
  kTooMany,         ///< over AlertLimits::max_alerts; the rest was not read
  kCount_,
};
std::string_view to_string(AlertFault fault);

struct AlertLimits {
  std::size_t max_bytes = std::size_t{256} << 20;
  std::size_t max_record_bytes = std::size_t{1} << 20;
  std::size_t max_alerts = 1'000'000;
  std::size_t max_text = 4'096;  ///< longer texts are cut
};

/// What was read: alerts + faults = records.
struct AlertFile {
  struct Example {
    AlertFault fault = AlertFault::kNotReadable;
    std::uint64_t line = 0;
    std::string text;  ///< its start, for people
  };
  static constexpr std::size_t kExamplesPerFault = 3;

  std::vector<ForeignAlert> alerts;
  std::uint64_t records = 0;
  Counts<AlertFault> faults;
  std::vector<Example> examples;
  /// By field: the names that alerts had it under, in the order of the known names.
  std::array<std::vector<std::string>, kAlertFields> taken;
  /// By field: known names that alerts have as well, and that were not taken there.
  std::array<std::vector<std::string>, kAlertFields> passed_over;
  std::vector<std::string> columns;  ///< of a CSV file
};

/// Reads alerts: a JSON list of objects, one JSON object a line, or CSV (RFC 4180) whose first line names the columns; which of
/// them the text shows. Bytes of another's making: bounded, every refusal is counted, nothing is fatal.
///
/// Model:  times are what `parse_timestamp` reads (ISO 8601, UTC without an offset), or numbers since 1970 in seconds,
///         milliseconds, microseconds or nanoseconds, told apart by their size (seconds below 10^11, and so on by 10^3).
///         Evidence is read from where SecurityAlert and OCSF have it (alert_evidence.h), of a table from its column Entities.
/// Errors: more than max_bytes is kTooLong as a whole. A table without rows is no alerts if its header names a time and a
///         device, and else one refused record.
/// Limits: objects spread over lines are read in a list, or alone.
AlertFile read_alerts(std::string_view text, const AlertColumns& columns, const AlertLimits& limits = {});

/// Errors: nothing if it is no time, or one before 1970 or after 9999.
std::optional<Time> parse_alert_time(std::string_view text);

}  // namespace picket::sim
