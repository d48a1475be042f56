#include "pipeline_core/rules/predicate.h"

#include <re2/re2.h>

#include <charconv>

#include "agent_core/base/check.h"

namespace picket {
namespace {

std::string spell(const PatternParts& parts) {
  std::string out;
  for (const PatternPart& part : parts) {
    if (part.kind == PatternPart::Kind::kAny)
      out += "\x01*";
    else if (part.kind == PatternPart::Kind::kOne)
      out += "\x01?";
    else
      out += part.text;
  }
  return out;
}

std::string prefix(Field field, std::string_view test) {
  return std::string(to_string(field)) + '|' + std::string(test) + '|';
}

}  // namespace

IpAddress Cidr::masked(const IpAddress& address, int prefix) {
  const auto mask = [](int bits) { return bits <= 0 ? 0 : bits >= 64 ? ~0ULL : ~0ULL << (64 - bits); };
  return IpAddress::v6(address.high() & mask(prefix), address.low() & mask(prefix - 64));
}

bool Cidr::contains(const IpAddress& address) const {
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

Predicate Predicate::pattern(Field field, const PatternParts& parts, bool cased) {
  Predicate p(field, Test::kPattern, prefix(field, cased ? "cased" : "is") + spell(parts));
  p.pattern_.emplace(parts, cased);
  return p;
}

Predicate Predicate::number(Field field, std::string_view comparison, double value) {
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
  Predicate p(field, test, prefix(field, comparison) + std::to_string(value));
  p.number_ = value;
  return p;
}

Predicate Predicate::cidr(Field field, Cidr block) {
  Predicate p(field, Test::kCidr, prefix(field, "cidr") + block.base.to_string() + '/' + std::to_string(block.prefix));
  p.cidr_ = block;
  return p;
}

Predicate Predicate::exists(Field field) {
  return Predicate(field, Test::kExists, prefix(field, "exists"));
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
  Predicate p(field, Test::kRegex, prefix(field, "re") + text);
  p.regex_ = std::move(compiled);
  p.expression_ = text;
  return p;
}

bool Predicate::matches(FieldReader& reader) const {
  switch (test_) {
    case Test::kPattern: {
      const std::string_view text = pattern_->cased() ? reader.text(field_) : reader.folded(field_);
      return !text.empty() && pattern_->matches(text);
    }
    case Test::kRegex: {
      const std::string_view text = reader.text(field_);
      return !text.empty() && re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *regex_);
    }
    case Test::kCidr: {
      const auto address = reader.address(field_);
      return address.has_value() && cidr_.contains(*address);
    }
    case Test::kExists:
      return !reader.text(field_).empty();
    default:
      break;
  }
  const auto value = reader.number(field_);
  if (!value) return false;
  const auto number = static_cast<double>(*value);
  switch (test_) {
    case Test::kEq:
      return number == number_;
    case Test::kLt:
      return number < number_;
    case Test::kLte:
      return number <= number_;
    case Test::kGt:
      return number > number_;
    default:
      return number >= number_;
  }
}

}  // namespace picket
