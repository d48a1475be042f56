#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/results/claim.h"

namespace picket::sim {

/// What lies in a result folder and is of no more use.
struct Garbage {
  enum class Kind : std::uint8_t { kPartialRun, kStaleClaim, kTemporaryFile };
  Kind kind = Kind::kTemporaryFile;
  std::string path;
  std::uint64_t bytes = 0;
};

/// Partial runs that nobody is at, claims that were given up, and temporary files and copies that were left behind, sorted
/// by path. A study with a living claim is left alone, and temporary files younger than `timing.stale_seconds` are too.
std::vector<Garbage> find_garbage(const std::string& out, const ClaimTiming& timing = {});

/// Removes it; sentences about what could not be. Looking through a large folder takes a while: a claim that was taken over since, and
/// a run that is complete by now or of a study that somebody is at again, stay.
std::vector<std::string> remove_garbage(const std::vector<Garbage>& garbage, const ClaimTiming& timing = {});

}  // namespace picket::sim
