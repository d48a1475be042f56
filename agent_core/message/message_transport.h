#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent_core/message/message_marking.h"
#include "agent_core/message/message_problems.h"

namespace picket {

/// A message that is ready to be sent: its bytes and what marks them.
struct MarkedMessage {
  std::string body;
  MessageMarking marking;
  bool operator==(const MarkedMessage&) const = default;
};

/// Who sends. A security agent has an identity of its own: a module of the device.
struct MessageSender {
  std::string device;
  std::string module;  ///< "azureiotsecurity"; empty: the device's own identity
};

/// Why a message was not handed over, in the words of the transport.
struct TransportError {
  std::string reason;  ///< "not connected", "publish refused: 5", ...
  bool try_again = false;  ///< the same message may be accepted later
  bool operator==(const TransportError&) const = default;
};

/// The program's own way to its hub: an MQTT or AMQP client, a file, a test.
class MessageTransport {
 public:
  /// One message as a transport needs it; valid during the call.
  struct Outgoing {
    std::string_view topic;         ///< MQTT: where to publish (QoS 1), properties included
    std::string_view body;
    const MessageMarking& marking;  ///< AMQP, HTTP: set these; see kInterfaceIdProperty
    const MessageSender& sender;
  };

  virtual ~MessageTransport() = default;
  /// Hands the message over. Output: nothing if the hub, or a queue that will reach it, has accepted it.
  virtual std::optional<TransportError> send(const Outgoing& message) = 0;
};

/// Longest topic. Source: MQTT 3.1.1, section 1.5.3: a string's length has two bytes.
inline constexpr std::size_t kMaxTopicBytes = 65'535;

/// What became of a message: sent, or refused here for its problems, or refused by the transport.
struct SendReport {
  std::vector<MessageProblem> problems;  ///< not empty: the transport was not asked
  std::optional<TransportError> error;
  bool sent() const { return problems.empty() && !error; }
};

/// Sends bytes of any encoding through the transport; the bytes themselves are not looked at.
/// Errors: names that cannot stand in a topic, what find_marking_problems names, more than kMaxMessageBytes, and
/// properties that make the topic longer than kMaxTopicBytes are problems. Exceptions of the transport pass through.
/// A transport over HTTPS asks find_marking_problems itself for what headers cannot hold.
SendReport send_message(MessageTransport& transport, const MessageSender& sender, const MarkedMessage& message);

}  // namespace picket
