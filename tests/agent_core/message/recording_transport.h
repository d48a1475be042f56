#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "agent_core/message/message_transport.h"

namespace picket::test {

/// Keeps what it is given to send, and answers, or throws, as a test wants.
struct RecordingTransport final : MessageTransport {
  std::vector<std::string> topics;
  std::vector<std::string> bodies;
  std::optional<TransportError> answer;
  bool throws = false;
  std::optional<TransportError> send(const Outgoing& message) override {
    if (throws) throw std::runtime_error("cable cut");
    topics.emplace_back(message.topic);
    bodies.emplace_back(message.body);
    return answer;
  }
};

}  // namespace picket::test
