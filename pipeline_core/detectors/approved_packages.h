#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_set>

#include "agent_core/message/record.h"

namespace picket {

/// The packages that may be installed, by name and version, as whoever runs the fleet approves them.
///
/// Model:  an empty list approves everything: without a list nothing can be unapproved.
/// State:  8 bytes a package and the set's overhead.
/// Limits: compares 64-bit hashes of name and version; vendor is not compared.
/// Source: sim.sbom_unapproved, A35 of workloads.md 3.3.
class ApprovedPackages {
 public:
  void add(std::string_view name, std::string_view version);
  bool empty() const { return hashes_.empty(); }
  bool is_approved(const PackageRecord& package, const TextTable& texts) const;

 private:
  std::unordered_set<std::uint64_t> hashes_;  ///< never iterated
};

}  // namespace picket
