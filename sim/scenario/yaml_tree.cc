#include "sim/scenario/yaml_tree.h"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <map>
#include <sstream>

#include "agent_core/base/utf8.h"
#include "sim/scenario/open_quote.h"

namespace picket::sim {

namespace {

/// Thrown to leave yaml-cpp's parser once a bound is reached or the text is refused.
struct Refused {};

/// Builds the tree from yaml-cpp's events, which unlike its nodes show repeated keys, quotes and
/// anchors, and can be stopped at a bound.
class TreeBuilder : public YAML::EventHandler {
 public:
  TreeBuilder(std::uint32_t source, std::string_view text, Diagnostics& diagnostics)
      : source_(source), diagnostics_(diagnostics) {
    line_starts_.push_back(0);
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '\n') line_starts_.push_back(i + 1);
    }
    text_ = text;
  }

  Where where(const YAML::Mark& mark) const {
    if (mark.is_null()) return {source_, 0, 0};
    const auto line = static_cast<std::size_t>(std::max(mark.line, 0));
    const auto column = static_cast<std::size_t>(std::max(mark.column, 0));
    return {source_, static_cast<std::uint32_t>(line + 1), characters_before(line, column) + 1};
  }
  YamlNode take_root() { return std::move(root_); }
  /// Where the last text in quotes opens.
  Where last_quoted() const { return last_quoted_; }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    YamlNode node;
    // yaml-cpp puts an empty value where the next token stands; the key is what a person looks for.
    node.where = awaiting_value() ? open_.back().key_where : where(mark);
    add(std::move(node), anchor);
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end()) {
      refuse(Code::kNotSupported, where(mark), "an anchor is used inside itself", "write the value out");
    }
    count(found->second.nodes, where(mark));
    YamlNode copy = found->second.node;
    if (open_.size() + found->second.depth > kMaxYamlDepth) too_deep(where(mark));
    if (!open_.empty()) open_.back().depth = std::max(open_.back().depth, found->second.depth + 1);
    place(std::move(copy));
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    check_tag(mark, tag);
    YamlNode node;
    node.where = where(mark);
    node.in_quotes = tag == "!";
    if (node.in_quotes) last_quoted_ = node.where;
    node.kind = YamlNode::Kind::kScalar;
    if (!node.in_quotes && plain_kind(value) == PlainKind::kNull) node.kind = YamlNode::Kind::kNull;
    node.text = value;
    add(std::move(node), anchor);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    start(mark, tag, anchor, YamlNode::Kind::kList);
  }
  void OnSequenceEnd() override { end(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    start(mark, tag, anchor, YamlNode::Kind::kMap);
  }
  void OnMapEnd() override { end(); }

 private:
  struct Open {
    YamlNode node;
    YAML::anchor_t anchor = 0;
    std::size_t nodes_before = 0;
    std::size_t depth = 1;  ///< levels of what is inside, itself included
    bool has_key = false;
    std::string key;
    Where key_where;
    std::map<std::string, std::size_t, std::less<>> keys;  ///< for repeats
  };
  struct Anchor {
    YamlNode node;
    std::size_t nodes = 0;
    std::size_t depth = 0;
  };

  [[noreturn]] void refuse(Code code, Where at, std::string message, std::string hint) {
    diagnostics_.add(code, at, path(), std::move(message), std::move(hint));
    throw Refused{};
  }
  [[noreturn]] void too_deep(Where at) {
    refuse(Code::kTooBig, at, fmt::format("nested more than {} levels deep", kMaxYamlDepth), "");
  }

  void count(std::size_t nodes, Where at) {
    nodes_ += nodes;
    if (nodes_ > kMaxYamlNodes) {
      refuse(Code::kTooBig, at, fmt::format("more than {} values", kMaxYamlNodes),
             "anchors count each time they are used");
    }
  }

  void check_tag(const YAML::Mark& mark, const std::string& tag) {
    if (tag.empty() || tag == "?" || tag == "!") return;
    refuse(Code::kNotSupported, where(mark), "tags are not supported", "remove the tag");
  }

  bool awaiting_value() const { return !open_.empty() && open_.back().node.is_map() && open_.back().has_key; }
  bool awaiting_key() const { return !open_.empty() && open_.back().node.is_map() && !open_.back().has_key; }

  void start(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YamlNode::Kind kind) {
    check_tag(mark, tag);
    const Where at = where(mark);
    if (awaiting_key()) {
      refuse(Code::kNotSupported, at, "a list or mapping stands where a key should be", "is every bracket closed?");
    }
    if (open_.size() >= kMaxYamlDepth) too_deep(at);
    count(1, at);
    Open open;
    open.node.kind = kind;
    open.node.where = at;
    open.anchor = anchor;
    open.nodes_before = nodes_ - 1;
    open_.push_back(std::move(open));
  }

  void end() {
    Open closed = std::move(open_.back());
    open_.pop_back();
    if (closed.anchor != 0) anchors_[closed.anchor] = {closed.node, nodes_ - closed.nodes_before, closed.depth};
    if (!open_.empty()) open_.back().depth = std::max(open_.back().depth, closed.depth + 1);
    place(std::move(closed.node));
  }

  void add(YamlNode node, YAML::anchor_t anchor) {
    count(1, node.where);
    if (anchor != 0) anchors_[anchor] = {node, 1, 1};
    place(std::move(node));
  }

  void place(YamlNode node) {
    if (open_.empty()) {
      root_ = std::move(node);
    } else if (Open& open = open_.back(); open.node.is_list()) {
      open.node.items.push_back(std::move(node));
    } else if (!open.has_key) {
      take_key(open, node);
    } else {
      finish_member(open, std::move(node));
    }
  }

  void take_key(Open& open, const YamlNode& node) {
    if (!node.is_scalar() && !(node.is_null() && !node.text.empty())) {
      refuse(Code::kNotSupported, node.where, "a key must be plain text", "");
    }
    if (node.text == "<<" && !node.in_quotes) {
      refuse(Code::kNotSupported, node.where, "merge keys are not supported", "use 'base: NAME' or 'include'");
    }
    open.has_key = true;
    open.key = node.text;
    open.key_where = node.where;
  }

  void finish_member(Open& open, YamlNode node) {
    if (open.keys.contains(open.key)) {
      diagnostics_.add(Code::kKeyGivenTwice, open.key_where, path(), "key given twice", "remove one of the two");
    } else {
      open.keys.emplace(open.key, open.node.members.size());
      open.node.members.push_back({open.key, open.key_where, std::move(node)});
    }
    open.has_key = false;
  }

  /// The path of the value that is being read, as messages spell it.
  std::string path() const {
    std::string out;
    for (const Open& open : open_) {
      if (open.node.is_list()) {
        out += fmt::format("[{}]", open.node.items.size());
      } else if (open.has_key) {
        out += (out.empty() ? "" : ".") + open.key;
      }
    }
    return out;
  }

  /// Counts on from the place asked for last where it can: one line may hold the whole file.
  std::uint32_t characters_before(std::size_t line, std::size_t column) const {
    if (line >= line_starts_.size()) return static_cast<std::uint32_t>(column);
    if (line != counted_.line || column < counted_.column) counted_ = {line, 0, 0};
    const std::size_t begin = std::min(line_starts_[line] + counted_.column, text_.size());
    const std::size_t end = std::min(line_starts_[line] + column, text_.size());
    const auto inside = std::ranges::count_if(text_.substr(begin, end - begin), continues_character);
    counted_ = {line, column, counted_.inside + static_cast<std::size_t>(inside)};
    return static_cast<std::uint32_t>(column - counted_.inside);
  }

  std::uint32_t source_;
  std::string_view text_;
  Diagnostics& diagnostics_;
  std::vector<std::size_t> line_starts_;
  struct Counted {
    std::size_t line = 0;
    std::size_t column = 0;
    std::size_t inside = 0;  ///< bytes before it that continue a character
  };
  mutable Counted counted_;
  std::vector<Open> open_;
  std::map<YAML::anchor_t, Anchor> anchors_;
  std::size_t nodes_ = 0;
  Where last_quoted_;
  YamlNode root_;
};

/// Offset of the first byte that is not UTF-8 text (control characters other than tab and line
/// ends count as not text), or npos.
std::size_t first_bad_byte(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint c = first_code_point(text.substr(i));
    const bool control = (c.value < 0x20 && c.value != '\t' && c.value != '\n' && c.value != '\r') || c.value == 0x7f;
    if (control || !c.well_formed) return i;
    i += c.bytes;
  }
  return std::string_view::npos;
}

Where place_of_byte(std::string_view text, std::size_t offset, std::uint32_t source) {
  const std::string_view before = text.substr(0, offset);
  const auto line = static_cast<std::uint32_t>(std::ranges::count(before, '\n') + 1);
  const std::size_t start = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  const auto inside = static_cast<std::size_t>(std::ranges::count_if(before.substr(start), continues_character));
  return {source, line, static_cast<std::uint32_t>(offset - start - inside + 1)};
}

bool usable_text(std::string_view text, std::uint32_t source, Diagnostics& diagnostics) {
  if (text.size() > kMaxYamlBytes) {
    diagnostics.add(Code::kTooBig, {source, 0, 0}, "", fmt::format("larger than {} bytes", kMaxYamlBytes));
    return false;
  }
  if (const std::size_t bad = first_bad_byte(text); bad != std::string_view::npos) {
    diagnostics.add(Code::kNotUtf8, place_of_byte(text, bad, source), "",
                    fmt::format("byte 0x{:02x} is not UTF-8 text", static_cast<unsigned char>(text[bad])),
                    "save the file as UTF-8");
    return false;
  }
  return true;
}

/// YAML forbids tabs for indentation, and what the library says of them does not name them: whether the line of the fault, or the one
/// before, where it looked for the end of a value, has one there. Empty: none.
std::string tab_hint(std::string_view text, std::uint32_t fault_line) {
  std::uint32_t line = 1;
  std::size_t begin = 0;
  while (begin < text.size() && line <= fault_line) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view indentation = text.substr(begin, std::min(text.find_first_not_of(" \t", begin), end) - begin);
    if (line + 1 >= fault_line && indentation.find('\t') != std::string_view::npos) {
      return "line " + std::to_string(line) + " is indented with a tab, which YAML forbids; use spaces";
    }
    begin = end + 1;
    ++line;
  }
  return {};
}

/// A quote that is not closed is noticed only where a later one closes it, if at all: tells of the quote itself. False
/// if none explains why the reader gave up at `gave_up`.
bool tell_open_quote(std::string_view text, Where gave_up, std::uint32_t source, Diagnostics& diagnostics) {
  const auto open = find_open_quote(text);
  if (!open) return false;
  const bool early = open->end == OpenQuote::End::kTooEarly;
  const Where where = place_of_byte(text, early ? open->ended_at : open->at, source);
  if (gave_up.line != 0 && gave_up.line < where.line) return false;
  if (early) {
    diagnostics.add(Code::kNotYaml, where, "", "this quote ends the text, and more stands behind it",
                    open->quote == '"' ? "a quote inside is written \\\"" : "a quote inside is written ''");
  } else {
    diagnostics.add(Code::kNotYaml, where, "", "the text that this quote opens is not closed",
                    fmt::format("expected {} where the text ends", open->quote));
  }
  return true;
}

}  // namespace

YamlNode* YamlNode::find(std::string_view key) {
  const auto found = std::ranges::find(members, key, &YamlMember::key);
  return found == members.end() ? nullptr : &found->value;
}

const YamlNode* YamlNode::find(std::string_view key) const {
  const auto found = std::ranges::find(members, key, &YamlMember::key);
  return found == members.end() ? nullptr : &found->value;
}

std::optional<YamlNode> parse_yaml(std::string_view text, std::uint32_t source, Diagnostics& diagnostics) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  if (!usable_text(text, source, diagnostics)) return std::nullopt;
  std::istringstream in{std::string(text)};
  TreeBuilder builder(source, text, diagnostics);
  try {
    YAML::Parser parser(in);
    if (!parser.HandleNextDocument(builder)) {
      diagnostics.add(Code::kNoValue, {source, 0, 0}, "", "the file is empty");
      return std::nullopt;
    }
    // yaml-cpp takes a text that the end of the file cuts short as if it were whole.
    const auto open = find_open_quote(text);
    if (open && open->end == OpenQuote::End::kNever && place_of_byte(text, open->at, source) == builder.last_quoted()) {
      tell_open_quote(text, {}, source, diagnostics);
      return std::nullopt;
    }
    YamlNode root = builder.take_root();
    TreeBuilder rest(source, text, diagnostics);
    if (parser.HandleNextDocument(rest)) {
      diagnostics.add(Code::kNotSupported, rest.take_root().where, "", "more than one document in a file",
                      "remove the line '---' and what follows");
      return std::nullopt;
    }
    return root;
  } catch (const Refused&) {
    return std::nullopt;
  } catch (const YAML::Exception& e) {
    const Where where = builder.where(e.mark);
    if (!tell_open_quote(text, where, source, diagnostics)) diagnostics.add(Code::kNotYaml, where, "", "not YAML: " + e.msg, tab_hint(text, where.line));
    return std::nullopt;
  }
}

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::size_t skip_digits(std::string_view text, std::size_t i) {
  while (i < text.size() && is_digit(text[i])) ++i;
  return i;
}

PlainKind number_kind(std::string_view text) {
  std::size_t i = !text.empty() && (text[0] == '-' || text[0] == '+') ? 1 : 0;
  const std::string_view body = text.substr(i);
  if (body == ".inf" || body == ".Inf" || body == ".INF" || text == ".nan" || text == ".NaN" || text == ".NAN") {
    return PlainKind::kNotFinite;
  }
  const std::size_t whole = skip_digits(text, i) - i;
  i += whole;
  bool real = false;
  std::size_t fraction = 0;
  if (i < text.size() && text[i] == '.') {
    real = true;
    fraction = skip_digits(text, i + 1) - (i + 1);
    i += 1 + fraction;
  }
  if (whole + fraction == 0) return PlainKind::kText;
  if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
    real = true;
    ++i;
    if (i < text.size() && (text[i] == '-' || text[i] == '+')) ++i;
    const std::size_t end = skip_digits(text, i);
    if (end == i) return PlainKind::kText;
    i = end;
  }
  if (i != text.size()) return PlainKind::kText;
  return real ? PlainKind::kReal : PlainKind::kInteger;
}

}  // namespace

PlainKind plain_kind(std::string_view text) {
  if (text.empty() || text == "null" || text == "~" || text == "Null" || text == "NULL") return PlainKind::kNull;
  if (text == "true" || text == "false") return PlainKind::kBool;
  return number_kind(text);
}

}  // namespace picket::sim
