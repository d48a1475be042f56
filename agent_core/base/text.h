#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "agent_core/base/hash.h"

namespace picket {

/// A piece of text by reference: an entry of a TextTable and, for templates, its parameter.
/// Never order, serialise or digest `id`: it depends on the order of interning. Keys and digests
/// use TextTable::hash, which depends on the content only.
struct Text {
  std::uint32_t id = 0;         ///< 0 is the empty text in every table
  std::uint32_t parameter = 0;  ///< meaningful for templates only, else 0

  constexpr bool empty() const { return id == 0; }
  constexpr bool operator==(const Text&) const = default;
};

/// How a template writes its parameter.
enum class ParameterFormat : std::uint8_t {
  kNone,     ///< not a template
  kDecimal,  ///< 1234
  kHex8,     ///< 0000beef, always eight digits
  kIpv4,     ///< 192.0.2.1
};

/// The vocabulary of a run: every text that may occur, interned once, then frozen and shared by
/// threads and forks. Templates ("wget http://{ipv4}/x.sh") carry one 32-bit parameter in the
/// Text itself, so that a million variants need no storage.
///
/// A table may stand on a frozen `base` (pipeline decode: known texts resolve to the base's ids,
/// unknown ones are added here up to `max_entries`).
/// State and cost: about 120 bytes an entry; every query is O(1) plus O(length) to render.
/// Errors: `intern` returns the empty Text once `max_entries` is reached and counts it in
/// `refused()`; the caller counts what that means for it.
class TextTable {
 public:
  explicit TextTable(std::size_t max_entries = 1U << 22, const TextTable* base = nullptr);

  /// Finds or adds a literal text.
  Text intern(std::string_view text);
  /// Adds (or finds) a template: `pattern` holds exactly one of "{decimal}", "{hex8}", "{ipv4}".
  /// A pattern without a placeholder is a literal. Set the parameter on the returned Text.
  Text intern_template(std::string_view pattern);
  /// Notes which program a command line runs; `executable` is a literal. Later calls win.
  void set_executable(Text commandline, Text executable);
  /// No more interning through this object; `intern` of a new text is then a caller's bug.
  void freeze() { frozen_ = true; }
  bool frozen() const { return frozen_; }

  /// The id of an existing literal, or empty Text if there is none.
  Text find(std::string_view text) const;
  /// The same for a template, by its pattern; the parameter is 0.
  Text find_template(std::string_view pattern) const;
  /// The program that `commandline` runs, empty if not known.
  Text executable_of(Text commandline) const;

  /// FNV-1a of the rendered bytes: equal content, equal hash, in every table.
  std::uint64_t hash(Text text) const;
  /// Length of the rendered text in bytes.
  std::uint32_t length(Text text) const;
  /// Length between the quotes of its JSON string (RFC 8259; only ", \ and controls escaped,
  /// \b \f \n \r \t in their two-letter form, other controls as \u00XX).
  std::uint32_t json_length(Text text) const;
  std::string render(Text text) const;
  void append_to(Text text, std::string& out) const;
  /// The whole text for literals; only valid for them. Stable for the life of the table.
  std::string_view literal(Text text) const;
  bool is_template(Text text) const;

  std::size_t size() const { return base_size_ + entries_.size(); }
  std::uint64_t refused() const { return refused_; }

 private:
  struct Entry {
    std::string prefix;  ///< the whole text for literals
    std::string suffix;
    ParameterFormat format = ParameterFormat::kNone;
    std::uint64_t hash = kFnvOffset;  ///< of the literal, or of the prefix alone for templates
    std::uint32_t json_length = 0;    ///< of prefix and suffix
    Text executable;
  };
  const Entry& entry(Text text) const;
  using Index = std::unordered_map<std::string_view, std::uint32_t>;  ///< never iterated
  Text add(Entry entry, std::string_view index_key, Index& index);
  Text find_in(Index TextTable::*index, std::string_view key) const;

  const TextTable* base_;
  std::uint32_t base_size_;
  std::size_t max_entries_;
  bool frozen_ = false;
  std::uint64_t refused_ = 0;
  std::deque<Entry> entries_;                                   ///< deque: views stay valid
  Index index_;      ///< literals
  Index templates_;  ///< by pattern: a literal that spells a pattern is another text
  std::deque<std::string> index_keys_;
};

}  // namespace picket
