#pragma once

#include <string>

namespace picket::sim {

/// The reference page of suites in Markdown: their keys, the invariants with all reasons of `no_drop`, and the measures that can
/// be bounded.
std::string suite_reference_markdown();

}  // namespace picket::sim
