#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent_core/base/counts.h"
#include "agent_core/base/time.h"
#include "sim/import/import_problem.h"

namespace picket::sim {

/// Metrics of a hub that say something about its load.
/// Source: MicrosoftDocs/azure-docs, monitor-iot-hub-reference, 2024-07-30.
enum class HubMetric : std::uint8_t {
  kMessages,   ///< d2c.telemetry.ingress.success: telemetry messages that were taken
  kAttempts,   ///< d2c.telemetry.ingress.allProtocol
  kThrottled,  ///< d2c.telemetry.ingress.sendThrottle
  kQuotaUsed,  ///< dailyMessageQuotaUsed: counts up through the day, from 0 at 00:00 UTC
  kDataBytes,  ///< deviceDataUsage: bytes to and from devices
  kDataBytesV2,
  kConnected,  ///< connectedDeviceCount, a snapshot
  kDevices,    ///< totalDeviceCount, a snapshot
  kCount_,
};
inline constexpr std::size_t kHubMetrics = static_cast<std::size_t>(HubMetric::kCount_);
/// Its name in the REST API.
std::string_view to_string(HubMetric metric);
/// Of a name in the REST API, or in the portal, in letters of either case.
std::optional<HubMetric> hub_metric_of(std::string_view name);

/// Why a row or a cell of a file is no value.
enum class MetricFault : std::uint8_t {
  kNotReadable,      ///< a quote out of place, or not UTF-8
  kTooLong,          ///< over HubMetricsLimits::line_bytes
  kFieldCount,       ///< fewer or more cells than the header has
  kBadTime,
  kBadNumber,
  kWrongAggregation, ///< the metric is there, without the aggregation that says something
  kGivenTwice,       ///< a value for the same time was there before
  kTooMany,          ///< over HubMetricsLimits::values; the rest was not read
  kCount_,
};
std::string_view to_string(MetricFault fault);

struct MetricProblem {
  MetricFault fault = MetricFault::kNotReadable;
  std::uint32_t file = 0;  ///< which one, from 0
  ImportProblem at;
};

/// Which of the aggregations of Azure Monitor a value is.
enum class Aggregation : std::uint8_t { kNotSaid, kAverage, kMinimum, kMaximum, kTotal, kSamples };

struct MetricValue {
  double value = 0;
  Aggregation aggregation = Aggregation::kNotSaid;
};

/// Values of a hub's metrics by time.
struct HubMetrics {
  std::uint64_t rows = 0;         ///< below headers
  std::uint64_t empty_cells = 0;  ///< where a value could stand: nothing was measured then
  Counts<MetricFault> faults;
  std::vector<MetricProblem> problems;  ///< at most kProblemsPerFault of each kind
  std::array<std::map<Time, MetricValue>, kHubMetrics> values;
  std::map<std::string, std::uint64_t> passed_over;  ///< rows of other metrics, by name
  std::uint64_t passed_over_more = 0;                ///< rows of names beyond kMaxNames
  std::uint32_t files_without_header = 0;            ///< nothing in them names a time and a metric

  static constexpr std::size_t kProblemsPerFault = 3;
  static constexpr std::size_t kMaxNames = 50;
  const std::map<Time, MetricValue>& of(HubMetric metric) const { return values[static_cast<std::size_t>(metric)]; }
  std::size_t count() const;
};

struct HubMetricsLimits {
  std::size_t values = 2'000'000;
  std::size_t line_bytes = 65'536;
};

/// Adds the values of a file to `out`.
///
/// Input:  `text` is CSV (RFC 4180, with ',', ';' or tabs) or the table that `az monitor metrics list --output table` prints. Lines
///         before a header are left out. Either each row names its metric (columns for the time, for the name, and for
///         Average, Minimum, Maximum, Total), as the CLI and exports of AzureMetrics have it, or each column is a metric,
///         "Telemetry messages sent (Sum)", behind one for the time, as portals' charts are saved. Times as parse_timestamp
///         reads them.
/// Model:  of counted events the total counts, of snapshots the average, of dailyMessageQuotaUsed the maximum. Of others
///         nothing is read: the average of counted events is always 1.
/// Output: what is not a value is counted, with the first places of each kind. An empty cell is no value and no fault.
/// Limits: a row is one line. Two hubs in one file cannot be told apart: of two values for one time the first counts.
/// Source: Azure/azure-cli, command_modules/monitor/transformers.py, metrics_table; monitor-iot-hub-reference, "Supported
///         aggregations". The portal's form is taken from what its charts are called: [E], not read in a source.
void read_hub_metrics(std::string_view text, std::uint32_t file, HubMetrics& out, const HubMetricsLimits& limits = {});

}  // namespace picket::sim
