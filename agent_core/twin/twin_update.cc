#include "agent_core/twin/twin_update.h"

#include <algorithm>
#include <array>

#include "agent_core/base/utf8.h"

namespace picket {

std::string_view to_string(TwinProblemKind kind) {
  constexpr std::array<std::string_view, static_cast<std::size_t>(TwinProblemKind::kCount_)> kNames{
      "too_large",  "too_deep",      "not_parsable", "duplicate_key", "no_desired",
      "wrong_type", "outside_range", "unknown_key",  "not_read",      "not_multiple"};
  return kNames[static_cast<std::size_t>(kind)];
}

std::string_view cut_key(std::string_view text) {
  return utf8_prefix(text, kMaxProblemKey);
}

void TwinProblems::add(TwinProblemKind kind, std::string_view key, std::string_view expected) {
  if (list_.size() == kMax) {
    ++omitted_;
    return;
  }
  list_.push_back({kind, std::string(cut_key(key)), expected});
}

bool TwinProblems::has(TwinProblemKind kind) const {
  return std::any_of(list_.begin(), list_.end(), [&](const TwinProblem& problem) { return problem.kind == kind; });
}

}  // namespace picket
