#include "agent_core/policy/policy_marking.h"

namespace picket {

MessageMarking marking_of(const Policy& policy, Compression compression) {
  MessageMarking marking = policy.encoding == Encoding::kG1Json
                               ? security_marking()
                               : micro_agent_marking(policy.generation == Generation::kG2Rtos ? MessageSource::kAzureRtos : MessageSource::kLinux);
  if (compression != Compression::kNone) marking.content_encoding = "zstd";
  return marking;
}

}  // namespace picket
