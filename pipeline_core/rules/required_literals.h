#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace picket {

/// Literals of which every text that a regular expression (RE2's syntax) matches holds at least one, with
/// ASCII letters in lower case. Nothing if there is no such set, or none is found; a set never holds the
/// empty text.
///
/// Model:  concatenation: the rarer of its parts' sets or of its runs of plain characters, by estimated_rate;
///         alternation: the union; repetition: its operand's set if it must occur.
/// Cost:   linear in the expression.
/// Limits: finds no set for expressions with flags inside other than at the start, with more than 32
///         literals, or nested deeper than 32. Under `i`, k and s break runs: other letters of Unicode fold to them.
/// Source: the idea of RE2's own prefilter (required atoms); the rules are the textbook ones.
std::optional<std::vector<std::string>> required_literals(std::string_view expression);

/// Share of texts that hold a literal somewhere. Our own estimates, by length and by what command lines hold all
/// the time: only their order matters, and only for speed.
double estimated_rate(std::string_view literal);

}  // namespace picket
