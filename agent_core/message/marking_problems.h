#pragma once

#include <cstdint>
#include <vector>

#include "agent_core/message/message_marking.h"
#include "agent_core/message/message_problems.h"

namespace picket {

/// How a message travels to the hub. Over HTTPS properties are headers, which hold fewer characters.
enum class MarkingProtocol : std::uint8_t { kMqttOrAmqp, kHttps };

/// Longest message id, in characters.
inline constexpr std::size_t kMaxMessageId = 128;

/// What IoT Hub would refuse, or take for something else, in what a message carries beside its body.
///
/// Model:  the message id is of at most kMaxMessageId ASCII letters, digits and - : . + % _ # * ? ! ( ) , = @ ; $ '.
///         Names and values of application properties are texts in UTF-8 without control characters, over HTTPS of
///         ASCII letters, digits and ! # $ % & ' * + - . ^ _ ` | ~ alone. A name is not empty, stands once, and does
///         not begin with "$.": that would set a system property.
/// Limits: sizes are those of the whole message; see metered_bytes. Nothing is published about the number of
///         properties.
/// Source: IoT Hub, "Create and read IoT Hub messages" (message-id, property names and values); iot-hub.md 4.1 (system
///         properties in the bag).
std::vector<MessageProblem> find_marking_problems(const MessageMarking& marking, MarkingProtocol protocol = MarkingProtocol::kMqttOrAmqp);

}  // namespace picket
