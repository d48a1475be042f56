#include "sim/import/json_tree.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <set>
#include <vector>

#include "agent_core/base/utf8.h"

namespace picket::sim {
namespace {

namespace ondemand = simdjson::ondemand;

/// Builds the tree with the parser that knows where each value stands.
class JsonTree {
 public:
  JsonTree(std::string_view padded, std::uint32_t source, Diagnostics& diagnostics)
      : text_(padded), source_(source), diagnostics_(diagnostics) {
    for (std::size_t i = 0; i < text_.size(); ++i) {
      if (text_[i] == '\n') line_starts_.push_back(i + 1);
    }
  }

  /// False if the text was refused, which has been said.
  bool build(ondemand::document& document, YamlNode& root) {
    root.where = where(text_.find_first_not_of(" \t\r\n"));
    ondemand::object object;
    if (const auto error = document.get_object().get(object)) {
      return refuse(document, error == simdjson::INCORRECT_TYPE ? "an object was expected, '{ ... }'" : simdjson::error_message(error));
    }
    root.kind = YamlNode::Kind::kMap;
    if (const auto error = members(object, root, 1)) return refuse(document, simdjson::error_message(error));
    if (document.current_location().error() != simdjson::OUT_OF_BOUNDS) return refuse(document, "more stands behind the object");
    return !refused_;
  }

  /// Counts on from the place asked for last where it can: one line may hold the whole file.
  Where where(std::size_t offset) {
    offset = std::min(offset, text_.size());
    const auto line = static_cast<std::size_t>(std::upper_bound(line_starts_.begin(), line_starts_.end(), offset) - line_starts_.begin());
    const std::size_t start = line_starts_[line - 1];
    if (line != counted_.line || offset < counted_.offset) counted_ = {line, start, 0};
    const std::string_view since = text_.substr(counted_.offset, offset - counted_.offset);
    counted_.inside += static_cast<std::size_t>(std::count_if(since.begin(), since.end(), continues_character));
    counted_.offset = offset;
    return {source_, static_cast<std::uint32_t>(line), static_cast<std::uint32_t>(offset - start - counted_.inside + 1)};
  }

 private:
  std::size_t offset_of(const char* at) const {
    return at >= text_.data() && at <= text_.data() + text_.size() ? static_cast<std::size_t>(at - text_.data()) : text_.size();
  }

  bool refuse(ondemand::document& document, std::string_view why) {
    if (refused_) return false;
    const char* at = nullptr;
    const bool known = document.current_location().get(at) == simdjson::SUCCESS;
    diagnostics_.add(Code::kNotYaml, known ? where(offset_of(at)) : Where{source_, 0, 0}, "", fmt::format("not JSON: {}", why));
    return false;
  }

  /// A bound is reached: ends the walk, with the reason told once.
  simdjson::error_code too_big(Where at, std::string message) {
    if (!refused_) diagnostics_.add(Code::kTooBig, at, "", std::move(message));
    refused_ = true;
    return simdjson::CAPACITY;
  }

  simdjson::error_code members(ondemand::object& object, YamlNode& out, std::size_t depth) {
    std::set<std::string, std::less<>> keys;
    for (auto each : object) {
      ondemand::field field;
      if (const auto error = std::move(each).get(field)) return error;
      const Where key_where = where(offset_of(field.key().raw()) - 1);
      std::string_view key;
      if (const auto error = field.unescaped_key().get(key)) return error;
      std::string name(key);
      YamlNode node;
      if (const auto error = value(field.value(), node, depth)) return error;
      if (!keys.insert(name).second) {
        diagnostics_.add(Code::kKeyGivenTwice, key_where, name, "key given twice", "remove one of the two");
      } else {
        out.members.push_back({std::move(name), key_where, std::move(node)});
      }
    }
    return simdjson::SUCCESS;
  }

  simdjson::error_code items(ondemand::array& array, YamlNode& out, std::size_t depth) {
    for (auto each : array) {
      ondemand::value item;
      if (const auto error = std::move(each).get(item)) return error;
      if (const auto error = value(item, out.items.emplace_back(), depth)) return error;
    }
    return simdjson::SUCCESS;
  }

  simdjson::error_code value(ondemand::value given, YamlNode& out, std::size_t depth) {
    const std::string_view token = given.raw_json_token();
    out.where = where(offset_of(token.data()));
    if (++nodes_ > kMaxYamlNodes) return too_big(out.where, fmt::format("more than {} values", kMaxYamlNodes));
    ondemand::json_type type{};
    if (const auto error = given.type().get(type)) return error;
    const bool holds = type == ondemand::json_type::object || type == ondemand::json_type::array;
    if (holds && depth >= kMaxYamlDepth) return too_big(out.where, fmt::format("nested more than {} levels deep", kMaxYamlDepth));
    switch (type) {
      case ondemand::json_type::object: {
        out.kind = YamlNode::Kind::kMap;
        ondemand::object object;
        if (const auto error = given.get_object().get(object)) return error;
        return members(object, out, depth + 1);
      }
      case ondemand::json_type::array: {
        out.kind = YamlNode::Kind::kList;
        ondemand::array array;
        if (const auto error = given.get_array().get(array)) return error;
        return items(array, out, depth + 1);
      }
      case ondemand::json_type::string: {
        out.kind = YamlNode::Kind::kScalar;
        out.in_quotes = true;
        std::string_view text;
        if (const auto error = given.get_string().get(text)) return error;
        out.text = text;
        return simdjson::SUCCESS;
      }
      case ondemand::json_type::number: {
        out.kind = YamlNode::Kind::kScalar;
        double number = 0;
        if (const auto error = given.get_double().get(number)) return error;
        out.text = token.substr(0, token.find_last_of("0123456789") + 1);
        return simdjson::SUCCESS;
      }
      case ondemand::json_type::boolean: {
        out.kind = YamlNode::Kind::kScalar;
        bool truth = false;
        if (const auto error = given.get_bool().get(truth)) return error;
        out.text = truth ? "true" : "false";
        return simdjson::SUCCESS;
      }
      case ondemand::json_type::null: {
        bool null = false;
        return given.is_null().get(null) == simdjson::SUCCESS && null ? simdjson::SUCCESS : simdjson::N_ATOM_ERROR;
      }
    }
    return simdjson::TAPE_ERROR;
  }

  std::string_view text_;
  std::uint32_t source_;
  Diagnostics& diagnostics_;
  std::vector<std::size_t> line_starts_{0};
  struct Counted {
    std::size_t line = 0;
    std::size_t offset = 0;
    std::size_t inside = 0;  ///< bytes of the line before it that continue a character
  };
  Counted counted_;
  std::size_t nodes_ = 1;
  bool refused_ = false;
};

}  // namespace

std::optional<YamlNode> parse_json(std::string_view text, std::uint32_t source, Diagnostics& diagnostics) {
  const Where whole{source, 0, 0};
  if (text.size() > kMaxYamlBytes) {
    diagnostics.add(Code::kTooBig, whole, "", fmt::format("larger than {} bytes", kMaxYamlBytes));
    return std::nullopt;
  }
  if (!is_utf8(text)) {
    diagnostics.add(Code::kNotUtf8, whole, "", "not UTF-8 text", "save the file as UTF-8");
    return std::nullopt;
  }
  const simdjson::padded_string padded(text);
  const std::string_view bytes(padded.data(), padded.size());
  JsonTree tree(bytes, source, diagnostics);
  ondemand::parser parser;
  ondemand::document document;
  // Levels beyond the tree's own bound, so that the tree is what tells of it.
  if (const auto error = parser.allocate(std::max<std::size_t>(text.size(), 64), kMaxYamlDepth + 2); error != simdjson::SUCCESS) {
    diagnostics.add(Code::kTooBig, whole, "", simdjson::error_message(error));
    return std::nullopt;
  }
  if (const auto error = parser.iterate(padded).get(document)) {
    diagnostics.add(Code::kNotYaml, whole, "", fmt::format("not JSON: {}", simdjson::error_message(error)));
    return std::nullopt;
  }
  YamlNode root;
  if (!tree.build(document, root)) return std::nullopt;
  return root;
}

}  // namespace picket::sim
