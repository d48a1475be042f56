#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "sim/results/study_result.h"

namespace picket {

/// A policy's place in the order that fixes its colour and symbol (study.js counts the same way):
/// policies of the sized hub first, then those only on the fixed one.
std::size_t policy_index(const sim::StudyResult& study, std::string_view policy);

/// The policy's symbol in its colour, as inline SVG (see SYMBOLS in marks.js), and its name.
std::string policy_label(const sim::StudyResult& study, std::string_view policy);
/// The same for a policy whose place in that order is known.
std::string policy_label(std::size_t place, std::string_view policy);

}  // namespace picket
