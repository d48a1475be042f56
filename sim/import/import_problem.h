#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace picket::sim {

/// What is wrong at one place of a file that is too long to be kept: the place, and what of the line may be shown.
struct ImportProblem {
  std::uint64_t line = 0;    ///< from 1
  std::uint32_t column = 0;  ///< in characters, from 1
  std::string says;          ///< what was found, and what is wrong with it
  std::string hint;          ///< may be empty
  std::string shown;         ///< the line, or the part of it around the column
  std::uint32_t caret = 0;   ///< of `shown`, in characters, from 1
};

/// The problem of a line, which is cut to a window around the column.
ImportProblem import_problem(std::uint64_t line, std::uint32_t column, std::string says, std::string hint, std::string_view text);

/// "devices.txt:7:23: warning: ...", the line, a caret with the hint.
std::string problem_text(const std::string& file, const ImportProblem& problem);

/// A text of JSON as it may be shown to anyone: brackets, commas, colons and quotes stand as they are, of words only those
/// that a registry's form has ("status", "symmetricKey", "enabled", ...), and everything else as '*', one for a character.
/// So a line that holds keys can be quoted, whatever is wrong with it. Columns stay.
std::string masked_json(std::string_view text);

}  // namespace picket::sim
