#pragma once

#include <gtest/gtest.h>

#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>

#include "reports/sweep_reader.h"
#include "reports/sweep_sections.h"
#include "tests/reports/sample_sweep.h"

// One section of the page of a sweep alone.

namespace picket {

inline SweepStudy sweep_sample(const SweepSampleOptions& options = {}) {
  auto study = read_sweep(sample_sweep(options).dump());
  if (!study.ok()) throw std::runtime_error(study.error().says);
  return std::move(study).value();
}

inline std::string section_of(const SweepStudy& study, void (*append)(const SweepPageData&, std::string&)) {
  std::string out;
  append({study, alternatives_of(study)}, out);
  return out;
}

inline std::size_t times(std::string_view text, std::string_view part) {
  std::size_t n = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + part.size())) ++n;
  return n;
}

}  // namespace picket
