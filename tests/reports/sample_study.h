#pragma once

#include <cstdint>
#include <string>

namespace picket {

/// What to make of the sample.
struct SampleOptions {
  std::string title = "Test data: meters and cameras under four policies";
  std::string policy_name = "bundle 5 min";  ///< of the second policy; tests put markup here
  std::uint32_t replications = 20;
  bool fixed_hub = true;
};

/// A result.json with the shape and sizes of a real one. Every number in it is invented by a
/// seeded generator for the tests of the report, and its title says so.
std::string sample_result_json(const SampleOptions& options = {});

}  // namespace picket
