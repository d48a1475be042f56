#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "sim/live/mqtt/secret.h"

namespace picket::sim {

/// A secret read, or why not; `warning` where it could be read and others can read it too. No text holds anything of the content.
struct SecretRead {
  std::optional<Secret> secret;
  std::string error;
  std::string warning;
};

inline constexpr std::size_t kMaxSecretFile = 65'536;

/// Reads a regular file of at most kMaxSecretFile bytes; line ends at its end are no part of the secret.
/// Errors: missing, unreadable, no regular file, too large, empty: told with the path and what to do.
SecretRead read_secret_file(const std::string& path);

/// Takes a secret out of the environment: it is read, written over in place, so that /proc/PID/environ no longer shows it, and
/// removed, so that child processes do not inherit it.
/// Errors: not set, or empty.
SecretRead take_secret_of_environment(const std::string& variable);

}  // namespace picket::sim
