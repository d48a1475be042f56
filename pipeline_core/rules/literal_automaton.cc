#include "pipeline_core/rules/literal_automaton.h"

#include <algorithm>

#include "agent_core/base/ascii.h"
#include "agent_core/base/check.h"

namespace picket {

void LiteralAutomaton::add(std::string_view literal, std::uint32_t id) {
  PICKET_CHECK(!literal.empty(), "an empty literal stands everywhere");
  literals_.push_back({lower(literal), id});
}

void LiteralAutomaton::compile() {
  if (literals_.empty()) return;
  // Columns: one for all bytes of no literal, one for each other byte; upper case has none of its own, so
  // there are at most 231.
  std::array<bool, 256> used{};
  for (const Literal& literal : literals_) {
    for (const char c : literal.text) used[static_cast<unsigned char>(c)] = true;
  }
  for (std::size_t byte = 0; byte < 256; ++byte) {
    if (used[byte]) column_[byte] = static_cast<std::uint8_t>(columns_++);
  }
  for (std::size_t letter = 'A'; letter <= 'Z'; ++letter) column_[letter] = column_[letter + 32];
  // The trie.
  constexpr std::uint32_t kNone = ~0U;
  std::vector<std::uint32_t> trie(columns_, kNone);
  std::vector<std::vector<Occurrence>> ends(1);
  for (const Literal& literal : literals_) {
    std::uint32_t state = 0;
    for (const char c : literal.text) {
      std::uint32_t& next = trie[std::size_t{state} * columns_ + column_[static_cast<unsigned char>(c)]];
      if (next == kNone) {
        PICKET_CHECK((ends.size() + 1) * columns_ < kNone, "states", ends.size(), "columns", columns_);
        const auto fresh = static_cast<std::uint32_t>(ends.size());
        next = fresh;
        ends.emplace_back();
        trie.resize(trie.size() + columns_, kNone);
        state = fresh;
      } else {
        state = next;
      }
    }
    ends[state].push_back({literal.id, static_cast<std::uint32_t>(literal.text.size())});
  }
  // Breadth first: the failure state of a state is shallower, so its row and hits are complete.
  std::vector<std::uint32_t> failure(ends.size(), 0);
  std::vector<std::uint32_t> order{0};
  order.reserve(ends.size());
  for (std::size_t at = 0; at < order.size(); ++at) {
    const std::uint32_t state = order[at];
    for (std::uint32_t column = 0; column < columns_; ++column) {
      std::uint32_t& next = trie[std::size_t{state} * columns_ + column];
      const std::uint32_t fallback = state == 0 ? 0 : trie[std::size_t{failure[state]} * columns_ + column];
      if (next == kNone) {
        next = fallback;
      } else {
        failure[next] = fallback;
        ends[next].insert(ends[next].end(), ends[fallback].begin(), ends[fallback].end());
        order.push_back(next);
      }
    }
  }
  // States without hits first, each group in breadth-first order, so that one comparison tells them apart.
  std::vector<std::uint32_t> number(ends.size());
  std::uint32_t fresh = 0;
  for (const std::uint32_t state : order) {
    if (ends[state].empty()) number[state] = fresh++;
  }
  first_with_hits_ = fresh * columns_;
  hits_from_.assign(1, 0);
  for (const std::uint32_t state : order) {
    if (ends[state].empty()) continue;
    number[state] = fresh++;
    hits_.insert(hits_.end(), ends[state].begin(), ends[state].end());
    hits_from_.push_back(static_cast<std::uint32_t>(hits_.size()));
  }
  next_.resize(trie.size());
  for (std::size_t state = 0; state < ends.size(); ++state) {
    for (std::uint32_t column = 0; column < columns_; ++column) {
      next_[std::size_t{number[state]} * columns_ + column] = number[trie[state * columns_ + column]] * columns_;
    }
  }
}

}  // namespace picket
