#include "pipeline_core/hub_watch/shared_credentials.h"

#include <utility>

#include "agent_core/base/hash.h"

namespace picket {
namespace {

constexpr std::size_t kSmallest = 64;

}  // namespace

std::size_t SharedCredentials::place_of(std::uint64_t credential) const {
  std::size_t at = mix64(credential) & (table_.size() - 1);
  while (table_[at].credential != 0 && table_[at].credential != credential) at = (at + 1) & (table_.size() - 1);
  return at;
}

/// Twice as many places as credentials in use need, so that places of unused ones are won back.
void SharedCredentials::grow() {
  std::size_t used = 0;
  for (const Entry& entry : table_) used += entry.users == 0 ? 0 : 1;
  std::size_t places = kSmallest;
  while (places < used * 2 + 2) places *= 2;
  const std::vector<Entry> before = std::exchange(table_, std::vector<Entry>(places));
  taken_ = used;
  for (const Entry& entry : before) {
    if (entry.users != 0) table_[place_of(entry.credential)] = entry;
  }
}

void SharedCredentials::add(DeviceId device, std::uint64_t credential, std::vector<DeviceId>& affected) {
  if (credential == 0) return;
  if ((taken_ + 1) * 4 > table_.size() * 3) grow();
  Entry& entry = table_[place_of(credential)];
  if (entry.credential == 0) ++taken_;
  entry.credential = credential;
  if (entry.users == 1) affected.emplace_back(entry.devices);
  ++entry.users;
  entry.devices ^= device.value();
}

void SharedCredentials::remove(DeviceId device, std::uint64_t credential, std::vector<DeviceId>& affected) {
  if (credential == 0) return;
  Entry& entry = table_[place_of(credential)];
  --entry.users;
  entry.devices ^= device.value();
  if (entry.users == 1) affected.emplace_back(entry.devices);
}

void SharedCredentials::set(DeviceId device, std::uint64_t primary, std::uint64_t secondary,
                            std::vector<DeviceId>& affected) {
  affected.push_back(device);
  if (device.value() >= of_.size()) of_.resize(device.value() + std::size_t{1});
  const Pair now{primary, secondary == primary ? 0 : secondary};
  const Pair before = std::exchange(of_[device.value()], now);
  if (before == now) return;
  for (const std::uint64_t credential : before) remove(device, credential, affected);
  for (const std::uint64_t credential : now) add(device, credential, affected);
}

bool SharedCredentials::shares(DeviceId device) const {
  if (device.value() >= of_.size()) return false;
  for (const std::uint64_t credential : of_[device.value()]) {
    if (credential != 0 && table_[place_of(credential)].users > 1) return true;
  }
  return false;
}

}  // namespace picket
