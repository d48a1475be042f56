#pragma once

#include <span>
#include <string>
#include <string_view>

namespace picket {

/// Least number of single-character insertions, deletions and replacements that turn `a` into
/// `b`, or `limit + 1` if it is more than `limit`. Cost: O(length * limit); long texts are cut off
/// by the difference of their lengths first.
std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit);

/// The candidate that a person who typed `word` most likely meant: at most two edits away and
/// fewer edits than half the word (a two-letter word is not "meant" by every other two-letter
/// word). Empty if there is none; of equally near ones the first.
std::string closest_word(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace picket
