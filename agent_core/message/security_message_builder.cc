#include "agent_core/message/security_message_builder.h"

#include "agent_core/base/json_escape.h"
#include "agent_core/base/utf8.h"
#include "agent_core/message/event_id.h"
#include "agent_core/message/g1_schema.h"
#include "agent_core/message/marking_problems.h"
#include "agent_core/message/utc_text.h"

namespace picket {
namespace {

constexpr std::string_view kTail = "]}";
constexpr Duration kFarthestZone = Duration::hours(14);  ///< Line Islands, UTC+14
/// Problems that `add` finds itself; more say nothing new.
constexpr std::size_t kMaxOwnProblems = 100;

/// Whether the text of a time says that second: it has room for four digits of a year, and agents begin at 1970.
bool has_text(Time time) { return utc_text_time(time).unix_seconds() == time.unix_seconds(); }

/// Writes JSON from texts of a program, which need not be UTF-8: what is not is written as '?' and noted,
/// since a parser would refuse the whole message without saying where.
class EventText {
 public:
  EventText(std::string& out, std::vector<MessageProblem>& problems) : out_(out), problems_(problems) {}

  void raw(std::string_view text) { out_ += text; }
  void text(std::string_view value, const std::string& path) {
    out_ += '"';
    if (is_utf8(value)) {
      append_json_escaped(value, out_);
    } else {
      out_ += '?';
      note({path, std::to_string(value.size()) + " bytes that are not UTF-8", "UTF-8 text", ""});
    }
    out_ += '"';
  }
  void note(MessageProblem problem) {
    if (problems_.size() < kMaxOwnProblems) problems_.push_back(std::move(problem));
  }

  void write(const SecurityEvent& event, const std::string& path) {
    const g1_json::EventDefinition* definition = g1_json::find_definition(event.name);
    raw(R"({"Category":")");
    raw(definition == nullptr ? "" : definition->category);
    raw(R"(","EventType":")");
    raw(definition == nullptr ? "" : definition->event_type);
    raw(R"(","Name":)");
    text(event.name, path + ".Name");
    raw(R"(,"PayloadSchemaVersion":"1.0","Id":")");
    raw(to_string(event.id));
    raw(R"(","TimestampLocal":")");
    local_time(event, path);
    raw(R"(","TimestampUTC":")");
    utc_time(event.time);
    raw(R"(Z","IsEmpty":)");
    raw(event.items.empty() ? "true" : "false");
    raw(R"(,"Payload":[)");
    for (std::size_t i = 0; i < event.items.size(); ++i) {
      if (i != 0) raw(",");
      item(event.items[i], path + ".Payload[" + std::to_string(i) + "]");
    }
    raw("]}");
  }

 private:
  void utc_time(Time time) {
    char text[kUtcTextLength];
    write_utc(time, text);
    raw({text, kUtcTextLength - 1});  // without the Z
  }

  void local_time(const SecurityEvent& event, const std::string& path) {
    const Duration offset = event.utc_offset;
    const bool west = offset < Duration();
    const Duration size = west ? -offset : offset;
    const bool valid = size <= kFarthestZone && size % Duration::minutes(1) == Duration();
    if (!valid) note({path + ".utc_offset", "no zone", "whole minutes within +-14 h", ""});
    const Time local = valid ? utc_text_time(event.time) + offset : event.time;
    if (!has_text(event.time)) {
      note({path + ".time", "a time outside of the years 1970 to 9999", "a time within them", ""});
    } else if (!has_text(local)) {
      note({path + ".utc_offset", "a local time outside of the years 1970 to 9999", "one within them", ""});
    }
    utc_time(local);
    if (!valid || offset == Duration()) {
      raw("Z");
      return;
    }
    const auto two_digits = [](std::int64_t value) {
      return std::string{static_cast<char>('0' + value / 10), static_cast<char>('0' + value % 10)};
    };
    const std::int64_t minutes = size / Duration::minutes(1);
    raw((west ? "-" : "+") + two_digits(minutes / 60) + ":" + two_digits(minutes % 60));
  }

  void item(const PayloadItem& fields, const std::string& path) {
    raw("{");
    for (std::size_t i = 0; i < fields.size(); ++i) {
      if (i != 0) raw(",");
      const std::string at = path + "." + printable(fields[i].name);
      text(fields[i].name, at);
      raw(":");
      value(fields[i].value, at);
    }
    raw("}");
  }

  void value(const PayloadValue& value, const std::string& path) {
    if (const auto* as_text = std::get_if<std::string>(&value)) {
      text(*as_text, path);
    } else if (const auto* number = std::get_if<std::int64_t>(&value)) {
      raw(std::to_string(*number));
    } else if (const auto* flag = std::get_if<bool>(&value)) {
      raw(*flag ? "true" : "false");
    } else {
      const auto& details = std::get<PayloadDetails>(value);
      raw("{");
      for (std::size_t i = 0; i < details.size(); ++i) {
        if (i != 0) raw(",");
        const std::string at = path + "." + printable(details[i].first);
        text(details[i].first, at);
        raw(":");
        text(details[i].second, at);
      }
      raw("}");
    }
  }

  std::string& out_;
  std::vector<MessageProblem>& problems_;
};

}  // namespace

std::vector<std::string_view> security_event_names() {
  std::vector<std::string_view> names;
  for (const g1_json::EventDefinition& definition : g1_json::definitions()) names.push_back(definition.name);
  return names;
}

SecurityMessageBuilder::SecurityMessageBuilder(Uuid agent_id, std::string_view agent_version) {
  EventText text(head_, problems_);
  text.raw(R"({"AgentVersion":)");
  text.text(agent_version, "AgentVersion");
  text.raw(R"(,"AgentId":")" + to_string(agent_id) + R"(","MessageSchemaVersion":"1.0","Events":[)");
}

std::size_t SecurityMessageBuilder::size() const { return head_.size() + body_.size() + kTail.size(); }

void SecurityMessageBuilder::clear() {
  body_.clear();
  events_ = 0;
  std::erase_if(problems_, [](const MessageProblem& problem) { return problem.path != "AgentVersion"; });
}

bool SecurityMessageBuilder::fits(const SecurityEvent& event) const {
  std::string bytes;
  std::vector<MessageProblem> ignored;
  EventText(bytes, ignored).write(event, "");
  const std::size_t comma = events_ == 0 ? 0 : 1;
  return size() + comma + bytes.size() + metered_bytes("", marking_) <= kMaxMessageBytes;
}

SecurityMessageBuilder& SecurityMessageBuilder::add(const SecurityEvent& event) {
  const std::size_t begin = body_.size();
  const std::string path = "Events[" + std::to_string(events_) + "]";
  if (events_ != 0) body_ += ',';
  EventText text(body_, problems_);
  text.write(event, path);
  ++events_;
  if (size() > kMaxMessageBytes) {
    const std::size_t too_large = size();
    body_.resize(begin);
    --events_;
    text.note({path, "an event that makes the message " + std::to_string(too_large) + " bytes",
               "at most " + std::to_string(kMaxMessageBytes), "send what was added before, then this event"});
  }
  return *this;
}

SecurityMessageBuilder& SecurityMessageBuilder::add(std::string_view name, Uuid id, Time time, PayloadItem item) {
  return add(SecurityEvent{std::string(name), id, time, {std::move(item)}, {}});
}

Result<MarkedMessage, std::vector<MessageProblem>> SecurityMessageBuilder::build() const {
  MarkedMessage message{head_ + body_ + std::string(kTail), marking_};
  std::vector<MessageProblem> problems = problems_;
  for (MessageProblem& problem : find_message_problems(message.body)) problems.push_back(std::move(problem));
  for (MessageProblem& problem : find_marking_problems(marking_)) problems.push_back(std::move(problem));
  const std::size_t metered = metered_bytes(message.body, marking_);
  if (metered > kMaxMessageBytes) {
    problems.push_back({"", std::to_string(metered) + " bytes with its properties",
                        "at most " + std::to_string(kMaxMessageBytes), "send it in parts"});
  }
  if (!problems.empty()) return problems;
  return message;
}

SendReport SecurityMessageBuilder::send(MessageTransport& transport, const MessageSender& sender) const {
  const auto message = build();
  if (!message.ok()) return {message.error(), std::nullopt};
  return send_message(transport, sender, message.value());
}

}  // namespace picket
