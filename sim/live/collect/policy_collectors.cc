#include "sim/live/collect/policy_collectors.h"

#include "sim/live/collect/connections.h"
#include "sim/live/collect/file_changes.h"
#include "sim/live/collect/logins.h"
#include "sim/live/collect/process_connector.h"
#include "sim/live/collect/process_polling.h"

namespace picket::sim {
namespace {

void open_processes(const Policy& policy, PolicyCollectors& opened) {
  if (policy.process_sensor == ProcessSensor::kNone) return;
  if (policy.process_sensor == ProcessSensor::kAuditd) {
    opened.notes.emplace_back("process: auditd is not read; the process connector stands in for it");
  }
  if (policy.process_sensor != ProcessSensor::kPolling) {
    auto connector = ProcessConnector::open();
    if (connector) {
      opened.collectors.push_back(std::move(connector).value());
      return;
    }
    opened.notes.push_back("process: " + connector.error() + "; /proc is polled every 100 ms instead, which misses "
                           "processes that live shorter");
  }
  opened.collectors.push_back(std::make_unique<ProcessPolling>());
}

void open_network(const Policy& policy, PolicyCollectors& opened) {
  if (policy.network_sensor == NetworkSensor::kNone) return;
  opened.notes.push_back("network: the kernel's list of sockets stands in for " +
                         std::string(to_string(policy.network_sensor)));
  std::string problem;
  SocketSource source(true, &problem);
  if (!problem.empty()) {
    opened.notes.push_back("network: " + problem + "; /proc/net is read instead, which has no byte counts");
  }
  opened.collectors.push_back(std::make_unique<Connections>(std::move(source), Connections::Settings{}));
}

void open_logins(const Policy& policy, PolicyCollectors& opened) {
  if (policy.login_sensor == LoginSensor::kNone) return;
  if (policy.login_sensor != LoginSensor::kUtmp) {
    opened.notes.push_back("login: wtmp, btmp and the authentication log stand in for " +
                           std::string(to_string(policy.login_sensor)));
  }
  opened.collectors.push_back(std::make_unique<Logins>());
}

void open_files(const Policy& policy, const std::vector<std::string>& own_paths, PolicyCollectors& opened) {
  FileChanges::Settings settings;
  settings.paths = policy.file_paths;
  settings.recursive = policy.file_recursive;
  settings.excluded.insert(settings.excluded.end(), own_paths.begin(), own_paths.end());
  auto files = FileChanges::open(settings);
  if (!files) {
    opened.notes.push_back("file: " + files.error());
    return;
  }
  const std::uint64_t unwatched = files.value()->missed()[Missed::kFolderNotWatched];
  if (unwatched != 0) opened.notes.push_back("file: " + std::to_string(unwatched) + " folders cannot be watched");
  opened.collectors.push_back(std::move(files).value());
}

}  // namespace

PolicyCollectors open_collectors(const Policy& policy, const std::vector<std::string>& own_paths) {
  PolicyCollectors opened;
  if (policy.of(EventKind::kProcess).collect) open_processes(policy, opened);
  if (policy.of(EventKind::kNetwork).collect) open_network(policy, opened);
  if (policy.of(EventKind::kLogin).collect) open_logins(policy, opened);
  if (policy.of(EventKind::kFile).collect) open_files(policy, own_paths, opened);
  for (const EventKind kind : {EventKind::kDns, EventKind::kPeripheral}) {
    if (policy.of(kind).collect) opened.notes.push_back(std::string(to_string(kind)) + ": no collector on this host");
  }
  return opened;
}

}  // namespace picket::sim
