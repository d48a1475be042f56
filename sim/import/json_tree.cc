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

/// What the parser found wrong, for people. Its own words name what it does, and not what is wrong with the text.
std::string_view words_of(simdjson::error_code error) {
  switch (error) {
    case simdjson::EMPTY: return "there is nothing in it";
    case simdjson::UNCLOSED_STRING: return "a quote is never closed";
    case simdjson::UNESCAPED_CHARS: return "a control character stands in a text: write it as an escape, such as \\n";
    case simdjson::STRING_ERROR: return "a text has an escape that JSON does not know";
    case simdjson::INCOMPLETE_ARRAY_OR_OBJECT: return "the text ends before every '{' and '[' is closed";
    case simdjson::T_ATOM_ERROR:
    case simdjson::F_ATOM_ERROR:
    case simdjson::N_ATOM_ERROR: return "a value was expected: a text in quotes, a number, true, false, null, '{' or '['";
    case simdjson::NUMBER_ERROR:
    case simdjson::NUMBER_OUT_OF_RANGE: return "this is no number that JSON knows";
    case simdjson::INCORRECT_TYPE: return "an object was expected, '{ ... }'";
    case simdjson::DEPTH_ERROR: return "it is nested too deep";
    case simdjson::TRAILING_CONTENT: return "more stands behind the object";
    default: return "a comma, a colon, a quote or a bracket is missing here, or is one too many";
  }
}

/// Where a text of JSON cannot be read on at all, for the errors that the parser finds before it knows a place: the last quote
/// that opens and is not closed, the first control character in a text, or else the end.
std::size_t place_of_damage(std::string_view text, simdjson::error_code error) {
  bool in_text = false;
  std::size_t opened = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (in_text && text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      in_text = !in_text;
      opened = i;
    } else if (in_text && error == simdjson::UNESCAPED_CHARS && static_cast<unsigned char>(text[i]) < 0x20) {
      return i;
    }
  }
  if (error == simdjson::EMPTY) return 0;
  return in_text ? opened : text.find_last_not_of(" \t\r\n") + 1;
}

/// Of the first character that is not UTF-8.
std::size_t place_of_bad_byte(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const auto lead = static_cast<unsigned char>(text[at]);
    const std::size_t bytes = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (!is_utf8(text.substr(at, bytes))) return at;
    at += bytes;
  }
  return text.size();
}

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
      return refuse(document, error);
    }
    root.kind = YamlNode::Kind::kMap;
    if (const auto error = members(object, root, 1)) return refuse(document, error);
    if (document.current_location().error() != simdjson::OUT_OF_BOUNDS) return refuse(document, simdjson::TRAILING_CONTENT);
    return !refused_;
  }

  /// Before there is a document.
  bool refuse_at(std::size_t offset, simdjson::error_code error) {
    diagnostics_.add(Code::kNotYaml, where(offset), "", fmt::format("not JSON: {}", words_of(error)));
    return false;
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

  bool refuse(ondemand::document& document, simdjson::error_code error) {
    if (refused_) return false;
    const char* at = nullptr;
    // Of what is not closed the parser's place is where it opened.
    const bool known = error != simdjson::INCOMPLETE_ARRAY_OR_OBJECT && document.current_location().get(at) == simdjson::SUCCESS;
    return refuse_at(known ? offset_of(at) : place_of_damage(text_, error), error);
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
    const Where bad = JsonTree(text, source, diagnostics).where(place_of_bad_byte(text));
    diagnostics.add(Code::kNotUtf8, bad, "", "not UTF-8 text", "save the file as UTF-8");
    return std::nullopt;
  }
  const simdjson::padded_string padded(text);
  const std::string_view bytes(padded.data(), padded.size());
  JsonTree tree(bytes, source, diagnostics);
  ondemand::parser parser;
  ondemand::document document;
  // Levels beyond the tree's own bound, so that the tree is what tells of it.
  if (const auto error = parser.allocate(std::max<std::size_t>(text.size(), 64), kMaxYamlDepth + 2); error != simdjson::SUCCESS) {
    diagnostics.add(Code::kTooBig, whole, "", "there is no memory to read it with");
    return std::nullopt;
  }
  if (const auto error = parser.iterate(padded).get(document)) {
    tree.refuse_at(place_of_damage(text, error), error);
    return std::nullopt;
  }
  YamlNode root;
  if (!tree.build(document, root)) return std::nullopt;
  return root;
}

}  // namespace picket::sim
