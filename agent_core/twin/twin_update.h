#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace picket {

/// The two documents in which a hub delivers desired properties.
enum class TwinDocument : std::uint8_t {
  kWhole,  ///< the answer to a request for the twin: {"desired": {...}, "reported": {...}}
  kPatch,  ///< a change notice: the changed desired properties themselves
};

/// What becomes of the properties that a patch does not mention.
enum class PatchSemantics : std::uint8_t {
  kReplacesAll,  ///< they fall back to their defaults, as in the code of both agents of generation 1
  kMerges,       ///< they stay as they are, as in the hub's own copy of the twin
};

/// A section of a twin is at most 32 KB, counted without punctuation (IoT Hub's limits). A patch holds one
/// section, a whole document two.
inline constexpr std::size_t kMaxTwinSectionBytes = 32'768;
/// Levels of nesting in a section. Source: IoT Hub's limits on twins.
inline constexpr std::size_t kMaxTwinDepth = 10;

/// Why a document or a property was not taken, or was taken with a remark.
enum class TwinProblemKind : std::uint8_t {
  kTooLarge,      ///< the document
  kTooDeep,       ///< the document
  kNotParsable,   ///< not JSON, not UTF-8, or a number beyond 64 bits
  kDuplicateKey,  ///< an object has the key twice
  kNoDesired,     ///< a whole document without desired properties, or these are no object
  kWrongType,     ///< a value of another type, or a text that states no value
  kOutsideRange,  ///< a number outside its documented range
  kUnknownKey,    ///< no property has this name
  kNotRead,       ///< the property exists, but this agent's code does not read it
  kNotMultiple,   ///< an interval is no multiple of the next shorter one
  kCount_,
};
std::string_view to_string(TwinProblemKind kind);

/// One finding about a document.
struct TwinProblem {
  TwinProblemKind kind = TwinProblemKind::kNotParsable;
  std::string key;            ///< what it is about; empty for the document; at most kMaxProblemKey bytes
  std::string_view expected;  ///< what would have been right; empty where the kind says it
  bool operator==(const TwinProblem&) const = default;
};
/// Longer keys are cut (before a character's first byte), since they come from outside.
inline constexpr std::size_t kMaxProblemKey = 128;

/// A bounded list of problems: the first ones, and how many more there were.
class TwinProblems {
 public:
  static constexpr std::size_t kMax = 64;

  void add(TwinProblemKind kind, std::string_view key = {}, std::string_view expected = {});
  std::span<const TwinProblem> list() const { return list_; }
  std::size_t omitted() const { return omitted_; }
  bool has(TwinProblemKind kind) const;

 private:
  std::vector<TwinProblem> list_;
  std::size_t omitted_ = 0;
};

/// `text` cut to kMaxProblemKey bytes without splitting a UTF-8 character.
std::string_view cut_key(std::string_view text);

}  // namespace picket
