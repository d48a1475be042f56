#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace picket::sim {

/// A stored file of more bytes is none of ours.
inline constexpr std::uintmax_t kMostStoredBytes = std::uintmax_t{1} << 30;

/// The text of a file that a study, sweep or suite left; nothing if it is no file, is larger than `kMostStoredBytes`, or cannot be read.
std::optional<std::string> stored_text(const std::filesystem::path& path);

}  // namespace picket::sim
