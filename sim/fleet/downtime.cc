#include "sim/fleet/downtime.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "sim/fleet/keyed_draws.h"

namespace picket::sim {
namespace {

constexpr std::uint64_t kRebootSalt = 0x7265626f6f74;
constexpr std::uint64_t kPowerSalt = 0x706f776572;
constexpr std::uint64_t kUpdateRebootSalt = 0x757064617465;
/// Beyond any run, so that sums of times stay far from overflow.
constexpr double kNeverSeconds = 1e9;

}  // namespace

DowntimeWalk::DowntimeWalk(const DeviceClass& device_class, std::uint64_t device_key, std::uint64_t site_key,
                           Time epoch, Duration utc_offset, std::vector<Time> updates, std::vector<Downtime> forced)
    : class_(device_class),
      device_key_(key_of(device_key, kRebootSalt)),
      site_key_(key_of(site_key, kPowerSalt)),
      utc_offset_(utc_offset),
      up_(epoch),
      reboot_at_(epoch),
      power_at_(epoch),
      updates_(std::move(updates)),
      forced_(std::move(forced)) {
  std::sort(updates_.begin(), updates_.end());
  std::sort(forced_.begin(), forced_.end(), [](const Downtime& a, const Downtime& b) { return a.start < b.start; });
  advance_reboot();
  advance_power();
}

void DowntimeWalk::advance_reboot() {
  if (class_.reboots_per_30_days <= 0) {
    reboot_at_ = Time::max();
    return;
  }
  KeyedDraws draws(key_of(device_key_, reboot_++));
  const double mean = 30 * 86'400.0 / class_.reboots_per_30_days;
  if (!class_.reboot_at_night) {
    reboot_at_ += Duration::from_seconds(std::min(-std::log(draws.uniform()) * mean, kNeverSeconds));
    return;
  }
  const double nights = std::max(1.0, mean / 86'400);
  const double q = 1 - 1 / nights;
  const double count = q <= 0 ? 1 : 1 + std::floor(std::log(draws.uniform()) / std::log(q));
  const Time local = reboot_at_ + utc_offset_;
  const std::int64_t day = 86'400'000'000;
  const std::int64_t three = 3 * 3'600'000'000LL;
  std::int64_t today = (local.unix_microseconds() / day) * day + three;
  if (today + 1'800'000'000 <= local.unix_microseconds()) today += day;
  if (reboot_ == 1) today -= day;
  const auto ahead = static_cast<std::int64_t>(std::min(count, 10'000.0));
  const Time at = Time::from_unix_microseconds(today + ahead * day) + Duration::from_seconds(draws.uniform() * 1'800);
  reboot_at_ = std::max(reboot_at_ + Duration::minutes(1), at - utc_offset_);
}

void DowntimeWalk::advance_power() {
  if (class_.power_losses_per_year <= 0) {
    power_at_ = Time::max();
    return;
  }
  KeyedDraws draws(key_of(site_key_, power_++));
  const double mean = 365.25 * 86'400 / class_.power_losses_per_year;
  power_at_ += Duration::from_seconds(std::min(-std::log(draws.uniform()) * mean, kNeverSeconds));
}

std::optional<Downtime> DowntimeWalk::next() {
  for (;;) {
    const Time update_at = update_ < updates_.size() ? updates_[update_] : Time::max();
    if (next_forced_ < forced_.size() && forced_[next_forced_].start <= std::min({update_at, power_at_, reboot_at_})) {
      Downtime outage = forced_[next_forced_++];
      outage.start = std::max(outage.start, up_);
      if (outage.end <= outage.start) continue;
      up_ = outage.end;
      return outage;
    }
    const bool update = update_at < std::min(power_at_, reboot_at_);
    const bool power = !update && power_at_ <= reboot_at_;
    const Time start = update ? update_at : power ? power_at_ : reboot_at_;
    if (start == Time::max()) return std::nullopt;
    const std::uint64_t key = update  ? key_of(device_key_, update_, kUpdateRebootSalt)
                              : power ? key_of(site_key_, power_, 1)
                                      : key_of(device_key_, reboot_, 1);
    const double seconds =
        quantile_of(power ? class_.power_loss_duration : class_.reboot_duration, KeyedDraws(key).uniform());
    if (update)
      ++update_;
    else if (power)
      advance_power();
    else
      advance_reboot();
    if (start < up_) continue;
    up_ = start + Duration::from_seconds(std::max(1.0, seconds));
    return Downtime{start, up_, power, update};
  }
}

}  // namespace picket::sim
