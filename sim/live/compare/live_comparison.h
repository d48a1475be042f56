#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/live/compare/alerts_by_type.h"
#include "sim/live/compare/comparability.h"
#include "sim/live/compare/fitted_line.h"
#include "sim/live/compare/simulated_measures.h"
#include "sim/live/fleet/fleet_measures.h"
#include "sim/statistics/interval_estimate.h"

namespace picket::sim {

/// What is said of a measure.
enum class LiveVerdict : std::uint8_t {
  kAgrees,     ///< as the simulation has it
  kExplained,  ///< differs, and what the live run counted of itself accounts for it
  kFlagged,    ///< differs, and nothing accounts for it
  kShown,      ///< the simulation has no such measure, or the live run none
  kCount_,
};
inline constexpr std::array<std::string_view, static_cast<std::size_t>(LiveVerdict::kCount_)> kLiveVerdictNames{"agrees", "explained", "flagged", "shown"};
constexpr std::string_view to_string(LiveVerdict verdict) { return kLiveVerdictNames[static_cast<std::size_t>(verdict)]; }

/// One measure, live beside simulated.
struct LiveRow {
  std::string measure;               ///< its name, with the unit last
  std::string unit;                  ///< "B", "s", "" of counts, "share"
  std::optional<double> live;
  std::optional<double> simulated;   ///< of replication 0, whose devices the live fleet plays
  std::optional<Interval> range;     ///< where a live value agrees
  std::string basis;                 ///< of the range: "equal", "spread of 10 replications", "5 %"
  bool estimated = false;            ///< the live value is in part an estimate
  LiveVerdict verdict = LiveVerdict::kShown;
  std::string why;                   ///< of what is explained or flagged

  std::optional<double> difference() const;  ///< live - simulated
  std::optional<double> ratio() const;       ///< live / simulated
};

struct LiveComparisonSettings {
  double tolerance = 0.05;               ///< a share of the simulated value, where replications have no spread to go by
  std::string fitted_name = "live_line"; ///< a line of this name has been fitted to this place
};

/// Alerts of both sides; nothing: that side has no workspace, or none was named.
struct ComparedAlerts {
  std::optional<AlertsByType> live;
  std::optional<AlertsByType> simulated;
};

struct LiveComparison {
  Comparability comparability;
  std::vector<LiveRow> rows;
  std::vector<std::string> remarks;
  std::optional<FittedLine> line;  ///< that the live fleet's messages show
  SimulatedLine simulated_line;
  std::size_t replications = 0;

  std::size_t count(LiveVerdict verdict) const;
};

/// Puts a live fleet's measures beside those of simulated runs of the same scenario and seed.
///
/// Model:  a live value agrees if it is that of replication 0 where both have to be equal (messages made and delivered, and their units, by one commit);
///         else if it lies in the 95 % prediction interval of one further replication from kMinReplicationsForInterval replications
///         on, mean +- t(n-1) s sqrt(1 + 1/n), or within `tolerance` of replication 0. Where it does not, the live run's own counts
///         are asked, and they have to account for the value within `tolerance`: an end before the scenario's, messages held or
///         never due, the identifiers that a client adds to messages, connects, pings and repeats by the wire model, a speed other
///         than the day's. Delays and loss are of another line than the simulated one, unless that one was fitted here.
/// Limits: alerts are compared by type and number. At another speed their difference always counts as explained.
/// Source: prediction interval: Hahn, Meeker, Statistical Intervals (1991), section 4.4.
LiveComparison compare_live(const FleetMeasures& live, const SimulatedMeasures& simulated, const Scenario& scenario, Comparability comparability,
                            const ComparedAlerts& alerts, const LiveComparisonSettings& settings);

}  // namespace picket::sim
