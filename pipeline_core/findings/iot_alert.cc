#include "pipeline_core/findings/iot_alert.h"

#include "agent_core/base/hash.h"
#include "pipeline_core/findings/alert_text.h"
#include "pipeline_core/findings/classic_agent.h"

namespace picket {

IotAlert iot_alert(const PipelineContent& content, const Finding& finding, Encoding generation) {
  const AlertType& type = content.alert(finding.alert);
  IotAlert alert;
  std::uint64_t key = hash_combine(finding.device.value(), fnv1a(type.alert_type));
  key = hash_combine(key, static_cast<std::uint64_t>(finding.time.unix_microseconds()));
  alert.system_alert_id = {mix64(key ^ 1), mix64(key ^ 2)};
  alert.alert_type = type.alert_type;
  alert.alert_display_name = type.name;
  alert.severity = type.severity;
  if (generation == Encoding::kG1Json) {
    const ClassicForm form = classic_form(type);
    alert.alert_display_name = form.name;
    alert.severity = form.severity;
  }
  alert.compromised_entity = finding.device;
  alert.start_time_utc = finding.window_start;
  alert.end_time_utc = finding.window_end;
  alert.description = content.rule_title(finding.rule);
  alert.intent = "Unknown";
  if (const AlertText* text = alert_text(type.alert_type)) {
    alert.description = text->description;
    alert.remediation_steps = text->remediation;
    if (!text->intent.empty()) alert.intent = text->intent;
  }
  alert.pack = content.pack_of(finding.rule);
  alert.reason = reason_text(content, finding);
  return alert;
}

}  // namespace picket
