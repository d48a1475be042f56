#pragma once

#include <string>
#include <string_view>

#include "agent_core/message/message.h"
#include "pipeline_core/content/content.h"
#include "pipeline_core/pipeline.h"

namespace picket {

/// A finding as the product's interface shows it (`iotAlerts` and its `iotAlertTypes` together).
///
/// Limits: entities and the extended properties that come from an event's fields are made by whoever has the
///         observation; here is what the finding itself says.
/// Source: defender.md 5.7.
struct IotAlert {
  Uuid system_alert_id;
  std::string_view alert_type;
  std::string_view alert_display_name;
  Severity severity = Severity::kMedium;
  DeviceId compromised_entity;
  Time start_time_utc;
  Time end_time_utc;
  std::string_view description;
  std::string_view remediation_steps;
  std::string_view intent;  ///< "Unknown" where no sample shows one
  std::string_view provider_name = "IoTSecurity";
  std::string_view vendor_name = "Microsoft";
  Pack pack = Pack::kPicket;
  std::string reason;
};

/// The views live as long as the content.
///
/// Model:  the id is derived from the device, the alert and the time, so that the same run gives the same ids.
///         A device of generation 1 has that generation's name and severity. An alert that a rule made for itself
///         is described by the rule's title.
IotAlert iot_alert(const PipelineContent& content, const Finding& finding, Encoding generation);

}  // namespace picket
