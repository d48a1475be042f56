#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "agent_core/base/result.h"
#include "agent_core/base/time.h"
#include "agent_core/message/message.h"
#include "agent_core/message/message_transport.h"

namespace picket {

/// Texts by name: what a field "ExtraDetails" holds. Here a program puts what is its own.
using PayloadDetails = std::vector<std::pair<std::string, std::string>>;
/// What a payload field may hold; which of them, the definition of the event says.
using PayloadValue = std::variant<std::string, std::int64_t, bool, PayloadDetails>;

struct NamedValue {
  std::string name;
  PayloadValue value;
};
/// The fields of one payload item, in the order in which they are written.
using PayloadItem = std::vector<NamedValue>;

/// One event of a security message. Category and type follow from the name.
struct SecurityEvent {
  std::string name;  ///< one of security_event_names()
  Uuid id;
  Time time;                       ///< written in whole seconds; from 1970 to 9999, local time too
  std::vector<PayloadItem> items;  ///< empty: only for periodic events, "there is none of it"
  Duration utc_offset;             ///< of the local time, whole minutes within +-14 h
};

/// The 14 events of schema 1.0: "ProcessCreate", "ConnectionCreate", ...
std::vector<std::string_view> security_event_names();

/// Builds, validates and sends a security message of schema 1.0 for any program.
///
///     SecurityMessageBuilder builder(agent_id, "1.0.0");
///     builder.add("ProcessCreate", event_id, now,
///                 {{"Executable", "/bin/sh"}, {"CommandLine", "sh -c id"}, {"UserId", "0"},
///                  {"ProcessId", 42}, {"ParentProcessId", 1}});
///     const SendReport report = builder.send(transport, {"device-1", "azureiotsecurity"});
///
/// Model:  events are written as they are added; `build` compares the message with the published schema, and its
///         marking with what IoT Hub takes (marking_problems.h).
/// Output: JSON that the published schema accepts, in the key order of the C agent, and its marking.
/// Cost:   memory for one message; linear in its bytes.
/// Errors: all problems at once, each with its path. An event that would make the message too large is
///         not kept, and is a problem of `build`: ask `fits` first, and send what there is.
class SecurityMessageBuilder {
 public:
  SecurityMessageBuilder(Uuid agent_id, std::string_view agent_version);

  SecurityMessageBuilder& add(const SecurityEvent& event);
  /// An event with one payload item.
  SecurityMessageBuilder& add(std::string_view name, Uuid id, Time time, PayloadItem item);
  /// The message's properties, for those of the application ("MessagePriority" of the C# agent, ...).
  MessageMarking& marking() { return marking_; }
  /// Forgets the events and keeps the rest: the next message.
  void clear();

  bool empty() const { return events_ == 0; }
  std::size_t events() const { return events_; }
  /// Bytes of the body if it were built now.
  std::size_t size() const;
  /// Whether `event` can be added within kMaxMessageBytes.
  bool fits(const SecurityEvent& event) const;

  Result<MarkedMessage, std::vector<MessageProblem>> build() const;
  /// Builds, and if there is no problem hands the message to the transport; see send_message.
  SendReport send(MessageTransport& transport, const MessageSender& sender) const;

 private:
  std::string head_;
  std::string body_;  ///< the events, with commas between them
  std::size_t events_ = 0;
  std::vector<MessageProblem> problems_;  ///< what the bytes no longer show
  MessageMarking marking_ = security_marking();
};

}  // namespace picket
