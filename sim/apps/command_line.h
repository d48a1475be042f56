#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace picket::sim {

/// "./picket run 'my file.yaml'": what repeats a call, quoted for a POSIX shell.
std::string command_line_of(const std::vector<std::string>& argv);

/// The arguments with `--seed N` in place of `--seeds WORD`, so that what was drawn for one call repeats it.
std::vector<std::string> with_drawn_seed(const std::vector<std::string>& argv, std::uint64_t seed);

/// A seed from the system's source of entropy (getentropy). Below 2^53, so that every reader of JSON keeps it exactly.
/// Errors: throws std::runtime_error if there is none.
std::uint64_t draw_seed();

}  // namespace picket::sim
