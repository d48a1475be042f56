#pragma once

#include <vector>

#include "pipeline_core/rules/diagnostic.h"
#include "pipeline_core/rules/rule_set.h"

namespace picket {

/// Ties correlations to the rules that they name, wherever those stand, and the fields that they name to
/// those rules' events. Sets what Correlation keeps "after resolve_correlations" and Rule::feeds.
///
/// Errors: reported at their place; the correlation stays unresolved and never fires, and so does every one over
/// it. Wrong are: a name that no rule or more than one has; rules in a circle (the circle is named); a field
/// that some referenced rule's events lack; an alias that leaves a rule out or names one that is not
/// referenced; fields under one name that can never be equal (an address and a port).
/// A correlation passes on what it groups by and nothing else: all its members agree on that.
/// Limits: correlations over correlations go kMaxCorrelationDepth deep, and one match reaches a correlation on at
///         most kMaxCorrelationPaths paths: each may be a firing, so an event costs no more than paths times
///         correlations.
/// Cost: linear in names, references and fields; no recursion.
void resolve_correlations(std::vector<Rule>& rules, std::vector<Diagnostic>& diagnostics);

inline constexpr std::uint8_t kMaxCorrelationDepth = 8;
/// As many as a correlation may name others. With k references each, paths are k to the power of the depth.
inline constexpr std::uint64_t kMaxCorrelationPaths = 1'024;

}  // namespace picket
