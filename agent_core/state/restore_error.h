#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace picket {

/// Why bytes are not the saved state of an agent that goes on here.
enum class RestoreFailure : std::uint8_t {
  kBadMagic,         ///< not a saved agent
  kNewerVersion,     ///< of a version that this reader does not know yet
  kOtherPlan,        ///< saved under a plan with other rules
  kTruncated,        ///< the bytes end too early
  kInvalidField,     ///< a value that no agent has, or that is not written as `save` writes it
  kTooManyTexts,     ///< the text table has no room for them
  kUnknownText,      ///< the text table lacks one, and is frozen or not given to be extended
  kOtherExecutable,  ///< the text table says that a command line runs another program
  kCount_,
};
inline constexpr std::array<std::string_view, static_cast<std::size_t>(RestoreFailure::kCount_)> kRestoreFailureNames{
    "bad magic",     "newer version",  "another plan", "truncated",
    "invalid field", "too many texts", "unknown text", "another executable"};
constexpr std::string_view to_string(RestoreFailure failure) {
  return kRestoreFailureNames[static_cast<std::size_t>(failure)];
}

struct RestoreError {
  RestoreFailure kind = RestoreFailure::kInvalidField;
  std::string_view field;  ///< name of the field; static text
  std::size_t offset = 0;  ///< bytes read when it was found
  bool operator==(const RestoreError&) const = default;
};

}  // namespace picket
