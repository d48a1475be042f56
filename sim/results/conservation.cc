#include "sim/results/conservation.h"

#include <fmt/core.h>

#include <algorithm>

#include "agent_core/base/check.h"

namespace picket::sim {
namespace {

bool has_negative(const StageBalance& stage) {
  return stage.produced < 0 || stage.copies < 0 || stage.delivered < 0 || stage.held < 0 ||
         std::any_of(stage.dropped.begin(), stage.dropped.end(), [](const DropCount& drop) { return drop.count < 0; });
}

std::string spell_out(const StageBalance& stage, const std::string& unit) {
  return fmt::format("{}: {} produced + {} copies, but {} delivered + {} held + {} dropped; {} {} missing", stage.stage,
                     stage.produced, stage.copies, stage.delivered, stage.held, stage.dropped_total(), stage.missing(),
                     unit);
}

}  // namespace

void StageBalance::drop(std::string_view reason, std::int64_t count) {
  for (DropCount& known : dropped) {
    if (known.reason == reason) {
      known.count += count;
      return;
    }
  }
  dropped.push_back({std::string(reason), count});
}

std::int64_t StageBalance::dropped_total() const {
  std::int64_t sum = 0;
  for (const DropCount& drop : dropped) sum += drop.count;
  return sum;
}

StageBalance& ConservationLedger::stage(std::string_view name) {
  for (StageBalance& known : stages_) {
    if (known.stage == name) return known;
  }
  stages_.emplace_back();
  stages_.back().stage = name;
  return stages_.back();
}

std::vector<Imbalance> ConservationLedger::check() const {
  std::vector<Imbalance> found;
  const StageBalance* before = nullptr;
  for (const StageBalance& stage : stages_) {
    if (stage.missing() != 0) found.push_back({stage.stage, stage.missing(), spell_out(stage, unit_)});
    if (has_negative(stage)) found.push_back({stage.stage, 0, fmt::format("{}: a count is negative", stage.stage)});
    if (before != nullptr && stage.continues && before->delivered != stage.produced) {
      found.push_back({stage.stage, before->delivered - stage.produced,
                       fmt::format("{} delivered {} {}, but {} took in {}", before->stage, before->delivered, unit_,
                                   stage.stage, stage.produced)});
    }
    before = &stage;
  }
  return found;
}

std::vector<DropRow> ConservationLedger::drop_rows(double device_days) const {
  PICKET_CHECK(device_days > 0, "device_days", device_days);
  std::vector<DropRow> rows;
  for (const StageBalance& stage : stages_) {
    for (const DropCount& drop : stage.dropped) {
      if (drop.count == 0) continue;
      rows.push_back({stage.stage, drop.reason, static_cast<double>(drop.count) / device_days});
    }
  }
  return rows;
}

}  // namespace picket::sim
