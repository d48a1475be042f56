#pragma once

#include <string>

namespace picket::sim {

/// A check of options that name something.
inline std::string not_empty(const std::string& word) { return word.empty() ? "the word is empty" : ""; }

/// A check of counts: read as one, "-1" would be a very large number.
inline std::string no_less_than_none(const std::string& word) { return word.starts_with('-') ? word + " is less than 0" : ""; }

/// A check of replications, so that their option is named and not the key that it sets.
inline std::string some_replications(const std::string& word) {
  const bool digits = !word.empty() && word.size() <= 6 && word.find_first_not_of("0123456789") == std::string::npos;
  const long number = digits ? std::stol(word) : 0;
  return number >= 1 && number <= 100'000 ? "" : "'" + word + "' is no whole number from 1 to 100000";
}

/// A check of times in seconds, up to eleven days.
inline std::string some_seconds(const std::string& word) {
  const bool number = word.size() <= 6 && word.find_first_not_of("0123456789.") == std::string::npos;
  return number ? "" : word + " is no number of seconds from 0 to 999999";
}

/// "nan" is a number to the reader of options, and within every range.
inline std::string is_a_number(const std::string& word) {
  return word.find_first_of("nN") == std::string::npos ? "" : word + " is no number";
}

/// What --shard of every command says.
inline constexpr const char* kShardHelp = "Only part I of N, I from 1: for several machines or jobs with one --out";

}  // namespace picket::sim
