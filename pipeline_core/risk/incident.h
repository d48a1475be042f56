#pragma once

#include <cstdint>

#include "agent_core/base/ids.h"
#include "agent_core/base/time.h"
#include "pipeline_core/findings/severity.h"
#include "pipeline_core/risk/tactics.h"

namespace picket {

enum class IncidentKind : std::uint8_t {
  kScore,     ///< a device's risk score rose above the threshold
  kTactics,   ///< several rules showed several tactics on a device
  kCampaign,  ///< one alert on several devices of a class
};

enum class IncidentState : std::uint8_t { kOpened, kUpdated, kClosed };

/// What an analyst works on instead of single alerts. Told when it opens, when it grows (a higher severity;
/// campaigns: twice the devices) and when it closes for want of news.
struct Incident {
  std::uint32_t number = 0;  ///< from 1, in the order of opening
  IncidentKind kind = IncidentKind::kScore;
  IncidentState state = IncidentState::kOpened;
  Time time;    ///< of this state
  Time opened;
  DeviceId device;           ///< campaigns: the one that completed it
  ClassId device_class;
  std::uint32_t alert = 0;   ///< campaigns: of all members; devices: of the finding that opened it
  Severity severity = Severity::kMedium;
  double score = 0;          ///< devices: the highest so far
  TacticSet tactics = 0;
  std::uint32_t sources = 0;  ///< devices: rules heard of lately
  std::uint32_t devices = 1;  ///< campaigns: members told apart
  std::uint64_t findings = 0; ///< that belong to it, suppressed ones too
};

class IncidentSink {
 public:
  virtual ~IncidentSink() = default;
  virtual void on_incident(const Incident& incident) = 0;
};

}  // namespace picket
