#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <tuple>

#include "pipeline_core/findings/recommendation.h"
#include "pipeline_core/pipeline.h"

namespace picket::sim {

/// The recommendations that are active when the measured period begins: what the pipeline said in the warm-up and has
/// not taken back. Their rows are in the workspace from before, and no part of the measured period's bill.
///
/// State:  at most `kMax`; later ones are counted and left out.
class StandingRecommendations final : public FindingSink {
 public:
  static constexpr std::size_t kMax = 200'000;

  /// While a pipeline learns, it raises nothing.
  void on_finding(const Finding&) override {}
  void on_recommendation(const Recommendation& change) override;

  using Key = std::tuple<DeviceId, RecommendationType, std::string>;
  const std::map<Key, Recommendation>& active() const { return active_; }
  std::uint64_t not_kept() const { return not_kept_; }

 private:
  std::map<Key, Recommendation> active_;
  std::uint64_t not_kept_ = 0;
};

}  // namespace picket::sim
