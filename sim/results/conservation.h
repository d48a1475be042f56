#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "sim/results/study_result.h"

namespace picket::sim {

/// A counter as balances keep it: they subtract.
constexpr std::int64_t signed_count(std::uint64_t n) { return static_cast<std::int64_t>(n); }

/// How much one step of the way lost, by reason.
struct DropCount {
  std::string reason;
  std::int64_t count = 0;
};

/// What went into one step of the way and what became of it.
struct StageBalance {
  std::string stage;
  std::int64_t produced = 0;   ///< came in, each once
  std::int64_t copies = 0;     ///< further copies made by retries
  std::int64_t delivered = 0;  ///< went on to the next step
  std::int64_t held = 0;       ///< still there when the run ended
  std::vector<DropCount> dropped;
  /// False where the step's input is more than the step before hands over (it starts a new count).
  bool continues = true;

  /// Adds to the reason's count; the reason appears even if `count` is 0.
  void drop(std::string_view reason, std::int64_t count);
  std::int64_t dropped_total() const;
  /// What cannot be accounted for; 0 in a sound run, negative if something appeared from nowhere.
  std::int64_t missing() const { return produced + copies - delivered - held - dropped_total(); }
};

struct Imbalance {
  std::string stage;
  std::int64_t missing = 0;
  std::string says;  ///< the sum, spelled out
};

/// The second law of a run: nothing disappears. At each step
/// produced + retry copies = delivered + held + dropped by each reason, and each step takes in what
/// the one before delivered.
///
/// Input:  the counters of a run, for one unit of count ("raw events", "messages").
/// Output: `check()`, empty in a sound run; rows of losses for the report.
class ConservationLedger {
 public:
  explicit ConservationLedger(std::string unit) : unit_(std::move(unit)) {}

  /// The stage of that name, added at the end of the way if it is new. The reference stays valid.
  StageBalance& stage(std::string_view name);
  const std::deque<StageBalance>& stages() const { return stages_; }
  const std::string& unit() const { return unit_; }

  std::vector<Imbalance> check() const;
  /// One row for each stage and reason, in order, zero rows left out.
  std::vector<DropRow> drop_rows(double device_days) const;

 private:
  std::string unit_;
  std::deque<StageBalance> stages_;
};

}  // namespace picket::sim
