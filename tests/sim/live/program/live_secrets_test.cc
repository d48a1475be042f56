// No key, no signature and no token in anything that the live programs print or leave on the disk.

#include <gmock/gmock.h>

#include <filesystem>
#include <set>

#include "tests/sim/live/program/live_programs.h"

namespace picket::sim {
namespace {

namespace fs = std::filesystem;
using test::RunningPicket;
using test::WholeHub;

/// Texts that nobody may find: keys in base64 and as bytes, and what every token holds.
std::set<std::string> secrets_of(const WholeHub& hub) {
  std::set<std::string> out = hub.keys();
  out.insert(WholeHub::policy_key());
  out.insert(WholeHub::policy_key_base64());
  out.insert(test::EventHubDouble::kKey);
  out.insert("SharedAccessSignature");
  out.insert("sig=");
  return out;
}

/// Files below the folder that hold one of them, but for those that a person put there and the doubles' own.
std::string found_below(const std::string& folder, const std::set<std::string>& secrets, const std::set<std::string>& known) {
  std::string out;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file() || known.contains(entry.path().filename())) continue;
    const std::string bytes = test::bytes_of_file(entry.path());
    for (const std::string& secret : secrets) {
      if (bytes.find(secret) != std::string::npos) out += entry.path().string() + " holds " + secret.substr(0, 6) + "...\n";
    }
  }
  return out;
}

TEST(LiveSecrets, are_in_nothing_that_the_programs_say_or_leave) {
  const TemporaryFolder hub_folder;
  const TemporaryFolder folder;
  WholeHub hub(hub_folder.path());
  hub.write_connections(folder.path());
  std::vector<std::string> fleet{"live", "fleet", std::string(PICKET_SOURCE_DIR) + "/scenarios/smoke/first_alert.yaml", "--connection", "registry.txt", "--speed", "600",
                                 "--message-budget", "500", "--yes"};
  for (const std::string& word : hub.fleet_options()) fleet.push_back(word);
  RunningPicket sender(folder.path(), fleet, "fleet");
  EXPECT_EQ(sender.wait(), 0) << sender.err();
  hub.carry();
  std::vector<std::string> pipeline{"live", "pipeline", "--connection", "endpoint.txt", "--until-idle", "--store", "all"};
  for (const std::string& word : hub.pipeline_options()) pipeline.push_back(word);
  RunningPicket reader(folder.path(), pipeline, "pipeline");
  EXPECT_EQ(reader.wait(), 0) << reader.err();
  // What goes wrong is told, and tells no more: a policy whose key is another one, and a port at which nobody is.
  WholeHub::write_secret(folder.file("wrong.txt"), std::string("HostName=") + test::HubDouble::kHost +
                                                       ";SharedAccessKeyName=registryReadWrite;SharedAccessKey=d3JvbmdrZXl3cm9uZ2tleXdyb25na2V5d3Jvbmdr");
  fleet[4] = "wrong.txt";
  RunningPicket refused(folder.path(), fleet, "refused");
  EXPECT_NE(refused.wait(), 0);
  std::set<std::string> secrets = secrets_of(hub);
  EXPECT_GT(secrets.size(), 8U) << "a key of each device and module, and ours";
  secrets.insert("d3Jvbmdr");
  EXPECT_EQ(found_below(folder.path(), secrets, {"registry.txt", "endpoint.txt", "wrong.txt"}), "");
  // The search finds what is there.
  EXPECT_NE(found_below(folder.path(), secrets, {}), "");
}

}  // namespace
}  // namespace picket::sim
