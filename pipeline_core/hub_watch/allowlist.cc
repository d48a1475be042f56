#include "pipeline_core/hub_watch/allowlist.h"

#include <algorithm>
#include <string>

#include "agent_core/base/check.h"

namespace picket {
namespace {

std::vector<std::uint64_t> hashes_of(const std::vector<std::string>& names) {
  std::vector<std::uint64_t> hashes;
  hashes.reserve(names.size());
  for (const std::string& name : names) hashes.push_back(fnv1a(name));
  std::sort(hashes.begin(), hashes.end());
  return hashes;
}

/// Hash of the last part of a path; nothing where no name could be read.
std::optional<std::uint64_t> base_name_hash(const ProcessRecord& process, const TextTable& texts) {
  std::string image = texts.render(process.executable);
  if (image.empty()) {
    image = texts.render(process.commandline);
    image.resize(std::min(image.find(' '), image.size()));
  }
  const std::string_view name = std::string_view(image).substr(image.rfind('/') + 1);  // npos + 1 is 0: the whole text
  if (name.empty()) return std::nullopt;
  return fnv1a(name);
}

}  // namespace

Allowlist::Allowlist(const SecurityGroup& group) {
  for (std::size_t i = 0; i < kAllowlistRules; ++i) {
    const AllowlistRule& rule = group.allowlist_rules[i];
    if (!rule.is_enabled) continue;
    enabled_ |= 1U << i;
    switch (static_cast<CustomRule>(kTimeWindowRules + i)) {
      case CustomRule::kConnectionToIpNotAllowed:
        for (const std::string& value : rule.allowlist_values) {
          const auto block = Cidr::parse(value);
          PICKET_CHECK(block.has_value(), "no address or block:", value);
          blocks_.push_back(*block);
        }
        break;
      case CustomRule::kLocalUserNotAllowed:
        users_ = hashes_of(rule.allowlist_values);
        break;
      default:
        processes_ = hashes_of(rule.allowlist_values);
        break;
    }
  }
}

std::optional<CustomRule> Allowlist::broken_by(const Observation& observation, const TextTable& texts) const {
  if (const auto* n = std::get_if<NetworkRecord>(&observation.record)) {
    if (!enabled(CustomRule::kConnectionToIpNotAllowed) || n->direction != Direction::kOutbound) return std::nullopt;
    const bool listed = std::any_of(blocks_.begin(), blocks_.end(),
                                    [&](const Cidr& block) { return block.contains(n->remote_address); });
    if (!listed) return CustomRule::kConnectionToIpNotAllowed;
  } else if (const auto* l = std::get_if<LoginRecord>(&observation.record)) {
    if (!enabled(CustomRule::kLocalUserNotAllowed) || l->operation != LoginOperation::kLogin) return std::nullopt;
    if (!std::binary_search(users_.begin(), users_.end(), texts.hash(l->user_name)))
      return CustomRule::kLocalUserNotAllowed;
  } else if (const auto* p = std::get_if<ProcessRecord>(&observation.record)) {
    if (!enabled(CustomRule::kProcessNotAllowed) || p->operation != ProcessOperation::kExec) return std::nullopt;
    if (const auto name = base_name_hash(*p, texts); name && !std::binary_search(processes_.begin(), processes_.end(), *name))
      return CustomRule::kProcessNotAllowed;
  }
  return std::nullopt;
}

}  // namespace picket
