#pragma once

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "agent_core/base/ids.h"
#include "pipeline_core/risk/incident.h"
#include "pipeline_core/risk/risk_settings.h"
#include "sim/results/ocsf_record.h"

namespace picket::sim {

/// Which findings belong to which incident of a run.
///
/// Model:  a device's incident has the findings of its device from as far back as its trigger looks (`repeat_window` for
///         the score, `tactics_window` for tactics) until it closes; a campaign those of its alert on devices of its class from
///         `campaign_window` back. What was suppressed belongs to it too, but has no record that could be named.
/// State:  at most `kMaxFindings` findings, 40 bytes each; later ones belong to incidents without being named.
/// Cost:   a list is read from its beginning: O(findings of the device, or of the alert and class).
class IncidentMembers {
 public:
  static constexpr std::size_t kMaxFindings = 200'000;
  static constexpr std::size_t kMaxNamed = 64;  ///< of one incident, the first ones

  explicit IncidentMembers(const RiskSettings& settings) : settings_(settings) {}

  /// In time order.
  void add(Time time, DeviceId device, ClassId device_class, std::uint32_t alert, Uuid uid);
  struct Member {
    Time time;
    std::uint32_t alert = 0;
    Uuid uid;
  };
  /// The members named in that state of it: those up to its time.
  std::vector<Member> of(const Incident& incident) const;

 private:
  Time begin_of(const Incident& incident) const;

  RiskSettings settings_;
  std::size_t kept_ = 0;
  std::map<std::uint32_t, std::vector<Member>> by_device_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<Member>> by_pair_;  ///< alert and class
};

}  // namespace picket::sim
