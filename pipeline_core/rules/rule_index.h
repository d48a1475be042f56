#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "pipeline_core/rules/literal_automaton.h"
#include "pipeline_core/rules/predicate.h"
#include "pipeline_core/rules/rule_program.h"
#include "pipeline_core/rules/witness.h"

namespace picket {

/// Some rules, compiled to be tried together on one event: each rule is looked at only if the event holds
/// one of its witness literals, which one pass an automaton and field finds for all rules.
/// Immutable; shared by threads.
/// State:  tables of at most `max_cells` numbers in all; rules whose literals find no room in them are tried on every
///         event.
class RuleIndex {
 public:
  /// Of the automata of a rule set's routes together: 128 MB. Published rules stay far below a tenth.
  static constexpr std::size_t kMaxCells = std::size_t{1} << 25;

  /// `rules`: ascending numbers with their expressions, which must outlive this only during the call.
  RuleIndex(std::span<const std::pair<std::uint32_t, const Expression*>> rules,
            const std::vector<Predicate>& predicates, std::size_t max_cells = kMaxCells);

  struct Scan {
    Field field = Field::kImage;
    LiteralAutomaton automaton;
  };
  /// A literal with what hangs on it.
  struct Literal {
    bool at_start = false;
    bool at_end = false;
    bool decides = false;
    std::uint32_t predicate = 0;
    std::vector<std::uint32_t> rules;  ///< places in this index
  };

  std::size_t size() const { return numbers_.size(); }
  /// Numbers in its tables, at most `max_cells`.
  std::size_t cells() const;
  std::uint32_t number(std::uint32_t place) const { return numbers_[place]; }
  const RuleProgram& program(std::uint32_t place) const { return programs_[place]; }
  const std::vector<Scan>& scans() const { return scans_; }
  const Literal& literal(std::uint32_t id) const { return literals_[id]; }
  /// Places of the rules without a witness: tried on every event.
  const std::vector<std::uint32_t>& always() const { return always_; }
  /// True if the scans look for the predicate: it cannot hold unless they found one of its literals.
  bool is_scanned_for(std::uint32_t predicate) const { return scanned_for_[predicate]; }

 private:
  std::vector<std::uint32_t> numbers_;
  std::vector<RuleProgram> programs_;
  std::vector<Scan> scans_;
  std::vector<Literal> literals_;
  std::vector<std::uint32_t> always_;
  std::vector<bool> scanned_for_;  ///< by predicate
};

}  // namespace picket
