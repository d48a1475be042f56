#pragma once

#include <string>

#include "sim/experiment/rule_content.h"
#include "sim/experiment/shard.h"

namespace picket::sim {

/// The value of --shard; all of the work if it was not given.
/// Errors: throws WrongInput.
inline Shard shard_of_option(const std::string& text) {
  if (text.empty()) return {};
  std::string why;
  const auto shard = parse_shard(text, why);
  if (!shard) throw WrongInput("--shard: '" + text + "' " + why);
  return *shard;
}

}  // namespace picket::sim
