// The program `picket live agent` on this host: what it costs where nothing much happens, and that a burst of execs is seen or counted.
// It takes a minute or two, and other programs beside it are load, so only ./check --deep asks for it.

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>

#include "sim/live/collect/process_connector.h"
#include "tests/sim/live/program/live_programs.h"

namespace picket::sim {
namespace {

constexpr double kMostMib = 20;
constexpr double kMostShareOfCore = 0.01;
constexpr std::size_t kExecs = 1'000;

void pass(double seconds) { std::this_thread::sleep_for(std::chrono::duration<double>(seconds)); }

TEST(AgentFootprint, is_small_on_a_host_where_nothing_much_happens) {
  const TemporaryFolder folder;
  const test::HubCertificates certificates(folder.path());
  constexpr const char* kKey = "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI=";
  test::HubDouble hub(folder.path(), certificates, std::string("dev-0001/azureiotsecurity sas ") + kKey + "\n");
  const std::string connection = folder.file("connection.txt");
  test::WholeHub::write_secret(connection, std::string("HostName=") + test::HubDouble::kHost + ";DeviceId=dev-0001;ModuleId=azureiotsecurity;SharedAccessKey=" + kKey);
  test::RunningPicket agent(folder.path(), {"live", "agent", "--connection", connection, "--roots", certificates.path("root.pem"), "--address", "127.0.0.1", "--port", std::to_string(hub.port()),
                       "--message-budget", "100000", "--yes", "--queue", folder.file("queue.sqlite")}, "agent");
  pass(15);  // the first snapshots and the connection are behind it
  const double before = agent.cpu_seconds();
  constexpr double kSeconds = 60;
  pass(kSeconds);
  const double share = (agent.cpu_seconds() - before) / kSeconds;
  const double resident = agent.memory("VmRSS") / 1'024;
  const double own = (agent.memory("RssAnon") + agent.memory("RssShmem")) / 1'024;
  const double most = agent.memory("VmHWM") / 1'024;
  EXPECT_EQ(agent.end(SIGTERM), 0) << agent.err();
  std::printf("live agent: %.1f MiB resident (%.1f of its own, %.1f at most), %.2f %% of a core\n", resident, own, most, 100 * share);
  EXPECT_NE(hub.connections().find("connect"), std::string::npos);
  // Of what is resident most is code of libraries that a simulation needs and an agent does not: see sim/live/agent/README.md.
  EXPECT_GT(own, 0);
  EXPECT_LE(own, kMostMib);
  EXPECT_LE(share, kMostShareOfCore);
}

/// The number behind "not seen by the collectors:", of all reasons.
std::size_t missed_of(const std::string& err) {
  const std::string words = "not seen by the collectors: ";
  const std::size_t at = err.find(words);
  return at == std::string::npos ? 0 : static_cast<std::size_t>(std::strtoull(err.c_str() + at + words.size(), nullptr, 10));
}

TEST(AgentBurst, shows_or_counts_every_exec) {
  if (const auto connector = ProcessConnector::open(); !connector) GTEST_SKIP() << connector.error();
  const TemporaryFolder folder;
  const std::string mark = "picket-burst-" + std::to_string(::getpid());
  test::RunningPicket agent(folder.path(), {"live", "agent", "--dry-run", "--policy", "raw", "--duration", "20s", "--device", "this-host"}, "agent");
  pass(5);
  for (std::size_t i = 0; i < kExecs; ++i) {
    const pid_t child = ::fork();
    if (child == 0) {
      ::execl("/bin/true", "true", mark.c_str(), static_cast<char*>(nullptr));
      ::_exit(1);
    }
    ::waitpid(child, nullptr, 0);
  }
  EXPECT_EQ(agent.wait(), 0);
  const std::string out = agent.out();
  const std::string err = agent.err();
  std::size_t seen = 0;
  for (std::size_t at = out.find(mark); at != std::string::npos; at = out.find(mark, at + 1)) ++seen;
  const std::size_t missed = missed_of(err);
  std::printf("burst of %zu execs: %zu shown with their command line, %zu not seen or without a part of them\n", kExecs, seen, missed);
  EXPECT_LE(seen, kExecs);
  EXPECT_GE(seen + missed, kExecs) << err;
  EXPECT_EQ(err.find("DO NOT CLOSE"), std::string::npos) << err;
}

}  // namespace
}  // namespace picket::sim
