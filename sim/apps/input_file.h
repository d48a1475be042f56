#pragma once

#include <cstddef>
#include <string>

namespace picket::sim {

inline constexpr std::size_t kMaxInputBytes = std::size_t{1} << 30;

/// Refuses what cannot be read to an end: devices, pipes and sockets hang or never stop.
/// Errors: throws WrongInput with the path if it is no regular file or has more than `most` bytes.
void check_regular_file(const std::string& path, std::size_t most);
/// The text of a regular file of at most `most` bytes.
/// Errors: as check_regular_file, and if it cannot be read or grew meanwhile.
std::string read_file(const std::string& path, std::size_t most = kMaxInputBytes);

}  // namespace picket::sim
