#include "sim/scenario/free_mapping.h"

#include <fmt/format.h>

#include <optional>

#include "agent_core/base/json_escape.h"
#include "sim/scenario/quantity_text.h"

namespace picket::sim {

namespace {

class JsonWriter {
 public:
  void value(const YamlNode& node) {
    switch (node.kind) {
      case YamlNode::Kind::kNull:
        out_ += "null";
        return;
      case YamlNode::Kind::kScalar:
        return scalar(node);
      case YamlNode::Kind::kList:
        out_ += '[';
        for (const YamlNode& item : node.items) {
          if (&item != node.items.data()) out_ += ", ";
          value(item);
        }
        out_ += ']';
        return;
      case YamlNode::Kind::kMap:
        out_ += '{';
        for (const YamlMember& member : node.members) {
          if (&member != node.members.data()) out_ += ", ";
          text(member.key);
          out_ += ": ";
          value(member.value);
        }
        out_ += '}';
    }
  }

  Result<std::string, NoJson> take() {
    if (problem_) return std::move(*problem_);
    return std::move(out_);
  }

 private:
  void scalar(const YamlNode& node) {
    if (node.in_quotes) return text(node.text);
    switch (plain_kind(node.text)) {
      case PlainKind::kText:
        return text(node.text);
      case PlainKind::kNull:
        out_ += "null";
        return;
      case PlainKind::kBool:
        out_ += node.text;
        return;
      case PlainKind::kInteger:
        return integer(node.text);
      case PlainKind::kReal:
      case PlainKind::kNotFinite:
        return real(node);
    }
  }

  /// JSON knows no sign '+' and no leading zeros.
  void integer(std::string_view digits) {
    if (digits.front() == '-') out_ += '-';
    if (digits.front() == '-' || digits.front() == '+') digits.remove_prefix(1);
    digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size() - 1));
    out_ += digits;
  }

  void real(const YamlNode& node) {
    const std::optional<double> number = parse_decimal(node.text);
    if (number) {
      out_ += fmt::format("{}", *number);
    } else if (!problem_) {
      problem_ = NoJson{node.where, fmt::format("{} is not a finite number", quote(node.text))};
    }
  }

  void text(std::string_view text) {
    out_ += '"';
    append_json_escaped(text, out_);
    out_ += '"';
  }

  std::string out_;
  std::optional<NoJson> problem_;
};

}  // namespace

Result<std::string, NoJson> json_of(const YamlNode& node) {
  JsonWriter writer;
  writer.value(node);
  return writer.take();
}

}  // namespace picket::sim
