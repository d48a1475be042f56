#include "sim/live/fit/fitted_fleet.h"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

#include "sim/statistics/ratio_estimate.h"

namespace picket::sim {
namespace {

constexpr std::size_t kLeastForSigma = 10;
constexpr double kLargestSigma = 1.5;  ///< beyond it a class is no class; our estimate

using Members = std::vector<PresentDevice>;

ClassTraits traits_of(const ObservedDevice& device) {
  const ObservedReports& r = device.reports;
  return {device.encoding, device.guess, device.module, r.os_name, r.hardware_vendor, r.hardware_model, 0};
}

bool has_words(const ClassTraits& traits) { return traits.os_name != 0 || traits.hardware_vendor != 0 || traits.hardware_model != 0; }

double hours_of(const PresentDevice& d) { return std::max(0.0, (d.presence.to - d.presence.from).to_seconds() / 3'600); }

/// Those who said nothing of themselves go to the only group with their form.
void join_wordless(std::map<ClassTraits, Members>& groups, const ClassTraits& wordless) {
  auto only = groups.end();
  for (auto it = groups.begin(); it != groups.end(); ++it) {
    const ClassTraits& other = it->first;
    if (!has_words(other) || std::tie(other.encoding, other.guess, other.module) != std::tie(wordless.encoding, wordless.guess, wordless.module)) continue;
    if (only != groups.end()) return;
    only = it;
  }
  if (only == groups.end()) return;
  Members& from = groups.at(wordless);
  only->second.insert(only->second.end(), from.begin(), from.end());
  groups.erase(wordless);
}

/// By what they lack.
std::map<std::uint32_t, Members> split_by_sorts(const Members& members, double least_expected) {
  std::map<std::uint32_t, Members> out;
  double hours = 0;
  std::array<double, kEventSorts> hits{};
  for (const PresentDevice& d : members) {
    hours += hours_of(d);
    for (std::size_t s = 0; s < kEventSorts; ++s) hits[s] += d.device->sorts[s] ? d.device->sorts[s]->hits : 0;
  }
  for (const PresentDevice& d : members) {
    std::uint32_t lacks = 0;
    for (std::size_t s = 0; s < kEventSorts; ++s) {
      if (d.device->sorts[s] == nullptr && hours > 0 && hits[s] / hours * hours_of(d) >= least_expected) lacks |= 1U << s;
    }
    out[lacks].push_back(d);
  }
  return out;
}

IntervalEstimate messages_of(const Members& members) {
  std::vector<double> messages;
  std::vector<double> days;
  for (const PresentDevice& d : members) {
    if (hours_of(d) <= 0) continue;
    messages.push_back(static_cast<double>(d.device->messages));
    days.push_back(hours_of(d) / 24);
  }
  return messages.empty() ? IntervalEstimate{} : cut_to(kNotNegative, ratio_estimate(messages, days));
}

void take_unread_executions(FittedClass& c) {
  const auto find = [&c](EventSort sort) { return std::ranges::find(c.rates, sort, &FittedRate::sort); };
  const auto execs = find(EventSort::kExec);
  const auto forks = find(EventSort::kFork);
  if (execs == c.rates.end() || forks == c.rates.end()) return;
  constexpr double kMerged = 0.5;
  constexpr double kMostForks = 3;  // more than that are processes of their own; our estimate
  if (forks->merged < kMerged || forks->per_hour <= execs->per_hour || forks->per_hour > kMostForks * execs->per_hour) return;
  execs->unread_forks = (forks->per_hour - execs->per_hour) / 2;
  const double factor = 1 + execs->unread_forks / execs->per_hour;
  execs->per_hour *= factor;
  execs->interval.high *= factor;
}

void fit_class(FittedClass& c) {
  for (const PresentDevice& d : c.devices) c.device_hours += hours_of(d);
  c.messages_per_day = messages_of(c.devices);
  const FittedRate* most = nullptr;
  const FittedRate* seasonal = nullptr;
  for (std::size_t s = 0; s < kEventSorts; ++s) {
    if (auto rate = fit_rate(static_cast<EventSort>(s), c.devices)) c.rates.push_back(std::move(*rate));
  }
  take_unread_executions(c);
  for (const FittedRate& rate : c.rates) {
    if (most == nullptr || rate.events > most->events) most = &rate;
    if (rate.season && rate.season->profile != "flat" && (seasonal == nullptr || rate.events > seasonal->events)) seasonal = &rate;
  }
  if (seasonal != nullptr) c.season = *seasonal->season;
  for (FittedRate& rate : c.rates) {
    if (seasonal == nullptr || !rate.season) continue;
    const TimeSeries series = series_of(rate.sort, c.devices);
    rate.is_seasonal = explained_by(series, c.season.profile, c.season.utc_offset_hours) >= kLeastExplained;
    if (rate.is_seasonal) rate.season_mean = mean_multiplier(series, c.season.profile, c.season.utc_offset_hours);
  }
  if (most == nullptr || most->basis != RateBasis::kDevices || c.devices.size() < kLeastForSigma) return;
  c.is_sigma_known = true;
  c.rate_sigma = std::min(kLargestSigma, std::sqrt(std::log1p(most->spread)));
}

}  // namespace

const FittedRate* FittedClass::find(EventSort sort) const {
  const auto found = std::ranges::find(rates, sort, &FittedRate::sort);
  return found == rates.end() ? nullptr : &*found;
}

FittedFleet fit_fleet(const StreamFit& stream, const FleetFitSettings& settings) {
  FittedFleet fleet;
  bool first = true;
  for (const auto& [partition, span] : stream.spans()) {
    fleet.begin = first ? span.begin : std::min(fleet.begin, span.begin);
    fleet.end = first ? span.end : std::max(fleet.end, span.end);
    first = false;
  }
  std::map<ClassTraits, Members> groups;
  for (const ObservedDevice& device : stream.devices()) {
    if (device.messages == 0) {
      ++fleet.silent_devices;
      continue;
    }
    groups[traits_of(device)].push_back({&device, presence_of(device, stream.spans().at(device.partition))});
  }
  std::vector<ClassTraits> wordless;
  for (const auto& [traits, members] : groups) {
    if (!has_words(traits)) wordless.push_back(traits);
  }
  for (const ClassTraits& traits : wordless) join_wordless(groups, traits);
  for (const auto& [traits, members] : groups) {
    for (auto& [lacks, part] : split_by_sorts(members, settings.least_expected)) {
      FittedClass c;
      c.traits = traits;
      c.traits.lacks = lacks;
      c.devices = part;
      if (has_words(traits)) {
        c.without_information = static_cast<std::uint32_t>(std::ranges::count_if(part, [](const PresentDevice& d) { return !has_words(traits_of(*d.device)); }));
      }
      fleet.classes.push_back(std::move(c));
    }
  }
  std::ranges::stable_sort(fleet.classes, [](const FittedClass& a, const FittedClass& b) { return a.devices.size() > b.devices.size(); });
  while (fleet.classes.size() > settings.max_classes) {
    ++fleet.classes_left_out;
    fleet.devices_left_out += fleet.classes.back().devices.size();
    fleet.classes.pop_back();
  }
  for (FittedClass& c : fleet.classes) fit_class(c);
  return fleet;
}

}  // namespace picket::sim
