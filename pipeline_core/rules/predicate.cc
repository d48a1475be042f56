#include "pipeline_core/rules/predicate.h"

#include <re2/re2.h>

#include "agent_core/base/check.h"
#include "agent_core/base/utf8.h"
#include "pipeline_core/rules/number_spelling.h"

namespace picket {
namespace {

/// Different for different parts: a mark stands before each wildcard and before itself.
std::string spell(const PatternParts& parts) {
  std::string out;
  for (const PatternPart& part : parts) {
    if (part.kind == PatternPart::Kind::kAny)
      out += "\x01*";
    else if (part.kind == PatternPart::Kind::kOne)
      out += "\x01?";
    else
      for (const char c : part.text) out += c == '\x01' ? std::string(2, c) : std::string(1, c);
  }
  return out;
}

/// As a rule would write it, with unprintable bytes as \xNN.
std::string show(const PatternParts& parts) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string out;
  for (const PatternPart& part : parts) {
    if (part.kind != PatternPart::Kind::kLiteral) {
      out += part.kind == PatternPart::Kind::kAny ? '*' : '?';
      continue;
    }
    for (const char c : part.text) {
      const auto byte = static_cast<unsigned char>(c);
      if (byte < 0x20 || byte == 0x7F) {
        out += "\\x";
        out += kHex[byte >> 4];
        out += kHex[byte & 15];
      } else {
        if (c == '*' || c == '?') out += '\\';
        out += c;
      }
    }
  }
  return out;
}

std::string_view word_of(Predicate::Test test) {
  switch (test) {
    case Predicate::Test::kLt:
      return "<";
    case Predicate::Test::kLte:
      return "<=";
    case Predicate::Test::kGt:
      return ">";
    case Predicate::Test::kGte:
      return ">=";
    default:
      return "=";
  }
}

}  // namespace

Predicate::Predicate(Field field, Test test, std::string_view what) : field_(field), test_(test) {
  name_ = std::to_string(static_cast<unsigned>(field)) + '|' + std::string(what) + '|';
}

Predicate Predicate::pattern(Field field, const PatternParts& parts, bool cased) {
  Predicate p(field, Test::kPattern, cased ? "cased" : "is");
  p.name_ += spell(parts);
  p.shown_ = show(parts);
  p.cased_ = cased;
  p.pattern_.emplace(parts, cased);
  return p;
}

Predicate Predicate::number(Field field, std::string_view comparison, double value, TimePart part) {
  Test test = Test::kEq;
  if (comparison == "lt")
    test = Test::kLt;
  else if (comparison == "lte")
    test = Test::kLte;
  else if (comparison == "gt")
    test = Test::kGt;
  else if (comparison == "gte")
    test = Test::kGte;
  else
    PICKET_CHECK(comparison == "eq", "comparison", comparison);
  Predicate p(field, test, comparison);
  p.expected_ = spell_number(value);
  p.name_ += std::string(row_of(part).name) + '|' + p.expected_;
  p.number_ = value;
  p.part_ = part;
  return p;
}

Predicate Predicate::cidr(Field field, Cidr block) {
  Predicate p(field, Test::kCidr, "cidr");
  p.shown_ = block.to_string();
  p.name_ += p.shown_;
  p.cidr_ = block;
  return p;
}

Predicate Predicate::exists(Field field) {
  return Predicate(field, Test::kExists, "exists");
}

Predicate Predicate::null(Field field) {
  return Predicate(field, Test::kNull, "null");
}

Predicate Predicate::field_ref(Field field, Field other, bool open_start, bool open_end, bool cased) {
  Predicate p(field, Test::kFieldRef, cased ? "cased field" : "field");
  p.name_ += std::to_string(static_cast<unsigned>(other)) + (open_start ? "<" : "") + (open_end ? ">" : "");
  p.other_ = other;
  p.open_start_ = open_start;
  p.open_end_ = open_end;
  p.cased_ = cased;
  return p;
}

std::optional<Predicate> Predicate::regex(Field field, const std::string& expression, bool fold, bool multiline,
                                          bool dot_newline, std::string& error) {
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(1 << 20);
  std::string flags;
  if (fold) flags += 'i';
  if (multiline) flags += 'm';
  if (dot_newline) flags += 's';
  const std::string text = flags.empty() ? expression : "(?" + flags + ')' + expression;
  auto compiled = std::make_shared<const re2::RE2>(text, options);
  if (!compiled->ok()) {
    error = compiled->error();
    return std::nullopt;
  }
  Predicate p(field, Test::kRegex, "re");
  p.name_ += text;
  p.regex_ = std::move(compiled);
  p.expression_ = text;
  return p;
}

std::string Predicate::describe(const FieldTable& table) const {
  std::string out(field_ == Field::kWholeEvent ? "any value" : table.name(field_));
  if (part_ != TimePart::kNone) out += ' ' + std::string(row_of(part_).name);
  switch (test_) {
    case Test::kPattern:
      return out + (cased_ ? " like (case matters) '" : " like '") + shown_ + '\'';
    case Test::kRegex:
      return out + " matches /" + expression_ + '/';
    case Test::kCidr:
      return out + " in " + shown_;
    case Test::kExists:
      return out + " exists";
    case Test::kNull:
      return out + " is null or missing";
    case Test::kFieldRef:
      return out + (open_start_ && open_end_ ? " contains the value of "
                    : open_start_            ? " ends with the value of "
                    : open_end_              ? " starts with the value of "
                                             : " equals the value of ") +
             std::string(table.name(other_));
    default:
      return out + ' ' + std::string(word_of(test_)) + ' ' + expected_;
  }
}

bool Predicate::matches_regex(std::string_view text) const {
  if (re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *regex_)) return true;
  // To RE2 a byte that is not UTF-8 is no character at all, not even `.`; whoever adds one would go unseen.
  if (is_utf8(text)) return false;
  return re2::RE2::PartialMatch(well_formed_utf8(text), *regex_);
}

bool Predicate::matches_whole_event(FieldReader& reader) const {
  const std::size_t count = reader.value_count();
  for (std::size_t i = 0; i < count; ++i) {
    if (test_ == Test::kRegex ? matches_regex(reader.value(i))
                              : pattern_->matches(cased_ ? reader.value(i) : reader.folded_value(i)))
      return true;
  }
  return false;
}

bool Predicate::matches_text(FieldReader& reader) const {
  const Presence presence = reader.presence(field_);
  if (presence == Presence::kBlank)
    return test_ == Test::kPattern && pattern_->shape() == TextPattern::Shape::kEquals && pattern_->needed().empty();
  if (presence != Presence::kValue) return false;
  if (test_ == Test::kRegex) return matches_regex(reader.text(field_));
  return pattern_->matches(cased_ ? reader.text(field_) : reader.folded(field_));
}

bool Predicate::matches_number(FieldReader& reader) const {
  std::optional<double> value;
  if (part_ != TimePart::kNone) {
    if (const auto found = time_part(reader.text(field_), part_)) value = *found;
  } else {
    value = reader.number(field_);
    if (!value) {
      if (reader.presence(field_) != Presence::kValue) return false;
      if (test_ == Test::kEq) return reader.text(field_) == expected_;
      value = read_number(reader.text(field_));
    }
  }
  if (!value) return false;
  switch (test_) {
    case Test::kEq:
      return *value == number_;
    case Test::kLt:
      return *value < number_;
    case Test::kLte:
      return *value <= number_;
    case Test::kGt:
      return *value > number_;
    default:
      return *value >= number_;
  }
}

bool Predicate::matches_field(FieldReader& reader) const {
  if (reader.presence(field_) != Presence::kValue || reader.presence(other_) != Presence::kValue) return false;
  const std::string_view text = cased_ ? reader.text(field_) : reader.folded(field_);
  const std::string_view other = cased_ ? reader.text(other_) : reader.folded(other_);
  if (open_start_ && open_end_) return text.find(other) != std::string_view::npos;
  if (open_start_) return text.ends_with(other);
  return open_end_ ? text.starts_with(other) : text == other;
}

bool Predicate::matches(FieldReader& reader) const {
  switch (test_) {
    case Test::kPattern:
    case Test::kRegex:
      return field_ == Field::kWholeEvent ? matches_whole_event(reader) : matches_text(reader);
    case Test::kCidr: {
      const auto address = reader.address(field_);
      return address.has_value() && cidr_.contains(*address);
    }
    case Test::kExists: {
      const Presence presence = reader.presence(field_);
      return presence == Presence::kValue || presence == Presence::kNull;
    }
    case Test::kNull:
      return reader.presence(field_) != Presence::kValue;
    case Test::kFieldRef:
      return matches_field(reader);
    default:
      return matches_number(reader);
  }
}

}  // namespace picket
