#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent_core/base/ip_address.h"
#include "pipeline_core/rules/field.h"
#include "pipeline_core/rules/pattern.h"

namespace re2 {
class RE2;
}

namespace picket {

/// A block of addresses. Host bits must be zero.
struct Cidr {
  IpAddress base;
  int prefix = 128;  ///< over the 128-bit form: an IPv4 /8 is 104
  bool contains(const IpAddress& address) const;
  /// "10.0.0.0/8", "fe80::/10". Errors: nothing if malformed or with host bits set.
  static std::optional<Cidr> parse(std::string_view text);
  /// `address` with everything after `prefix` bits set to zero.
  static IpAddress masked(const IpAddress& address, int prefix);
};

/// One test of one field. Two-valued: a missing field makes every test false, except the test for
/// being missing itself.
class Predicate {
 public:
  static Predicate pattern(Field field, const PatternParts& parts, bool cased);
  /// `comparison` is one of "eq", "lt", "lte", "gt", "gte".
  static Predicate number(Field field, std::string_view comparison, double value);
  static Predicate cidr(Field field, Cidr block);
  static Predicate exists(Field field);
  /// RE2, unanchored. Errors: nothing, with the reason in `error`, if RE2 refuses the expression.
  static std::optional<Predicate> regex(Field field, const std::string& expression, bool fold, bool multiline,
                                        bool dot_newline, std::string& error);

  bool matches(FieldReader& reader) const;
  Field field() const { return field_; }
  /// Equal predicates have equal names; used to keep one of each.
  const std::string& name() const { return name_; }
  /// The regular expression with its flags inside, empty for other tests.
  const std::string& expression() const { return expression_; }

 private:
  enum class Test : std::uint8_t { kPattern, kRegex, kEq, kLt, kLte, kGt, kGte, kCidr, kExists };
  Predicate(Field field, Test test, std::string name) : field_(field), test_(test), name_(std::move(name)) {}

  Field field_;
  Test test_;
  std::string name_;
  std::optional<TextPattern> pattern_;
  std::shared_ptr<const re2::RE2> regex_;
  std::string expression_;
  double number_ = 0;
  Cidr cidr_;
};

}  // namespace picket
