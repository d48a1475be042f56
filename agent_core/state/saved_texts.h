#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "agent_core/base/result.h"
#include "agent_core/base/text.h"
#include "agent_core/state/byte_stream.h"

namespace picket {

/// The texts of one saved agent, each once, in the order in which its fields first name them. A field holds
/// a text's place among them, from 1 on (0: the empty text), since ids depend on the order of interning.
/// A text that runs a program (TextTable::executable_of) is followed by that program if it is new.
class TextCollector {
 public:
  explicit TextCollector(const TextTable& texts) : texts_(texts) {}

  std::uint32_t place_of(Text text);
  bool is_template(Text text) const { return texts_.is_template(text); }
  /// Writes the number of texts; then of each: 1 for a template, else 0; length and bytes of the literal or
  /// the pattern; the place of the program that it runs.
  void write(ByteWriter& out) const;

 private:
  const TextTable& texts_;
  std::vector<Text> order_;
  std::unordered_map<std::uint32_t, std::uint32_t> places_;  ///< by id; never iterated
};

/// One text as read. `bytes` points into the snapshot.
struct SavedText {
  std::string_view bytes;
  std::uint32_t executable = 0;  ///< place of a literal
  bool is_template = false;
};

/// What the list of a snapshot says, and whether its fields use it as TextCollector would have made it.
class SavedTexts {
 public:
  /// Errors: kTooManyTexts over kMaxTexts; kInvalidField for a text that is empty, comes twice, is no
  ///         template though it says so, or runs what is not a literal of the list.
  explicit SavedTexts(ByteReader& in);

  /// A field names the text at `place`: false if a field before it should have.
  bool use(std::uint32_t place);
  bool all_used() const { return used_ == texts_.size(); }
  bool is_template(std::uint32_t place) const { return place != 0 && texts_[place - 1].is_template; }
  std::span<const SavedText> texts() const { return texts_; }

  /// The texts in `table`, by place. What `table` lacks is interned in `open`, which is `table` or null.
  /// Errors: kUnknownText, kTooManyTexts, kOtherExecutable; then nothing was interned.
  Result<std::vector<Text>, RestoreFailure> resolve(const TextTable& table, TextTable* open) const;

  /// More than the tables of any agent can name: 10 of 65,535 entries with 5 texts, each with a program.
  static constexpr std::size_t kMaxTexts = std::size_t{1} << 23;

 private:
  bool all_differ() const;

  std::vector<SavedText> texts_;
  std::size_t used_ = 0;
};

}  // namespace picket
