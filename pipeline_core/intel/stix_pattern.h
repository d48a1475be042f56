#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "agent_core/base/time.h"

namespace picket {

/// A constant of a pattern.
struct StixConstant {
  enum class Type : std::uint8_t { kString, kInteger, kFloat, kBoolean, kTimestamp, kHex, kBinary };
  Type type = Type::kString;
  std::string text;  ///< strings without quotes and escapes; others as written between their quotes
  std::size_t column = 0;
};

/// One part of a parsed pattern.
struct StixNode {
  enum class Kind : std::uint8_t {
    kTest,         ///< path operator constants
    kAnd,          ///< of comparisons, about one observation
    kOr,           ///< of comparisons
    kObservation,  ///< [...]
    kBoth,         ///< AND of observations
    kEither,       ///< OR of observations
    kFollowedBy,
    kWithin,     ///< a qualifier of `left`
    kRepeats,    ///< a qualifier of `left`
    kStartStop,  ///< a qualifier of `left`
  };
  enum class Operator : std::uint8_t {
    kEqual, kNotEqual, kLess, kLessOrEqual, kGreater, kGreaterOrEqual, kIn, kLike, kMatches, kIsSubset, kIsSuperset,
    kExists,
  };
  Kind kind = Kind::kTest;
  std::size_t column = 0;  ///< of the operator, the qualifier or the path; from 1
  std::uint32_t left = 0;  ///< index of a node
  std::uint32_t right = 0;
  // of tests
  Operator op = Operator::kEqual;
  bool negated = false;
  std::string path;  ///< without quotes: "file:hashes.SHA-256", "network-traffic:protocols[*]"
  std::vector<StixConstant> constants;
  // of qualifiers
  std::uint64_t times = 0;  ///< kRepeats
  double seconds = 0;       ///< kWithin
  Time start;               ///< kStartStop, inclusive
  Time stop;                ///< exclusive
};

/// A pattern as it was written. `root` is meaningful if `error` is empty.
struct StixPattern {
  std::vector<StixNode> nodes;
  std::uint32_t root = 0;
  std::string error;             ///< what was expected and what was found
  std::size_t error_column = 0;  ///< from 1, counted in bytes
};

/// Parses the whole of STIX patterning: comparisons with all operators, AND, OR, FOLLOWEDBY, parentheses and the
/// qualifiers WITHIN, REPEATS and START STOP. Keywords are in upper case.
/// Errors: the first one, with its column.
/// Limits: 64 KiB of text, 64 levels of parentheses, 16,384 parts and constants.
/// Source: STIX 2.1 section 9 and its grammar (OASIS cti-pattern-validator).
StixPattern parse_stix_pattern(std::string_view text);

}  // namespace picket
