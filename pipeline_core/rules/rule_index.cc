#include "pipeline_core/rules/rule_index.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <tuple>

namespace picket {

namespace {

/// Counts what the automata will take, from above: a state a byte, a column for each byte that occurs anywhere.
class CellCount {
 public:
  explicit CellCount(std::size_t most) : most_(most) {}
  /// False if the literals find no room; then they do not count.
  bool take(const std::vector<WitnessLiteral>& literals) {
    std::array<bool, 256> used = used_;
    std::size_t states = states_;
    for (const WitnessLiteral& literal : literals) {
      states += literal.text.size() + 1;
      for (const char c : literal.text) used[static_cast<unsigned char>(c)] = true;
    }
    const auto columns = static_cast<std::size_t>(std::count(used.begin(), used.end(), true)) + 1;
    if (states * columns > most_) return false;
    used_ = used;
    states_ = states;
    return true;
  }

 private:
  std::size_t most_;
  std::size_t states_ = 0;
  std::array<bool, 256> used_{};
};

}  // namespace

RuleIndex::RuleIndex(std::span<const std::pair<std::uint32_t, const Expression*>> rules,
                     const std::vector<Predicate>& predicates, std::size_t max_cells)
    : scanned_for_(predicates.size(), false) {
  using Key = std::tuple<Field, std::string, bool, bool, std::uint32_t>;
  std::map<Key, std::uint32_t> ids;
  std::map<Field, std::size_t> scan_of;
  CellCount cells(max_cells);
  for (const auto& [number, expression] : rules) {
    const auto place = static_cast<std::uint32_t>(numbers_.size());
    numbers_.push_back(number);
    programs_.emplace_back(*expression, predicates);
    const auto witness = find_witness(*expression, predicates);
    if (!witness || !cells.take(witness->literals)) {
      always_.push_back(place);
      continue;
    }
    for (const WitnessLiteral& w : witness->literals) {
      const auto [known, added] =
          ids.emplace(Key{w.field, w.text, w.at_start, w.at_end, w.predicate}, static_cast<std::uint32_t>(literals_.size()));
      if (added) {
        literals_.push_back({w.at_start, w.at_end, w.decides, w.predicate, {}});
        scanned_for_[w.predicate] = true;
        const auto [scan, fresh] = scan_of.emplace(w.field, scans_.size());
        if (fresh) scans_.push_back({w.field, {}});
        scans_[scan->second].automaton.add(w.text, known->second);
      }
      std::vector<std::uint32_t>& on_it = literals_[known->second].rules;
      if (on_it.empty() || on_it.back() != place) on_it.push_back(place);
    }
  }
  for (Scan& scan : scans_) scan.automaton.compile();
}

std::size_t RuleIndex::cells() const {
  std::size_t cells = 0;
  for (const Scan& scan : scans_) cells += scan.automaton.table_bytes() / sizeof(std::uint32_t);
  return cells;
}

}  // namespace picket
