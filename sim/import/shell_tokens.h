#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace picket::sim {

/// A part of a word of a shell script.
struct ShellPiece {
  enum class Kind : std::uint8_t {
    kPlain,     ///< outside quotes
    kQuoted,    ///< in quotes, or after a backslash
    kVariable,  ///< `text` is the name; or, where it is more than a name ("${x%.*}"), what stands in the script
    kCommand,   ///< `text` is the script in $( ), ` ` or <( )
    kArithmetic,
  };
  Kind kind = Kind::kPlain;
  std::string text;
  std::string written;  ///< as it stands in the script, for all but plain and quoted
  bool is_name = false;   ///< kVariable: a name alone
};

struct ShellToken {
  enum class Kind : std::uint8_t { kWord, kOperator, kNewline };
  Kind kind = Kind::kWord;
  std::size_t line = 1;
  std::string text;                ///< operator: "|", "&&", ">", "2>" and so on; word: as it stands
  std::vector<ShellPiece> pieces;  ///< of a word

  /// A word that is these letters and not in quotes.
  bool is_plain(std::string_view word) const {
    return kind == Kind::kWord && pieces.size() == 1 && pieces[0].kind == ShellPiece::Kind::kPlain && pieces[0].text == word;
  }
  bool is_operator(std::string_view op) const { return kind == Kind::kOperator && text == op; }
};

struct ShellHeredoc {
  std::size_t line = 1;
  std::size_t lines = 0;
};

struct ShellTokens {
  std::vector<ShellToken> tokens;
  std::vector<ShellHeredoc> heredocs;  ///< texts given as input: they hold no tokens
  std::size_t open_at = 0;             ///< line of a quote or bracket that is not closed; 0: all are. Nothing after it was read
};

inline constexpr std::size_t kMaxShellBytes = 65'536;

/// Splits a script into words and operators.
///
/// Model:  quotes, backslashes, comments, $name, ${...}, $(...), `...`, $((...)), $'...', <(...), redirections with their
///         numbers, here-documents, continued lines. No aliases, no brace expansion.
/// Input:  at most kMaxShellBytes; `first_line` is the number of its first line.
/// Source: POSIX.1-2017, Shell Command Language, sections 2.2, 2.3 and 2.7; bash manual, 3.1.2.4 and 3.5.6.
ShellTokens shell_tokens(std::string_view script, std::size_t first_line = 1);

}  // namespace picket::sim
