#pragma once

#include <string>

namespace picket::sim {

/// A check of options that name something.
inline std::string not_empty(const std::string& word) { return word.empty() ? "the word is empty" : ""; }

/// What --shard of every command says.
inline constexpr const char* kShardHelp = "Only part I of N, I from 1: for several machines or jobs with one --out";

}  // namespace picket::sim
