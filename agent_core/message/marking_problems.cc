#include "agent_core/message/marking_problems.h"

#include <algorithm>
#include <set>
#include <string>

#include "agent_core/base/ascii.h"
#include "agent_core/base/utf8.h"

namespace picket {
namespace {

constexpr std::string_view kIdMarks = "-:.+%_#*?!(),=@;$'";
constexpr std::string_view kHeaderMarks = "!#$%&'*+-.^_`|~";
constexpr std::string_view kSystemPrefix = "$.";

bool holds_only(std::string_view text, std::string_view marks) {
  return std::all_of(text.begin(), text.end(), [&](char c) { return is_alphanumeric(c) || marks.find(c) != std::string_view::npos; });
}

bool is_text(std::string_view text) {
  const bool controls = std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
  return !controls && is_utf8(text);
}

class Check {
 public:
  explicit Check(MarkingProtocol protocol) : https_(protocol == MarkingProtocol::kHttps) {}

  void id(std::string_view id) {
    if (id.size() <= kMaxMessageId && holds_only(id, kIdMarks)) return;
    add("message_id", id.size() > kMaxMessageId ? std::to_string(id.size()) + " characters" : quoted_text(id),
        "at most 128 ASCII letters, digits and " + std::string(kIdMarks));
  }
  void text(const std::string& path, std::string_view text) {
    const bool fits = https_ ? holds_only(text, kHeaderMarks) : is_text(text);
    if (fits) return;
    add(path, quoted_text(text),
        https_ ? "ASCII letters, digits and " + std::string(kHeaderMarks)
               : "a text in UTF-8 without control characters");
  }
  void system(const char* path, std::string_view value) {
    if (!is_text(value)) add(path, quoted_text(value), "a text in UTF-8 without control characters");
  }
  void property(const MessageMarking::Property& property, std::size_t index) {
    const std::string path = "application_properties[" + std::to_string(index) + "]";
    if (property.name.empty()) {
      add(path + ".name", "an empty name", "a name");
    } else if (property.name.starts_with(kSystemPrefix)) {
      add(path + ".name", quoted_text(property.name),
          "a name without '$.' in front, which would set a property of the system");
    } else {
      text(path + ".name", property.name);
    }
    if (!seen_.insert(property.name).second) add(path + ".name", quoted_text(property.name) + " twice", "it once");
    text(path + ".value", property.value);
  }

  std::vector<MessageProblem> take() { return std::move(problems_); }

 private:
  void add(std::string path, std::string found, std::string expected) {
    problems_.push_back({std::move(path), std::move(found), std::move(expected), ""});
  }

  bool https_;
  std::set<std::string_view> seen_;
  std::vector<MessageProblem> problems_;
};

}  // namespace

std::vector<MessageProblem> find_marking_problems(const MessageMarking& marking, MarkingProtocol protocol) {
  Check check(protocol);
  check.id(marking.message_id);
  check.system("correlation_id", marking.correlation_id);
  check.system("user_id", marking.user_id);
  check.system("to", marking.to);
  check.system("content_type", marking.content_type);
  check.system("content_encoding", marking.content_encoding);
  check.system("interface_id", marking.interface_id);
  check.system("expiry", marking.expiry);
  for (std::size_t i = 0; i < marking.application_properties.size(); ++i) check.property(marking.application_properties[i], i);
  return check.take();
}

}  // namespace picket
