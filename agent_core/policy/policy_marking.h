#pragma once

#include "agent_core/message/compression.h"
#include "agent_core/message/message_marking.h"
#include "agent_core/policy/policy.h"

namespace picket {

/// How an agent under the policy marks its messages: by its encoding, and of FlatBuffers by who encodes them. `compression`: that the
/// body has, as its content encoding says; our own choice, since no agent compresses.
MessageMarking marking_of(const Policy& policy, Compression compression = Compression::kNone);

}  // namespace picket
