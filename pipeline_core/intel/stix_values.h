#pragma once

#include <string>
#include <vector>

#include "pipeline_core/intel/listed_value.h"
#include "pipeline_core/intel/stix_pattern.h"

namespace picket {

/// The listed values that a pattern stands for.
struct StixValues {
  struct Value {
    ListedValue value;
    Time start = Time::min();  ///< of a START STOP qualifier
    Time stop = Time::max();
  };
  struct Problem {
    std::size_t column = 0;  ///< in the pattern, from 1
    std::string message;
    bool unsupported = false;
    bool too_wide = false;  ///< a block of too many addresses (is_too_wide)
  };
  std::vector<Value> values;
  std::vector<Problem> problems;  ///< if there is any, the pattern is refused as a whole
};

/// Turns a pattern into the values whose sight it asks for.
///
/// Model:  tests for one of a set of values, joined by OR: `ipv4-addr:value`, `ipv6-addr:value`, `domain-name:value`,
///         `url:value`, `file:hashes.<algorithm>`, `network-traffic:dst_ref.value` and `src_ref.value`, with =, IN and,
///         for addresses, ISSUBSET. AND joins an address of network traffic with its `dst_port` or `src_port` and with
///         the type of the reference. Qualifiers that do not narrow one sight down (WITHIN, REPEATS 1 TIMES) are left
///         out, START STOP narrows the validity.
/// Errors: everything else is a problem with its column, never a wider or a narrower match in silence.
/// Limits: three matches are wider than STIX' equality, as lists of indicators are commonly meant: a domain covers the
///         names below it, URLs are compared in normal form, and an address of network traffic counts on whichever
///         side of the flow the device is not.
StixValues stix_values(const StixPattern& pattern);

}  // namespace picket
