#include "sim/experiment/memory_budget.h"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <utility>

namespace picket::sim {
namespace {

/// The number after a word at the start of a line.
std::optional<std::uint64_t> number_after(const std::string& path, const std::string& word) {
  std::ifstream file(path);
  std::string line;
  for (int lines = 0; lines < 1'000 && std::getline(file, line); ++lines) {
    std::istringstream fields(line);
    std::string first;
    std::uint64_t value = 0;
    if (fields >> first >> value && first == word) return value;
  }
  return std::nullopt;
}

std::optional<std::uint64_t> number_in(const std::string& path) {
  std::ifstream file(path);
  std::uint64_t value = 0;
  if (file >> value) return value;
  return std::nullopt;  // also the word "max"
}

/// "/user.slice/session-1.scope" of the line "0::/user.slice/session-1.scope".
std::string own_group(const std::string& root) {
  std::ifstream file(root + "/proc/self/cgroup");
  std::string line;
  while (std::getline(file, line)) {
    if (line.starts_with("0::/")) return line.substr(3);
  }
  return {};
}

}  // namespace

std::optional<std::uint64_t> available_memory(const std::string& root) {
  std::optional<std::uint64_t> least;
  if (const auto kilobytes = number_after(root + "/proc/meminfo", "MemAvailable:")) least = *kilobytes * 1'024;
  std::string group = own_group(root);
  while (true) {
    const std::string folder = root + "/sys/fs/cgroup" + (group == "/" ? "" : group);
    const auto most = number_in(folder + "/memory.max");
    const auto used = number_in(folder + "/memory.current");
    if (most && used) {
      // Cached files are counted as used, and given up when memory is wanted.
      const std::uint64_t cached = number_after(folder + "/memory.stat", "inactive_file").value_or(0);
      const std::uint64_t held = *used - std::min(*used, cached);
      const std::uint64_t left = *most - std::min(*most, held);
      least = least ? std::min(*least, left) : left;
    }
    if (group.empty() || group == "/") return least;
    group = group.substr(0, group.rfind('/'));
  }
}

std::uint64_t estimated_memory(const Scenario& scenario, const MemoryEstimate& estimate) {
  std::uint64_t devices = 0;
  for (const FleetGroup& group : scenario.fleet) devices += group.count;
  return estimate.process_bytes + devices * scenario.policies.size() * estimate.device_policy_bytes;
}

unsigned processes_that_fit(unsigned wanted, std::uint64_t available, std::uint64_t each) {
  const std::uint64_t usable = available - available / 10;
  const std::uint64_t fit = usable / std::max<std::uint64_t>(1, each);
  return static_cast<unsigned>(std::clamp<std::uint64_t>(fit, 1, std::max(1U, wanted)));
}

MemoryNeed::MemoryNeed(std::vector<std::uint64_t> estimates) : estimates_(std::move(estimates)), left_(estimates_.begin(), estimates_.end()) {}

void MemoryNeed::ended(std::size_t simulation, std::optional<std::uint64_t> measured) {
  const std::uint64_t estimate = estimates_.at(simulation);
  if (const auto found = left_.find(estimate); found != left_.end()) left_.erase(found);
  if (!measured) return;
  measured_ = std::max(measured_, *measured);
  largest_measured_ = std::max(largest_measured_, estimate);
}

std::uint64_t MemoryNeed::each() const {
  const std::uint64_t largest_left = left_.empty() ? 0 : *left_.rbegin();
  return measured_ + (largest_left > largest_measured_ ? largest_left - largest_measured_ : 0);
}

}  // namespace picket::sim
