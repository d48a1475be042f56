#include "sim/uncertainty/matched_values.h"

#include <array>
#include <charconv>

namespace picket::sim {
namespace {

struct Step {
  std::string_view text;  ///< a key, a number, or "*"
  bool in_brackets = false;
};

std::vector<Step> steps_of(std::string_view pattern) {
  std::vector<Step> steps;
  while (!pattern.empty()) {
    if (pattern.front() == '.') pattern.remove_prefix(1);
    const bool brackets = !pattern.empty() && pattern.front() == '[';
    if (brackets) pattern.remove_prefix(1);
    const std::size_t end = std::min(brackets ? pattern.find(']') : pattern.find_first_of(".["), pattern.size());
    steps.push_back({pattern.substr(0, end), brackets});
    pattern.remove_prefix(std::min(pattern.size(), end + (brackets ? 1 : 0)));
  }
  return steps;
}

/// What an element of a list may be called.
std::string_view name_of(const YamlNode& element) {
  for (const std::string_view key : std::to_array<std::string_view>({"name", "use", "device_class"})) {
    const YamlNode* name = element.is_map() ? element.find(key) : nullptr;
    if (name != nullptr && name->is_scalar()) return name->text;
  }
  return {};
}

bool is_meant(const Step& step, std::size_t index, const YamlNode& element) {
  if (step.text == "*") return true;
  if (!step.in_brackets) return name_of(element) == step.text;
  std::size_t wanted = 0;
  const auto read = std::from_chars(step.text.data(), step.text.data() + step.text.size(), wanted);
  return read.ec == std::errc() && read.ptr == step.text.data() + step.text.size() && wanted == index;
}

class Walk {
 public:
  explicit Walk(std::string_view pattern) : steps_(steps_of(pattern)) {}

  std::vector<MatchedValue> all(const YamlNode& root) {
    down(root, 0, "");
    return std::move(out_);
  }

 private:
  void down(const YamlNode& node, std::size_t at, const std::string& path) {
    if (at == steps_.size()) {
      if (node.is_scalar()) out_.push_back({path, node.text});
      return;
    }
    const Step& step = steps_[at];
    if (node.is_map() && !step.in_brackets) {
      for (const YamlMember& member : node.members) {
        if (step.text != "*" && member.key != step.text) continue;
        down(member.value, at + 1, path.empty() ? member.key : path + "." + member.key);
      }
    } else if (node.is_list()) {
      for (std::size_t i = 0; i < node.items.size(); ++i) {
        if (is_meant(step, i, node.items[i])) down(node.items[i], at + 1, path + "[" + std::to_string(i) + "]");
      }
    }
  }

  std::vector<Step> steps_;
  std::vector<MatchedValue> out_;
};

}  // namespace

std::vector<MatchedValue> values_at(const YamlNode& root, std::string_view pattern) { return Walk(pattern).all(root); }

}  // namespace picket::sim
