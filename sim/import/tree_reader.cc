#include "sim/import/tree_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "sim/scenario/type_info.h"

namespace picket::sim {
namespace {

std::string_view spelled(YamlNode::Kind kind) {
  switch (kind) {
    case YamlNode::Kind::kNull:
      return "nothing";
    case YamlNode::Kind::kScalar:
      return "a single value";
    case YamlNode::Kind::kList:
      return "a list";
    case YamlNode::Kind::kMap:
      return "a mapping";
  }
  return "";
}

}  // namespace

std::string_view without_module(std::string_view key) {
  const std::size_t colon = key.find(':');
  return colon == std::string_view::npos ? key : key.substr(colon + 1);
}

const YamlNode* TreeReader::find(const YamlNode& map, std::string_view key) const {
  if (const YamlNode* exact = map.find(key)) return exact;
  const auto found = std::find_if(map.members.begin(), map.members.end(), [&](const YamlMember& member) {
    return without_module(member.key) == without_module(key);
  });
  return found == map.members.end() ? nullptr : &found->value;
}

bool TreeReader::is(const YamlNode& node, YamlNode::Kind kind, const std::string& path) {
  if (node.kind == kind) return true;
  diagnostics_.add(Code::kWrongType, node.where, path, fmt::format("{} was expected, and here is {}", spelled(kind), spelled(node.kind)));
  return false;
}

const YamlNode* TreeReader::required(const YamlNode& map, std::string_view key, const std::string& path, YamlNode::Kind kind) {
  if (find(map, key) == nullptr) {
    diagnostics_.add(Code::kMissingKey, map.where, path, fmt::format("'{}' is missing", key));
    return nullptr;
  }
  return optional(map, key, path, kind);
}

const YamlNode* TreeReader::optional(const YamlNode& map, std::string_view key, const std::string& path, YamlNode::Kind kind) {
  const YamlNode* node = find(map, key);
  return node != nullptr && is(*node, kind, child_path(path, key)) ? node : nullptr;
}

std::string TreeReader::text(const YamlNode& map, std::string_view key, const std::string& path) {
  const YamlNode* node = find(map, key);
  if (node == nullptr || node->is_null() || !is(*node, YamlNode::Kind::kScalar, child_path(path, key))) return "";
  if (node->text.size() <= kMaxImportedText) return node->text;
  diagnostics_.add(Code::kTooBig, node->where, child_path(path, key), fmt::format("a text of more than {} bytes", kMaxImportedText));
  return "";
}

std::optional<std::uint32_t> TreeReader::number(const YamlNode& map, std::string_view key, const std::string& path,
                                                std::uint32_t most) {
  const YamlNode* node = optional(map, key, path, YamlNode::Kind::kScalar);
  if (node == nullptr) return std::nullopt;
  std::uint32_t value = 0;
  const char* end = node->text.data() + node->text.size();
  const auto read = std::from_chars(node->text.data(), end, value);
  if (read.ec == std::errc() && read.ptr == end && value <= most) return value;
  diagnostics_.add(Code::kOutOfRange, node->where, child_path(path, key),
                   fmt::format("{} is no whole number from 0 to {}", quote(node->text), most));
  return std::nullopt;
}

}  // namespace picket::sim
