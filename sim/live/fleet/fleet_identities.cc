#include "sim/live/fleet/fleet_identities.h"

#include <openssl/rand.h>

#include <array>
#include <set>
#include <utility>

#include "agent_core/base/check.h"

namespace picket::sim {
namespace {

constexpr std::size_t kRefusalsTold = 5;

void tell_refusals(const RegistryClient& registry, const std::vector<BulkRefusal>& refused, const std::string& verb,
                   std::vector<std::string>& problems) {
  for (std::size_t i = 0; i < refused.size() && i < kRefusalsTold; ++i) {
    problems.push_back(registry.explained(refused[i].failure, verb + " " + to_text(refused[i].identity)));
  }
  if (refused.size() > kRefusalsTold) problems.push_back("registry: " + verb + ": and " + std::to_string(refused.size() - kRefusalsTold) + " more");
}

/// Asks for all of them; false if any is missing.
bool make_all(RegistryClient& registry, IdentityJournal& journal, const std::vector<NewIdentity>& wanted, std::vector<std::string>& problems) {
  const auto note = [&](std::span<const NewIdentity> part) {
    std::vector<RegistryIdentity> names;
    for (const NewIdentity& one : part) names.push_back(one.identity);
    return journal.note(names);
  };
  const BulkOutcome outcome = registry.create_all(wanted, note);
  std::vector<RegistryIdentity> foreign;
  for (const BulkRefusal& refusal : outcome.refused) {
    if (refusal.failure.refusal == RegistryRefusal::kAlreadyExists) foreign.push_back(refusal.identity);
  }
  if (!journal.retract(foreign)) problems.push_back(journal.error());
  tell_refusals(registry, outcome.refused, "create", problems);
  if (!outcome.ended) return outcome.refused.empty();
  const std::string doing = "create identities, of which " + std::to_string(outcome.done) + " of " + std::to_string(wanted.size()) + " are done";
  const bool disk = outcome.ended->refusal == RegistryRefusal::kStopped && !journal.error().empty();
  problems.push_back(disk ? journal.error() : registry.explained(*outcome.ended, doing));
  return false;
}

}  // namespace

std::string random_identity_prefix() {
  std::array<unsigned char, 8> bytes{};
  PICKET_CHECK(RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) == 1);
  std::string text = "picket-";
  for (const unsigned char byte : bytes) {
    text += "0123456789abcdef"[byte >> 4U];
    text += "0123456789abcdef"[byte & 0xfU];
  }
  return text + "-";
}

std::string device_id_of(const std::string& prefix, std::uint32_t device) {
  std::string number = std::to_string(device);
  if (number.size() < 7) number.insert(0, 7 - number.size(), '0');
  return prefix + number;
}

FleetIdentities make_fleet_identities(RegistryClient& registry, IdentityJournal& journal, std::uint32_t devices, const std::string& module) {
  FleetIdentities fleet;
  std::vector<NewIdentity> own;
  for (std::uint32_t device = 0; device < devices; ++device) own.push_back(with_random_keys({device_id_of(journal.prefix(), device), ""}));
  if (!make_all(registry, journal, own, fleet.problems)) return fleet;
  if (module.empty()) {
    fleet.made = std::move(own);
    return fleet;
  }
  std::vector<NewIdentity> modules;
  for (const NewIdentity& device : own) modules.push_back(with_random_keys({device.identity.device, module}));
  if (make_all(registry, journal, modules, fleet.problems)) fleet.made = std::move(modules);
  return fleet;
}

FleetRemoval remove_fleet_identities(RegistryClient& registry, const std::string& host, IdentityJournal& journal) {
  FleetRemoval removal;
  if (host != journal.host()) {
    removal.problems.push_back(journal.path() + ": is of the hub " + journal.host() + ", and the connection string is of " + host +
                               "; give that of the same hub. Nothing was removed");
    return removal;
  }
  std::vector<RegistryIdentity> devices;
  std::set<std::string> ours;
  for (const RegistryIdentity& identity : journal.identities()) {
    if (identity.module.empty() && ours.insert(identity.device).second) devices.push_back(identity);
  }
  const BulkOutcome outcome = registry.remove_all(devices);
  removal.removed = outcome.done;
  tell_refusals(registry, outcome.refused, "remove", removal.problems);
  if (outcome.ended) {
    removal.problems.push_back(registry.explained(
        *outcome.ended, "remove identities, of which " + std::to_string(outcome.done) + " of " + std::to_string(devices.size()) + " are done"));
  }
  if (removal.problems.empty() && !journal.remove_file()) removal.problems.push_back(journal.error());
  return removal;
}

}  // namespace picket::sim
