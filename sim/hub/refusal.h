#pragma once

#include <cstdint>
#include <string>

#include "agent_core/publish/transport.h"

namespace picket::sim {

/// How a client learns that the hub does not take its message.
enum class RefusalForm : std::uint8_t {
  kConnectionCloses,  ///< it sees its connection end, MQTT without a word
  kRejected,          ///< AMQP: the disposition says so; link and connection stay
  kLinkDetaches,      ///< AMQP: the link for messages ends; the connection stays
  kStatus,            ///< HTTPS: the status of the answer; nothing stands that could end
};

struct Refusal {
  RefusalForm form = RefusalForm::kConnectionCloses;
  std::string says;  ///< AMQP's condition, HTTP's status; empty: nothing
};

/// What a client of that transport sees of a refusal with one of the hub's codes (hub_code).
///
/// Limits: which refusals of AMQP come as a disposition and which end the link is documented by Microsoft for the throttle alone; a spent
///         quota is taken for the same, and a message that is too large to end the link, as the specification has it.
/// Source: MQTT: Azure/azure-iot-sdk-c, issue 1766. AMQP: Azure/azure-iot-sdk-csharp, device/devdoc (conditions; device-container-throttled
///         is "always generated from an AmqpOutcome"); SDK for Node, translateError (resource-limit-exceeded: quota); OASIS AMQP 1.0,
///         2.8.15 to 2.8.17. HTTPS: troubleshoot-error-codes, 2026-01-06: the first three digits are the status.
Refusal refusal_of(Transport transport, std::uint32_t code);

/// Whether the client hears more than that its connection ends.
inline bool is_told(const Refusal& refusal) { return refusal.form != RefusalForm::kConnectionCloses; }

}  // namespace picket::sim
