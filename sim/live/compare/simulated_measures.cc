#include "sim/live/compare/simulated_measures.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <numeric>
#include <optional>
#include <set>
#include <utility>

#include "agent_core/base/closest_word.h"
#include "agent_core/base/random.h"
#include "sim/compare/stored_text.h"
#include "sim/experiment/rule_content.h"
#include "sim/experiment/run_files.h"
#include "sim/fleet/fleet.h"
#include "sim/network/latency.h"
#include "sim/network/loss.h"
#include "sim/results/manifest.h"
#include "sim/statistics/quantile.h"

namespace picket::sim {
namespace {

namespace fs = std::filesystem;

constexpr std::uint32_t kDraws = 20'000;

/// The folder with runs/, of a study or of one of its runs.
fs::path study_of(const std::string& path) {
  std::error_code ignored;
  if (!fs::exists(path, ignored)) throw WrongInput(path + ": there is no such folder\n  'picket run' makes one; give it, or out/latest");
  if (fs::is_directory(fs::path(path) / "runs", ignored)) return path;
  if (fs::exists(fs::path(path) / "manifest.json", ignored)) return fs::weakly_canonical(path, ignored).parent_path().parent_path();
  throw WrongInput(path + ": holds no study and is no run\n  a study has a folder runs/, a run a manifest.json: is it one of them, such as out/latest?");
}

std::string listed(const std::set<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

}  // namespace

SimulatedMeasures read_simulated_measures(const std::string& path, const std::string& policy) {
  const fs::path study = study_of(path);
  SimulatedMeasures out;
  out.path = study.string();
  out.policy = policy;
  std::vector<fs::path> folders;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(study / "runs", ignored)) folders.push_back(entry.path());
  std::sort(folders.begin(), folders.end());
  std::set<std::string> policies;
  for (const fs::path& folder : folders) {
    const std::optional<std::string> text = stored_text(folder / "manifest.json");
    std::string why;
    std::optional<ManifestSummary> manifest = text ? parse_manifest(*text, why) : std::nullopt;
    if (text && !manifest) out.remarks.push_back(fmt::format("{}: manifest.json is damaged: it {}", folder.string(), why));
    if (!manifest || manifest->status != "completed") continue;
    policies.insert(manifest->policy);
    if (manifest->policy != policy) continue;
    try {
      LaneResult run = read_run(folder.string());
      if (run.fixed_hub) continue;
      if (run.replication == 0) {
        out.version = manifest->version;
        out.commit = manifest->commit;
        out.seed = manifest->seed;
        out.resolved_scenario = std::move(manifest->resolved_scenario);
        if (fs::is_regular_file(folder / "workspace.sqlite", ignored)) out.workspace = (folder / "workspace.sqlite").string();
      }
      out.runs.push_back(std::move(run));
    } catch (const std::exception& error) {
      out.remarks.push_back(folder.string() + ": cannot be read: " + error.what());
    }
  }
  const std::string damage = out.remarks.empty() ? "" : "\n  " + out.remarks.front();
  if (policies.empty()) throw WrongInput(study.string() + ": holds no complete run" + damage);
  if (!policies.contains(policy)) {
    const std::vector<std::string_view> known(policies.begin(), policies.end());
    const std::string near = closest_word(policy, known);
    throw WrongInput(fmt::format("{}: the live fleet had policy '{}', of which no run is here; there are {}{}{}", study.string(), policy, listed(policies),
                                 near.empty() || near == policy ? "" : "; did you mean '" + near + "'?", damage));
  }
  std::sort(out.runs.begin(), out.runs.end(), [](const LaneResult& a, const LaneResult& b) { return a.replication < b.replication; });
  if (out.runs.empty() || out.runs.front().replication != 0) {
    throw WrongInput(fmt::format("{}: replication 0 of policy '{}' is not here, whose devices a live fleet plays{}", study.string(), policy, damage));
  }
  return out;
}

SimulatedLine simulated_line(const Scenario& scenario, double message_bytes, double messages_per_device_day) {
  TextTable texts;
  const Fleet fleet(scenario, 0, texts);
  std::vector<std::pair<std::string, const AccessNetwork*>> networks;
  for (const auto& [name, network] : scenario.networks) networks.emplace_back(name, &network);
  std::vector<std::uint64_t> devices(networks.size());
  std::vector<std::uint16_t> line_of;
  for (std::uint32_t d = 0; d < fleet.size(); ++d) {
    const Device& device = fleet.device(DeviceId(d));
    if (device.gateway || device.network >= networks.size()) continue;
    ++devices[device.network];
    line_of.push_back(device.network);
  }
  SimulatedLine out;
  if (line_of.empty()) return out;
  std::vector<std::size_t> order(networks.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&devices](std::size_t a, std::size_t b) { return devices[a] > devices[b]; });
  for (const std::size_t n : order) {
    if (devices[n] == 0) continue;
    out.networks.push_back(networks[n].first);
    out.loss_ratio += networks[n].second->loss_ratio * static_cast<double>(devices[n]) / static_cast<double>(line_of.size());
  }
  out.most = out.networks.front();
  const Duration gap = messages_per_device_day > 0 ? Duration::from_seconds(86'400 / messages_per_device_day) : Duration::days(1);
  const Bytes bytes(static_cast<std::int64_t>(message_bytes));
  RandomStream random(scenario.seed, 0, 0, Purpose::kNetworkJitter);
  std::vector<double> delays;
  delays.reserve(kDraws);
  for (std::uint32_t i = 0; i < kDraws; ++i) {
    // Dealt evenly, whatever the order of devices.
    const AccessNetwork& network = *networks[line_of[static_cast<std::size_t>(std::uint64_t{i} * line_of.size() / kDraws)]].second;
    const Duration round_trip = draw_round_trip(network, random);
    const double speed = network.uplink_bandwidth.bits_per_second;
    Duration delay = round_trip + air_time(network, bytes) + wake_up_delay(network, gap) + draw_losses(bytes, network.loss_ratio, round_trip, random.uniform()).delay;
    if (speed > 0) delay += Duration::from_seconds(message_bytes * 8 / speed);
    delays.push_back(delay.to_seconds());
  }
  out.seconds_mean = std::accumulate(delays.begin(), delays.end(), 0.0) / static_cast<double>(delays.size());
  out.seconds_p50 = sample_quantile(delays, 0.5);
  out.seconds_p95 = sample_quantile(std::move(delays), 0.95);
  return out;
}

}  // namespace picket::sim
