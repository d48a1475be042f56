#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "agent_core/base/time.h"

namespace picket {

/// How findings add up to incidents. Defaults without a source named are estimates.
///
/// Source: trigger thresholds and windows are the defaults of Splunk Enterprise Security's risk-based
///         correlation searches (risk score over 100 in 24 hours, high from 250, critical from 500; 3 ATT&CK
///         tactics from 4 sources in 7 days).
struct RiskSettings {
  bool enabled = true;
  double informational_points = 1;                ///< of a finding by its severity
  double low_points = 5;
  double medium_points = 20;
  double high_points = 50;
  double notice_points = 1;                       ///< of the product's notices, whatever their severity
  std::vector<double> criticality;                ///< of a class's devices, by class; 1 where it ends
  Duration half_life = Duration::hours(12);       ///< of a score
  Duration repeat_window = Duration::hours(24);   ///< a rule's repeats within it weigh 1/2, 1/4, ...
  double incident_score = 100;                    ///< a score above it opens an incident
  double high_score = 250;                        ///< ... of severity High from here on
  std::uint32_t incident_tactics = 3;             ///< so many tactics ...
  std::uint32_t incident_sources = 4;             ///< ... from so many rules ...
  Duration tactics_window = Duration::hours(168); ///< ... within this time open an incident, whatever the score
  Duration idle = Duration::hours(24);            ///< an incident without news closes
  Duration cooldown = Duration::hours(12);        ///< after it closed, its device opens no other for so long
  std::uint32_t campaign_devices = 5;             ///< so many devices of one class with the same alert ...
  Duration campaign_window = Duration::hours(24); ///< ... within this time are a campaign
  std::size_t max_devices = 1U << 17;             ///< with a score; beyond, the one unheard of longest is forgotten
  std::size_t max_campaigns = 4096;               ///< pairs of alert and class that are watched
  std::uint32_t max_members = 4096;               ///< devices that a campaign tells apart
};

}  // namespace picket
