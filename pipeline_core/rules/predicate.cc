#include "pipeline_core/rules/predicate.h"

#include <re2/re2.h>

#include <charconv>
#include <chrono>

#include "agent_core/base/check.h"
#include "agent_core/base/utf8.h"
#include "agent_core/message/utc_text.h"

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

std::string_view word_of(TimePart part) {
  constexpr std::string_view kWords[] = {"", "minute", "hour", "day", "week", "month", "year"};
  return kWords[static_cast<std::size_t>(part)];
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

std::optional<double> decimal(std::string_view text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || text.find_first_of("nN") != std::string_view::npos)
    return std::nullopt;
  return number;
}

/// ISO 8601: the week of the year's first Thursday is week 1; days before it belong to the year before.
int iso_week(std::chrono::sys_days day) {
  using namespace std::chrono;
  const sys_days thursday = day - (weekday(day) - Monday) + days(3);
  const sys_days first = sys_days(year_month_day(thursday).year() / January / 1);
  return static_cast<int>((thursday - first).count() / 7) + 1;
}

}  // namespace

IpAddress Cidr::masked(const IpAddress& address, int prefix) {
  const auto mask = [](int bits) { return bits <= 0 ? 0 : bits >= 64 ? ~0ULL : ~0ULL << (64 - bits); };
  return IpAddress::v6(address.high() & mask(prefix), address.low() & mask(prefix - 64));
}

bool Cidr::contains(const IpAddress& address) const {
  if (address.is_v4() && !is_v4()) return false;
  return masked(address, prefix) == base;
}

std::optional<Cidr> Cidr::parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto address = IpAddress::parse(text.substr(0, slash));
  if (!address) return std::nullopt;
  const int width = address->is_v4() ? 32 : 128;
  int bits = width;
  if (slash != std::string_view::npos) {
    const std::string_view digits = text.substr(slash + 1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
    if (error != std::errc() || end != digits.data() + digits.size() || bits < 0 || bits > width) return std::nullopt;
  }
  Cidr cidr{*address, bits + 128 - width};
  if (masked(*address, cidr.prefix) != *address) return std::nullopt;
  return cidr;
}

std::optional<int> time_part(std::string_view text, TimePart part) {
  const auto time = parse_timestamp(text);
  if (!time) return std::nullopt;
  const std::int64_t seconds = time->unix_seconds();
  const std::int64_t days = seconds >= 0 ? seconds / 86'400 : (seconds - 86'399) / 86'400;
  const auto of_day = static_cast<int>(seconds - days * 86'400);
  const std::chrono::sys_days day{std::chrono::days(days)};
  const std::chrono::year_month_day date(day);
  switch (part) {
    case TimePart::kMinute:
      return of_day / 60 % 60;
    case TimePart::kHour:
      return of_day / 3600;
    case TimePart::kDay:
      return static_cast<int>(static_cast<unsigned>(date.day()));
    case TimePart::kWeek:
      return iso_week(day);
    case TimePart::kMonth:
      return static_cast<int>(static_cast<unsigned>(date.month()));
    case TimePart::kYear:
      return static_cast<int>(date.year());
    case TimePart::kNone:
      break;
  }
  return std::nullopt;
}

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
  p.name_ += std::string(word_of(part)) + '|' + p.expected_;
  p.number_ = value;
  p.part_ = part;
  return p;
}

Predicate Predicate::cidr(Field field, Cidr block) {
  Predicate p(field, Test::kCidr, "cidr");
  const bool v4 = block.is_v4();
  p.shown_ = block.base.to_string() + '/' + std::to_string(v4 ? block.prefix - 96 : block.prefix);
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
  if (part_ != TimePart::kNone) out += ' ' + std::string(word_of(part_));
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
      value = decimal(reader.text(field_));
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
