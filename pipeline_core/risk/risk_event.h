#pragma once

#include <cstdint>
#include <tuple>

#include "agent_core/base/ids.h"
#include "agent_core/base/time.h"
#include "pipeline_core/findings/severity.h"
#include "pipeline_core/risk/tactics.h"

namespace picket {

/// A rule or model that spoke of a device, whether an alert came of it or was suppressed.
struct RiskEvent {
  Time time;
  DeviceId device;
  ClassId device_class;
  std::uint32_t alert = 0;
  std::uint32_t rule = 0;
  Severity severity = Severity::kMedium;
  bool is_notice = false;
  TacticSet tactics = 0;

  auto order() const { return std::tuple(time, device, rule, alert); }
};

}  // namespace picket
