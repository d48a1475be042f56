#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/scenario/diagnostic_codes.h"

namespace picket::sim {

/// A place in a source text. Lines and columns count from 1, columns in characters; line 0 means
/// the text as a whole.
struct Where {
  std::uint32_t source = 0;  ///< index in Diagnostics
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  auto operator<=>(const Where&) const = default;
};

struct Diagnostic {
  Code code;
  Where where;
  std::string path;     ///< "fleet[0].count"; empty: the file
  std::string message;  ///< what was found and what is wrong with it
  std::string hint;     ///< what to do; may be empty
};

/// Collects everything that is wrong with a scenario, so that a person sees all problems at once.
/// Keeps the source texts, to show the line.
///
/// Limits: keeps the first `kMaxKept` problems; further ones are counted.
class Diagnostics {
 public:
  static constexpr std::size_t kMaxKept = 200;
  static constexpr std::uint32_t kNoSource = 0;

  Diagnostics();

  /// Remembers a text to quote lines from; returns its index. `name` is what messages call it.
  std::uint32_t add_source(std::string name, std::string text);
  void add(Code code, Where where, std::string path, std::string message, std::string hint = "");

  /// Takes over what is wrong with other texts, with the texts, so that all of it is said at once.
  void append(const Diagnostics& other);

  const std::vector<Diagnostic>& all() const { return kept_; }
  std::size_t errors() const { return errors_; }
  std::size_t warnings() const { return warnings_; }
  bool ok() const { return errors_ == 0; }
  /// Further problems are only counted: a costly hint for them would be wasted.
  bool full() const { return kept_.size() >= kMaxKept; }
  const std::string& source_name(std::uint32_t source) const { return sources_[source].name; }
  /// "scenarios/x.yaml:12".
  std::string place(Where where) const;
  /// The line without its end; empty if there is no such line.
  std::string_view source_line(Where where) const;

  struct TextStyle {
    bool codes = false;   ///< adds "[E0107]" to the first line of each
    bool colour = false;  ///< ANSI colours
  };
  /// For people: file:line:column, the line, a caret, a hint; ends with "4 errors; nothing was
  /// run." if there are errors. Sorted by place, errors and warnings together.
  std::string text(TextStyle style) const;
  std::string text() const { return text(TextStyle{}); }
  /// For programs: {"version": 1, "errors": n, "warnings": n, "diagnostics": [{code, severity,
  /// file, line, column, path, message, hint}]}.
  std::string json() const;

 private:
  struct Source {
    std::string name;
    std::string text;
    std::vector<std::size_t> line_starts;
  };
  std::vector<const Diagnostic*> sorted() const;
  std::string one(const Diagnostic& diagnostic, TextStyle style) const;

  std::vector<Source> sources_;
  std::vector<Diagnostic> kept_;
  std::size_t errors_ = 0;
  std::size_t warnings_ = 0;
};

/// `text` in single quotes, shortened to about 60 characters, control characters as \x0a.
std::string quote(std::string_view text);

}  // namespace picket::sim
