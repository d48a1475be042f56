#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <ctime>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "tests/sim/results/temporary_folder.h"
#include "tests/support/hub/event_hub_double.h"
#include "tests/support/hub/https_server.h"
#include "tests/support/hub/hub_double.h"
#include "tests/support/hub/hub_routing.h"
#include "tests/support/hub/registry_front.h"

namespace picket::sim::test {

inline std::string bytes_of_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// The program `picket` in a process of its own, in `folder`; its words go to files there. Ends with the object.
class RunningPicket {
 public:
  RunningPicket(const std::string& folder, std::vector<std::string> arguments, const std::string& name) : out_(folder + "/" + name + ".out"), err_(folder + "/" + name + ".err") {
    process_ = ::fork();
    if (process_ != 0) return;
    for (const auto& [path, stream] : {std::pair(out_, STDOUT_FILENO), std::pair(err_, STDERR_FILENO)}) {
      ::dup2(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), stream);
    }
    if (::chdir(folder.c_str()) != 0) ::_exit(126);
    arguments.insert(arguments.begin(), PICKET_PROGRAM);
    std::vector<char*> words;
    for (std::string& argument : arguments) words.push_back(argument.data());
    words.push_back(nullptr);
    ::execv(PICKET_PROGRAM, words.data());
    ::_exit(127);
  }
  ~RunningPicket() {
    if (process_ > 0) end(SIGKILL);
  }
  RunningPicket(const RunningPicket&) = delete;
  RunningPicket& operator=(const RunningPicket&) = delete;

  void kill(int signal) const { ::kill(process_, signal); }
  /// Its exit code, or minus the signal that it died of.
  int wait() {
    int status = 0;
    ::waitpid(process_, &status, 0);
    process_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }
  int end(int signal) {
    kill(signal);
    return wait();
  }
  /// A line of /proc/PID/status, in KiB.
  double memory(const std::string& key) const {
    std::ifstream file("/proc/" + std::to_string(process_) + "/status");
    for (std::string line; std::getline(file, line);) {
      if (line.starts_with(key + ":")) return std::strtod(line.c_str() + key.size() + 1, nullptr);
    }
    return 0;
  }
  /// Seconds of a core so far, user and system.
  double cpu_seconds() const {
    const std::string stat = bytes_of_file("/proc/" + std::to_string(process_) + "/stat");
    std::istringstream in(stat.substr(stat.rfind(')') + 2));
    std::string word;
    double ticks = 0;
    for (int field = 3; field <= 15 && in >> word; ++field) {
      if (field == 14 || field == 15) ticks += std::strtod(word.c_str(), nullptr);
    }
    return ticks / static_cast<double>(::sysconf(_SC_CLK_TCK));
  }
  std::string out() const { return bytes_of_file(out_); }
  std::string err() const { return bytes_of_file(err_); }

 private:
  std::string out_;
  std::string err_;
  pid_t process_ = -1;
};

/// A whole hub: registry, front door and built-in endpoint. The registry tells the front door who is new; what devices have sent is at the
/// endpoint once carry() was called.
class WholeHub {
 public:
  explicit WholeHub(const std::string& folder)
      : certificates_(folder),
        hub_(folder, certificates_, "nobody sas bm9ib2R5\n"),
        server_(certificates_.path("chain.pem"), certificates_.path("leaf.key"), [this](const hub_double::HttpRequest& request) { return answer(request); }),
        endpoint_(certificates_, 2) {}

  static std::string policy_key() { return "12345678901234567890123456789012"; }
  static std::string policy_key_base64() { return "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI="; }
  /// Into files that their owner alone can read, as the programs want them.
  static void write_secret(const std::string& path, const std::string& text) {
    std::ofstream(path) << text << '\n';
    ASSERT_EQ(::chmod(path.c_str(), 0600), 0);
  }
  void write_connections(const std::string& folder) const {
    write_secret(folder + "/registry.txt",
                 std::string("HostName=") + HubDouble::kHost + ";SharedAccessKeyName=registryReadWrite;SharedAccessKey=" + policy_key_base64());
    write_secret(folder + "/endpoint.txt", EventHubDouble::connection_string());
  }
  /// What the programs need to find the doubles in place of the hub.
  std::vector<std::string> fleet_options() const {
    return {"--roots", certificates_.path("root.pem"), "--address", "127.0.0.1", "--port", std::to_string(hub_.port()), "--registry-port", std::to_string(server_.port())};
  }
  std::vector<std::string> pipeline_options() const {
    return {"--roots", certificates_.path("root.pem"), "--address", "127.0.0.1", "--port", std::to_string(endpoint_.port())};
  }

  /// Everything that devices have sent and that is not there yet, to the endpoint.
  std::size_t carry() {
    const std::vector<HubEvent> events = hub_.events();
    std::vector<StoredEvent> stored;
    for (; carried_ < events.size(); ++carried_) stored.push_back(routed(events[carried_], static_cast<std::int64_t>(std::time(nullptr)) * 1'000));
    endpoint_.append(0, stored);
    return stored.size();
  }
  EventHubDouble& endpoint() { return endpoint_; }
  HubDouble& hub() { return hub_; }
  /// Keys of all identities that ever were, in base64.
  std::set<std::string> keys() const {
    const std::lock_guard lock(mutex_);
    std::set<std::string> out;
    for (const auto& [identity, key] : told_) out.insert(key);
    return out;
  }

 private:
  hub_double::HttpAnswer answer(const hub_double::HttpRequest& request) {
    hub_double::HttpAnswer out = front_.answer(request);
    for (const auto& [identity, key] : front_.identities()) {
      const std::lock_guard lock(mutex_);
      if (!told_.emplace(identity, key).second) continue;
      EXPECT_EQ(hub_.order("identity " + identity + " sas " + key), "ok");
    }
    return out;
  }

  HubCertificates certificates_;
  HubDouble hub_;
  hub_double::RegistryFront front_{HubDouble::kHost, {{"registryReadWrite", policy_key()}}, [] { return std::time(nullptr); }};
  mutable std::mutex mutex_;
  std::map<std::string, std::string> told_;
  HttpsServer server_;
  EventHubDouble endpoint_;
  std::size_t carried_ = 0;
};

}  // namespace picket::sim::test
