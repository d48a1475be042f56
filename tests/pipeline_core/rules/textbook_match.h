#pragma once

#include <string_view>

namespace picket::testing_support {

/// Whether a pattern of `*` and `?` matches a text: the textbook's recursion, an independent truth for ours.
inline bool textbook_match(std::string_view pattern, std::string_view text) {
  if (pattern.empty()) return text.empty();
  const std::string_view rest = pattern.substr(1);
  if (pattern[0] == '*')
    return textbook_match(rest, text) || (!text.empty() && textbook_match(pattern, text.substr(1)));
  return !text.empty() && (pattern[0] == '?' || pattern[0] == text[0]) && textbook_match(rest, text.substr(1));
}

}  // namespace picket::testing_support
