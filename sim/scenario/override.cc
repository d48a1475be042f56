#include "sim/scenario/override.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "agent_core/base/closest_word.h"

namespace picket::sim {

namespace {

constexpr std::size_t kMaxSteps = 32;
constexpr std::string_view kExample = "write for example 'duration=24 h' or 'fleet[0].count=500'";

/// Reads "[12]" at `at`; the index, or nothing.
std::optional<std::size_t> read_index(std::string_view path, std::size_t& at) {
  const std::size_t close = path.find(']', at);
  const std::string_view digits = path.substr(at + 1, close == std::string_view::npos ? 0 : close - at - 1);
  if (digits.empty() || digits.size() > 6 || !std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; }))
    return std::nullopt;
  std::size_t index = 0;
  for (const char c : digits) index = index * 10 + static_cast<std::size_t>(c - '0');
  at = close + 1;
  return index;
}

std::optional<std::vector<Override::Step>> read_path(std::string_view path, std::uint32_t source,
                                                     Diagnostics& diagnostics) {
  std::vector<Override::Step> steps;
  std::size_t at = 0;
  while (at < path.size() && steps.size() < kMaxSteps) {
    Override::Step step;
    step.where = {source, 1, static_cast<std::uint32_t>(at + 1)};
    if (path[at] == '[') {
      const std::optional<std::size_t> index = read_index(path, at);
      if (!index || steps.empty()) break;
      step.is_index = true;
      step.index = *index;
    } else {
      const std::size_t end = std::min(path.find_first_of(".[", at), path.size());
      if (end == at) break;
      step.key = path.substr(at, end - at);
      at = end;
    }
    steps.push_back(std::move(step));
    if (at == path.size()) return steps;
    if (path[at] == '.') {
      ++at;
    } else if (path[at] != '[') {
      break;
    }
  }
  diagnostics.add(Code::kBadOverride, {source, 1, static_cast<std::uint32_t>(at + 1)}, "",
                  fmt::format("{} is not a path", quote(path)), std::string(kExample));
  return std::nullopt;
}

/// The value as YAML. The path is blanked, so that columns are those of the whole text.
std::optional<YamlNode> read_value(std::string_view text, std::size_t equals, std::uint32_t source,
                                   Diagnostics& diagnostics) {
  if (equals + 1 == text.size()) {
    YamlNode empty;
    empty.where = {source, 1, static_cast<std::uint32_t>(equals + 1)};
    return empty;
  }
  return parse_yaml(std::string(equals + 1, ' ') + std::string(text.substr(equals + 1)), source, diagnostics);
}

std::string_view name_of(const YamlNode& element) {
  for (const std::string_view key : {"name", "use", "device_class"}) {
    if (const YamlNode* name = element.find(key); name != nullptr && name->is_scalar()) return name->text;
  }
  return {};
}

std::string spelled(const Override& override, std::size_t steps) {
  std::string out;
  for (std::size_t i = 0; i < steps; ++i) {
    const Override::Step& step = override.steps[i];
    out += step.is_index ? fmt::format("[{}]", step.index) : (out.empty() ? "" : ".") + step.key;
  }
  return out;
}

/// Applies the steps from `at` on below one node.
class Application {
 public:
  Application(const Override& override, Diagnostics& diagnostics) : override_(override), diagnostics_(diagnostics) {}

  void apply(YamlNode& node, std::size_t at) {
    if (at == override_.steps.size()) {
      node = override_.value;
      return;
    }
    const Override::Step& step = override_.steps[at];
    if (node.is_list()) {
      if (YamlNode* element = element_of(node, step, at)) apply(*element, at + 1);
    } else if (step.is_index || node.is_scalar()) {
      fail(step, at, fmt::format("{} is not a list", at == 0 ? "the scenario" : quote(spelled(override_, at))));
    } else {
      if (node.is_null()) node = fresh_map(step);
      if (node.find(step.key) == nullptr) node.members.push_back({step.key, step.where, fresh_map(step)});
      apply(*node.find(step.key), at + 1);
    }
  }

 private:
  static YamlNode fresh_map(const Override::Step& step) {
    YamlNode map;
    map.kind = YamlNode::Kind::kMap;
    map.where = step.where;
    return map;
  }

  void fail(const Override::Step& step, std::size_t at, std::string message, std::string hint = "") {
    diagnostics_.add(Code::kBadOverride, step.where, spelled(override_, at + 1), std::move(message), std::move(hint));
  }

  YamlNode* element_of(YamlNode& list, const Override::Step& step, std::size_t at) {
    if (step.is_index) {
      if (step.index < list.items.size()) return &list.items[step.index];
      fail(step, at, fmt::format("the list has {} element{}", list.items.size(), list.items.size() == 1 ? "" : "s"),
           "positions count from 0");
      return nullptr;
    }
    std::vector<std::string_view> names;
    for (YamlNode& element : list.items) {
      names.push_back(name_of(element));
      if (names.back() == step.key) return &element;
    }
    const std::string near = closest_word(step.key, names);
    fail(step, at, fmt::format("no element is called {}", quote(step.key)),
         near.empty() ? "use a name or a position like [0]" : fmt::format("did you mean '{}'?", near));
    return nullptr;
  }

  const Override& override_;
  Diagnostics& diagnostics_;
};

}  // namespace

std::vector<Override> read_overrides(std::span<const std::string> texts, Diagnostics& diagnostics, std::size_t first) {
  std::vector<Override> out;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const std::string& text = texts[i];
    const std::uint32_t source = diagnostics.add_source(fmt::format("<--set #{}>", i + first), text);
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0) {
      diagnostics.add(Code::kBadOverride, {source, 1, 1}, "", "expected PATH=VALUE", std::string(kExample));
      continue;
    }
    std::optional<std::vector<Override::Step>> steps =
        read_path(std::string_view(text).substr(0, equals), source, diagnostics);
    std::optional<YamlNode> value = read_value(text, equals, source, diagnostics);
    if (steps && value) out.push_back({std::move(*steps), std::move(*value)});
  }
  return out;
}

void apply_override(YamlNode& root, const Override& override, Diagnostics& diagnostics) {
  Application(override, diagnostics).apply(root, 0);
}

}  // namespace picket::sim
