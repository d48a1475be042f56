#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace picket {

/// Which results of a window fire: one comparison, or a lower and an upper one.
///
/// Meaning in time. With `gt` and `gte` alone a window that has enough keeps having enough, so it fires at once
/// and windows slide. Every other condition can be undone by a member that is still to come, so it is judged
/// when the window is over and no member of it can arrive any more. `lt`, `lte` and `eq: 0` are also judged in
/// the window after the last one with members: "fewer than" includes none, once. A group that never had a member
/// does not exist and is never too quiet. `neq` and ranges are judged in windows with members only.
/// Source: Sigma correlation rules 2.1.0, "Condition", for the comparisons; when each is known is ours.
class CorrelationCondition {
 public:
  enum class Operator : std::uint8_t { kGt, kGte, kLt, kLte, kEq, kNeq };
  static std::optional<Operator> find_operator(std::string_view word);

  void add(Operator op, double number) { criteria_[size_++] = {op, number}; }
  std::size_t size() const { return size_; }
  /// At most this many are added.
  static constexpr std::size_t kMaxCriteria = 2;

  bool holds(double result) const;
  /// ">= 10", "> 3 and <= 9".
  std::string describe() const;
  /// Lower bounds alone: what holds for a number holds for every larger one.
  bool only_grows() const;
  /// True of the window after a group's last.
  bool judges_absence() const;
  /// The least whole number that holds; for conditions with a lower bound or `eq`. Others: 0.
  double least_whole() const;
  /// The greatest number that a result is compared with: beyond it nothing changes.
  double greatest() const;
  /// Some number from 0 to `most` holds, and some does not; `whole`: of whole numbers.
  bool decides(double most, bool whole) const;

 private:
  struct Criterion {
    Operator op = Operator::kGte;
    double number = 0;
  };
  std::array<Criterion, kMaxCriteria> criteria_;
  std::size_t size_ = 0;
};

}  // namespace picket
