#include "agent_core/base/closest_word.h"

#include <algorithm>
#include <vector>

#include "agent_core/base/ascii.h"

namespace picket {

std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit) {
  const std::size_t gap = a.size() > b.size() ? a.size() - b.size() : b.size() - a.size();
  if (gap > limit) return limit + 1;
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    std::size_t least = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
      least = std::min(least, row[j]);
    }
    if (least > limit) return limit + 1;
  }
  return std::min(row[b.size()], limit + 1);
}

std::string closest_word(std::string_view word, std::span<const std::string_view> candidates) {
  constexpr std::size_t kMaxEdits = 2;
  // Names longer than this are no typing slips of ours; comparing them would only cost time.
  constexpr std::size_t kMaxLength = 100;
  if (word.size() > kMaxLength) return "";
  const std::string typed = lower(word);
  std::size_t best = kMaxEdits + 1;
  std::string_view found;
  for (const std::string_view candidate : candidates) {
    const std::size_t edits = edit_distance(typed, lower(candidate), kMaxEdits);
    if (edits < best && 2 * edits < std::max(word.size(), candidate.size())) {
      best = edits;
      found = candidate;
    }
  }
  return std::string(found);
}

}  // namespace picket
