#include "agent_core/message/message_transport.h"

#include <algorithm>
#include <utility>

#include "agent_core/message/marking_problems.h"

namespace picket {
namespace {

constexpr std::size_t kMaxNameLength = 128;  ///< of a device or module id (IoT Hub, identity registry)

void check_name(const std::string& name, const char* path, bool may_be_empty, std::vector<MessageProblem>& problems) {
  // A name with one of these would publish to another topic, or be refused as a whole by the broker.
  const bool plain = std::none_of(name.begin(), name.end(), [](char c) {
    return static_cast<unsigned char>(c) <= 0x20 || static_cast<unsigned char>(c) >= 0x7f || c == '/' || c == '+' || c == '#';
  });
  if (plain && name.size() <= kMaxNameLength && (may_be_empty || !name.empty())) return;
  problems.push_back({path, name.empty() ? "" : "a name of " + std::to_string(name.size()) + " characters",
                      "1 to 128 ASCII characters without spaces, '/', '+' and '#'", ""});
}

}  // namespace

SendReport send_message(MessageTransport& transport, const MessageSender& sender, const MarkedMessage& message) {
  SendReport report;
  check_name(sender.device, "sender.device", false, report.problems);
  check_name(sender.module, "sender.module", true, report.problems);
  for (MessageProblem& problem : find_marking_problems(message.marking)) report.problems.push_back(std::move(problem));
  const std::size_t size = metered_bytes(message.body, message.marking);
  if (size > kMaxMessageBytes) {
    report.problems.push_back({"", std::to_string(size) + " bytes with its properties",
                               "at most " + std::to_string(kMaxMessageBytes), "send it in parts"});
  }
  const std::string topic = mqtt_topic(sender.device, sender.module, message.marking);
  if (topic.size() > kMaxTopicBytes) {
    report.problems.push_back({"application_properties", "a topic of " + std::to_string(topic.size()) + " bytes with them",
                               "at most " + std::to_string(kMaxTopicBytes), "put long texts into the body"});
  }
  if (!report.problems.empty()) return report;
  report.error = transport.send({topic, message.body, message.marking, sender});
  return report;
}

}  // namespace picket
