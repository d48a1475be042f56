#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent_core/base/cidr.h"
#include "pipeline_core/rules/field_reader.h"
#include "pipeline_core/rules/pattern.h"
#include "pipeline_core/rules/time_part.h"

namespace re2 {
class RE2;
}

namespace picket {

/// One test of one field, or of every value of an event for Field::kWholeEvent (patterns and regular
/// expressions only; true if one value passes).
///
/// Model: two-valued. A missing field makes every test false but the test for null. A null field passes those for null
///        and for existence, a blank one those for null and for the empty text. So `not` over a missing field is
///        true, unlike in SQL, where it is unknown.
/// Numbers: equality holds between numbers, or between a text and the number's shortest decimal spelling;
///        lt, lte, gt, gte also read a text that is a decimal number.
class Predicate {
 public:
  enum class Test : std::uint8_t { kPattern, kRegex, kEq, kLt, kLte, kGt, kGte, kCidr, kExists, kNull, kFieldRef };

  static Predicate pattern(Field field, const PatternParts& parts, bool cased);
  /// `comparison` is one of "eq", "lt", "lte", "gt", "gte".
  static Predicate number(Field field, std::string_view comparison, double value, TimePart part = TimePart::kNone);
  static Predicate cidr(Field field, Cidr block);
  static Predicate exists(Field field);
  static Predicate null(Field field);
  /// `field` equals `other`, or begins, ends with or holds its text, by what is open.
  static Predicate field_ref(Field field, Field other, bool open_start, bool open_end, bool cased);
  /// RE2, unanchored. Each byte that is not UTF-8 counts as one character, U+FFFD, where the text as it is does not match.
  /// Errors: nothing, with the reason in `error`, if RE2 refuses the expression.
  static std::optional<Predicate> regex(Field field, const std::string& expression, bool fold, bool multiline,
                                        bool dot_newline, std::string& error);

  bool matches(FieldReader& reader) const;
  Field field() const { return field_; }
  /// The fields that the result depends on.
  FieldMask fields() const { return bit(field_) | (test_ == Test::kFieldRef ? bit(other_) : 0); }
  Field other_field() const { return other_; }
  Test test() const { return test_; }
  const TextPattern* text_pattern() const { return pattern_ ? &*pattern_ : nullptr; }
  /// Equal predicates have equal names; used to keep one of each.
  const std::string& name() const { return name_; }
  /// For people: "contains 'x'", "matches /y/", "is null", ...
  std::string describe(const FieldTable& table) const;
  /// The regular expression with its flags inside, empty for other tests.
  const std::string& expression() const { return expression_; }
  /// The spelling that a text must have to equal the number; of kEq without a time part.
  const std::string& number_spelling() const { return expected_; }
  TimePart part() const { return part_; }

 private:
  Predicate(Field field, Test test, std::string_view what);
  bool matches_text(FieldReader& reader) const;
  bool matches_whole_event(FieldReader& reader) const;
  bool matches_number(FieldReader& reader) const;
  bool matches_field(FieldReader& reader) const;
  bool matches_regex(std::string_view text) const;

  Field field_;
  Field other_ = Field::kImage;
  Test test_;
  TimePart part_ = TimePart::kNone;
  bool cased_ = false;
  bool open_start_ = false;
  bool open_end_ = false;
  std::string name_;
  std::optional<TextPattern> pattern_;
  std::string shown_;  ///< the pattern or block as a person would write it
  std::shared_ptr<const re2::RE2> regex_;
  std::string expression_;
  std::string expected_;
  double number_ = 0;
  Cidr cidr_;
};

}  // namespace picket
