#pragma once

#include <span>
#include <string>
#include <string_view>

namespace picket {

/// What is wrong with a rule file, and where. A bad rule is left out; the others still load.
struct Diagnostic {
  std::string file;
  int line = 0;         ///< from 1; 0 where the place is not known
  int column = 0;       ///< from 1
  std::string rule_id;  ///< the rule's `id`, or its `title`, or empty
  std::string message;
  bool unsupported = false;  ///< valid Sigma that this engine refuses rather than weakens
  bool note = false;         ///< no error: the rule loads
};

/// "file:line:column: error: message (rule id)"; "file: error: ..." where the place is not known; "note" for one.
std::string to_string(const Diagnostic& diagnostic);

/// A word of a rule inside a message: 'word'.
std::string in_quotes(std::string_view word);
/// "; did you mean 'contains'?", or nothing where no known word is near (closest_word).
std::string hint(std::string_view word, std::span<const std::string_view> known);

}  // namespace picket
