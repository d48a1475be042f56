#include "sim/fleet/compiled_class.h"

#include <algorithm>

#include "agent_core/base/check.h"
#include "agent_core/base/hash.h"
#include "sim/fleet/address_space.h"
#include "sim/scenario/type_info.h"

namespace picket::sim {

CompiledPool::CompiledPool(const std::string& name, const RemotePool& pool, std::uint64_t world_key, TextTable& texts)
    : scope_(pool.scope),
      interface_(pool.interface),
      salt_(key_of(world_key, fnv1a(name))),
      universe_(std::max<std::uint32_t>(pool.universe, 1)),
      size_(pool.size),
      churn_per_us_(pool.churn_per_day / 86'400e6) {
  for (const std::string& pattern : pool.names) names_.push_back(intern_text(texts, pattern, ""));
}

Peer CompiledPool::pick(std::uint64_t device_key, const IpAddress& local, std::uint64_t instance_key, Time time) const {
  const std::uint64_t bits = key_of(instance_key, salt_);
  if (scope_ == RemoteScope::kInternet) return {IpAddress::v4(internet_address(bits)), {}, interface_};
  const std::uint64_t home = key_of(device_key, salt_);
  const double size = std::max(1.0, size_(KeyedDraws::to_uniform(home)));
  const double u = KeyedDraws::to_uniform(bits);
  const auto rank = static_cast<std::uint32_t>(size * u * u);
  const std::uint32_t peer = (KeyedDraws::scale(home, universe_) + rank) % universe_;
  if (scope_ == RemoteScope::kLan) {
    const std::uint32_t network = local.is_private() ? local.v4_value() & 0xffffff00U : 0xc0a80100U;
    return {IpAddress::v4(network | (1 + peer % 9)), {}, interface_};
  }
  const std::uint64_t peer_key = key_of(salt_, peer);
  const double age = static_cast<double>(time.unix_microseconds()) * churn_per_us_ + KeyedDraws::to_uniform(peer_key);
  Peer result{IpAddress::v4(cloud_address(key_of(peer_key, static_cast<std::uint64_t>(age)))), {}, interface_};
  if (!names_.empty()) {
    const TemplateText& name = names_[peer % names_.size()];
    result.name = name.text;
    if (name.slot == TemplateText::Slot::kNumber) result.name.parameter = peer;
  }
  return result;
}

CompiledStep::CompiledStep(const Step& step, TextTable& texts)
    : maker(step, texts), count(step.count), gap(step.gap), probability(step.probability) {
  const bool once_per_text = step.count == Distribution::constant(0) && step.pick == Pick::kInOrder;
  if (once_per_text)
    count = QuantileTable(Distribution::constant(std::max(1.0, static_cast<double>(maker.text_count()))));
}

int SeasonTable::index_of(const std::string& name) {
  const auto found = std::find(names_.begin(), names_.end(), name);
  if (found != names_.end()) return static_cast<int>(found - names_.begin());
  const auto profile = Seasonality::profile(name);
  PICKET_CHECK(profile.has_value(), "unknown seasonality", name);
  names_.push_back(name);
  profiles_.push_back(*profile);
  return static_cast<int>(names_.size()) - 1;
}

namespace {

int season_of(const std::string& name, SeasonTable& seasons) {
  if (name == "group") return -2;
  const int index = seasons.index_of(name);
  return seasons.at(static_cast<std::size_t>(index)).flat() ? -1 : index;
}

CompiledActivity compile_activity(const std::string& name, const Activity& a, const DeviceClass& device_class,
                                  SeasonTable& seasons, TextTable& texts) {
  CompiledActivity result;
  result.salt = fnv1a(name);
  result.timing = a.timing;
  result.period = a.period.to_seconds();
  result.jitter = a.jitter;
  result.cron_period = std::max(a.period, Duration::minutes(1));
  result.at = a.at;
  result.spread = a.spread.to_seconds();
  result.burst_mean_gap = a.per_hour > 0 ? 3'600 * a.burst_size / a.per_hour : 0;
  result.burst_size = a.burst_size;
  result.burst_gap = QuantileTable(a.burst_gap);
  result.seasonality = season_of(a.seasonality, seasons);
  result.rate_factor = a.rate_factor;
  result.exposure = a.exposure;
  result.share = a.timing == Timing::kBursts && a.per_hour <= 0 ? 0 : a.share;
  result.odd_only = a.odd_only;
  for (const Step& step : a.script) {
    CompiledStep compiled(step, texts);
    if (!step.remote.empty()) {
      const auto pool = device_class.remotes.find(step.remote);
      PICKET_CHECK(pool != device_class.remotes.end(), "activity", name, "remote", step.remote);
      compiled.pool = static_cast<int>(std::distance(device_class.remotes.begin(), pool));
    }
    result.script.push_back(std::move(compiled));
  }
  return result;
}

}  // namespace

CompiledClass::CompiledClass(const std::string& class_name, const DeviceClass& device_class, std::uint64_t seed,
                             SeasonTable& seasons, TextTable& texts)
    : name(class_name), source(device_class), salt(key_of(seed, fnv1a(class_name))) {
  for (const auto& [pool_name, pool] : source.remotes) pools.emplace_back(pool_name, pool, salt, texts);
  for (const auto& [activity_name, activity] : source.activities)
    activities.push_back(compile_activity(activity_name, activity, source, seasons, texts));
}

namespace {

void check_step(const Step& step, const DeviceClass& c, const std::string& path, std::vector<PartProblem>& out) {
  if (!step.remote.empty() && !c.remotes.contains(step.remote))
    out.push_back({child_path(path, "remote"), "no remote pool is called '" + step.remote + "'"});
  if (step.kind == StepKind::kNetwork && step.remote.empty()) out.push_back({path, "a network step needs a remote"});
  if (step.kind == StepKind::kProcess && step.commandlines.empty()) out.push_back({path, "a process step needs commandlines"});
  if (step.kind == StepKind::kDns && step.names.empty() && step.remote.empty())
    out.push_back({path, "a dns step needs names or a remote"});
  if (step.kind == StepKind::kFile && step.paths.empty()) out.push_back({path, "a file step needs paths"});
  if (step.kind == StepKind::kPeripheral && step.names.empty()) out.push_back({path, "a peripheral step needs names"});
}

}  // namespace

std::vector<PartProblem> problems_of(const DeviceClass& c) {
  std::vector<PartProblem> out;
  for (const auto& [name, activity] : c.activities) {
    const std::string path = child_path("activities", name);
    const std::string script = child_path(path, "script");
    if (activity.script.empty()) out.push_back({script, "has no steps"});
    if (activity.seasonality != "group" && !Seasonality::profile(activity.seasonality))
      out.push_back({child_path(path, "seasonality"), "no profile is called '" + activity.seasonality + "'"});
    if (activity.timing == Timing::kCron && activity.spread >= activity.period)
      out.push_back({child_path(path, "spread"), "must be shorter than the period"});
    if (activity.script.size() > 250) out.push_back({script, "has more than 250 steps"});
    for (std::size_t i = 0; i < activity.script.size(); ++i) check_step(activity.script[i], c, item_path(script, i), out);
  }
  return out;
}

}  // namespace picket::sim
