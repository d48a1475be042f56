#pragma once

#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "agent_core/base/ids.h"
#include "agent_core/base/text.h"
#include "agent_core/base/time.h"
#include "agent_core/message/record.h"
#include "pipeline_core/findings/recommendation_type.h"
#include "pipeline_core/hub_watch/operation_record.h"
#include "sim/fleet/fleet.h"
#include "sim/scenario/scenario.h"

namespace picket::sim {

/// One weakness on one device: what recommendations find or miss.
struct WeakUnit {
  DeviceId device{};
  std::uint32_t weakness = 0;  ///< index into Scenario::weaknesses
  WeaknessKind kind = WeaknessKind::kOpenPort;
  RecommendationType type = RecommendationType::kOpenPorts;  ///< the one that finds it
  Time start{};
  Time mend = Time::max();      ///< from then on it is gone; max: never
  std::uint64_t shared_key = 0; ///< shared_credentials: the key of its group

  bool holds_at(Time time) const { return start <= time && time < mend; }
};

/// Which devices have which weakness, and what of it the sensors and the hub see. The same for every policy.
///
/// Model:  of the devices that `targets` names, a number is drawn by (seed, replication, weakness, device); no device
///         twice for weaknesses of one type of recommendation whose times overlap, so that each is found or missed by
///         itself. A weakness that begins after the end is on no device.
///         Ports, rules and failing checks stand in the device's reports while they hold: a rule before the others of
///         its chain, a chain's policy in place of the one there, a check in place of the class's own.
///         Devices of shared_credentials are dealt into groups in the order drawn; what is left over joins the last.
///         TLS: see `tls_version`.
/// Cost:   a search among the units for each report, export and connection.
class WeaknessPlan {
 public:
  /// Interns the texts of the reports into `texts`.
  WeaknessPlan(const Scenario& scenario, const Fleet& fleet, std::uint32_t replication, TextTable& texts);

  bool empty() const { return units_.empty(); }
  /// By device, then weakness.
  const std::vector<WeakUnit>& units() const { return units_; }
  /// The device's units: [first, last).
  std::pair<std::uint32_t, std::uint32_t> units_on(DeviceId device) const;

  /// Puts what holds now into the device's reports of the kinds whose bits are set. Calls `shown(unit)` for each unit
  /// that is in them.
  template <class Shown>
  void put_into(std::vector<Record>& reports, DeviceId device, Time now, std::uint32_t kinds, Shown shown) const {
    if (units_.empty()) return;
    const auto [first, last] = units_on(device);
    for (std::uint32_t u = first; u < last; ++u) {
      const auto report = report_of(units_[u].kind);
      if (!report || (kinds >> static_cast<unsigned>(*report) & 1) == 0 || !units_[u].holds_at(now)) continue;
      put(units_[u], reports);
      shown(u);
    }
  }
  /// The record, of a report of the unit's device, is the unit's.
  bool is_shown_by(std::uint32_t unit, const Record& record) const;
  /// The key that the device has in common with others at that time; 0: it has its own.
  std::uint64_t shared_key(DeviceId device, Time time) const;
  /// With which the device connects at that time, as the hub logs it: without weak_tls in the scenario the log does not
  /// say; else 1.2, unless the device has it.
  TlsVersion tls_version(DeviceId device, Time time) const;

 private:
  void draw(const Scenario& scenario, const Fleet& fleet, std::uint32_t replication, std::uint32_t index);
  void put(const WeakUnit& unit, std::vector<Record>& reports) const;

  std::vector<WeakUnit> units_;
  std::vector<Record> records_;            ///< of each weakness: what its reports show
  std::vector<TlsVersion> tls_versions_;   ///< of each weakness
  bool logs_tls_ = false;
};

}  // namespace picket::sim
