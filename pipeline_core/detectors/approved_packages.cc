#include "pipeline_core/detectors/approved_packages.h"

#include "agent_core/base/hash.h"
#include "agent_core/base/text.h"

namespace picket {

void ApprovedPackages::add(std::string_view name, std::string_view version) {
  hashes_.insert(hash_combine(fnv1a(name), fnv1a(version)));
}

bool ApprovedPackages::is_approved(const PackageRecord& package, const TextTable& texts) const {
  return empty() || hashes_.contains(hash_combine(texts.hash(package.name), texts.hash(package.version)));
}

}  // namespace picket
