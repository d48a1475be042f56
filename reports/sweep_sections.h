#pragma once

#include <string>
#include <vector>

#include "reports/sweep_view.h"

namespace picket {

/// A study of many points as its sections need it.
struct SweepPageData {
  const SweepStudy& study;
  std::vector<Alternative> alternatives;
};

/// Tables end after this many rows and say so; measures.csv has the rest.
inline constexpr std::size_t kMostSweepRows = 400;

/// The parts of the page, in its order; each appends HTML that reads without a script. A part without data appends nothing.

void append_sweep_header(const SweepPageData& data, std::string& out);
void append_sweep_verdict(const SweepPageData& data, std::string& out);
/// What fresh seeds said of the tuner's candidates.
void append_certification(const SweepPageData& data, std::string& out);
void append_front(const SweepPageData& data, std::string& out);
void append_slices(const SweepPageData& data, std::string& out);
/// All points: values, headlines, and how far each was run.
void append_points(const SweepPageData& data, std::string& out);
void append_importance(const SweepPageData& data, std::string& out);
void append_forest(const SweepPageData& data, std::string& out);
void append_convergence(const SweepPageData& data, std::string& out);
void append_search(const SweepPageData& data, std::string& out);
void append_fleet_cost(const SweepPageData& data, std::string& out);
/// Text for a paper, and the command that repeats the study.
void append_methods(const SweepPageData& data, std::string& out);

}  // namespace picket
