#include "pipeline_core/rules/pattern.h"

#include <algorithm>
#include <cstring>
#include <span>

#include "agent_core/base/ascii.h"
#include "agent_core/base/utf8.h"

namespace picket {
namespace {

constexpr std::int16_t kAnyMark = -1;
constexpr std::int16_t kOneMark = -2;
constexpr std::size_t kMaxVariants = 625;

void add_literal(PatternParts& parts, char c) {
  if (parts.empty() || parts.back().kind != PatternPart::Kind::kLiteral)
    parts.push_back({PatternPart::Kind::kLiteral, {}});
  parts.back().text += c;
}

/// Byte offsets of the dashes and slashes at `\B[-/]\b`: no word character before, one after.
std::vector<std::size_t> dash_places(std::string_view text) {
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    if (text[i] != '-' && text[i] != '/') continue;
    if ((i == 0 || !is_word(text[i - 1])) && is_word(text[i + 1])) places.push_back(i);
  }
  return places;
}

constexpr std::string_view kDashes[] = {"-", "/", "\xe2\x80\x93", "\xe2\x80\x94", "\xe2\x80\x95"};

/// All spellings of one literal.
std::vector<std::string> spellings(const std::string& text) {
  std::vector<std::string> done{""};
  std::size_t from = 0;
  for (const std::size_t place : dash_places(text)) {
    std::vector<std::string> longer;
    for (const std::string& head : done) {
      for (const std::string_view dash : kDashes)
        longer.push_back(head + text.substr(from, place - from) + std::string(dash));
    }
    done = std::move(longer);
    from = place + 1;
    if (done.size() > kMaxVariants) return {};
  }
  for (std::string& head : done) head += text.substr(from);
  return done;
}

}  // namespace

PatternParts parse_pattern(std::string_view text) {
  PatternParts parts;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\\' && i + 1 < text.size() && (text[i + 1] == '*' || text[i + 1] == '?' || text[i + 1] == '\\')) {
      add_literal(parts, text[++i]);
    } else if (c == '*') {
      parts.push_back({PatternPart::Kind::kAny, {}});
    } else if (c == '?') {
      parts.push_back({PatternPart::Kind::kOne, {}});
    } else {
      add_literal(parts, c);
    }
  }
  return parts;
}

void open_start(PatternParts& parts) {
  if (parts.empty() || parts.front().kind != PatternPart::Kind::kAny) {
    parts.insert(parts.begin(), {PatternPart::Kind::kAny, {}});
  }
}

void open_end(PatternParts& parts) {
  if (parts.empty() || parts.back().kind != PatternPart::Kind::kAny) parts.push_back({PatternPart::Kind::kAny, {}});
}

std::vector<PatternParts> windash_variants(const PatternParts& parts) {
  std::vector<PatternParts> done{{}};
  for (const PatternPart& part : parts) {
    const std::vector<std::string> texts =
        part.kind == PatternPart::Kind::kLiteral ? spellings(part.text) : std::vector<std::string>{part.text};
    std::vector<PatternParts> longer;
    for (const PatternParts& head : done) {
      for (const std::string& text : texts) {
        longer.push_back(head);
        longer.back().push_back({part.kind, text});
      }
    }
    done = std::move(longer);
    if (done.size() > kMaxVariants) return {};
  }
  return done;
}

TextPattern::TextPattern(const PatternParts& parts, bool cased) : cased_(cased) {
  using Kind = PatternPart::Kind;
  const auto is_any = [](const PatternPart& part) { return part.kind == Kind::kAny; };
  const auto begin = std::find_if_not(parts.begin(), parts.end(), is_any);
  const auto end = std::find_if_not(parts.rbegin(), std::make_reverse_iterator(begin), is_any).base();
  const std::span inner(begin, end);
  const bool any_start = begin != parts.begin();
  const bool any_end = end != parts.end();
  const bool simple = inner.empty() || (inner.size() == 1 && inner[0].kind == Kind::kLiteral);
  if (simple) {
    if (!inner.empty()) literal_ = cased ? inner[0].text : lower(inner[0].text);
    needed_ = lower(literal_);
    if (literal_.empty() && (any_start || any_end))
      shape_ = Shape::kAnything;
    else if (any_start && any_end)
      shape_ = Shape::kContains;
    else if (any_start)
      shape_ = Shape::kEnds;
    else if (any_end)
      shape_ = Shape::kStarts;
    return;
  }
  shape_ = Shape::kGeneral;
  for (const PatternPart& part : parts) {
    if (part.kind == Kind::kLiteral && part.text.size() > needed_.size()) needed_ = lower(part.text);
    if (part.kind == Kind::kAny)
      general_.push_back(kAnyMark);
    else if (part.kind == Kind::kOne)
      general_.push_back(kOneMark);
    else
      for (const char c : cased ? part.text : lower(part.text)) general_.push_back(static_cast<unsigned char>(c));
  }
}

bool TextPattern::matches(std::string_view text) const {
  switch (shape_) {
    case Shape::kEquals:
      return text == literal_;
    case Shape::kStarts:
      return text.starts_with(literal_);
    case Shape::kEnds:
      return text.ends_with(literal_);
    case Shape::kContains:
      return text.size() >= literal_.size() &&
             memmem(text.data(), text.size(), literal_.data(), literal_.size()) != nullptr;
    case Shape::kAnything:
      return true;
    case Shape::kGeneral:
      return matches_general(text);
  }
  return false;
}

namespace {

/// The place after the character at `t`; of what is no UTF-8, after what a regular expression sees as one U+FFFD.
std::size_t after_character(std::string_view text, std::size_t t) {
  if (static_cast<unsigned char>(text[t]) < 0x80) return t + 1;
  return t + first_code_point(text.substr(t)).bytes;
}

}  // namespace

bool TextPattern::matches_general(std::string_view text) const {
  std::size_t t = 0;
  std::size_t p = 0;
  std::size_t star = std::string::npos;  // the last '*' and the text position it is tried from
  std::size_t retry = 0;
  while (t < text.size()) {
    if (p < general_.size() && general_[p] == kAnyMark) {
      star = p++;
      retry = t;
    } else if (p < general_.size() && general_[p] == kOneMark) {
      ++p;
      t = after_character(text, t);
    } else if (p < general_.size() && general_[p] == static_cast<unsigned char>(text[t])) {
      ++p;
      ++t;
    } else if (star != std::string::npos) {
      p = star + 1;
      t = retry = after_character(text, retry);
    } else {
      return false;
    }
  }
  while (p < general_.size() && general_[p] == kAnyMark) ++p;
  return p == general_.size();
}

}  // namespace picket
