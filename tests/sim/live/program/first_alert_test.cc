// The commands of README's section Live, from a hub to its first alert: those that are ours are run as they stand there, against the doubles.

#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <sstream>

#include "tests/sim/live/program/live_programs.h"

namespace picket::sim {
namespace {

using test::RunningPicket;
using test::WholeHub;
using ::testing::HasSubstr;

/// The first block of code after the heading.
std::vector<std::string> commands_after(const std::string& heading) {
  std::istringstream readme(test::bytes_of_file(std::string(PICKET_SOURCE_DIR) + "/README.md"));
  std::vector<std::string> out;
  bool below = false;
  bool inside = false;
  for (std::string line; std::getline(readme, line);) {
    if (line == heading) below = true;
    if (!below) continue;
    if (line.starts_with("```")) {
      if (inside) break;
      inside = true;
    } else if (inside) {
      out.push_back(line);
    }
  }
  return out;
}

/// The words of one of our commands, without the program; scenarios are those of the project.
std::vector<std::string> words_of(const std::string& command) {
  std::istringstream in(command);
  std::vector<std::string> out;
  for (std::string word; in >> word;) out.push_back(word.starts_with("scenarios/") ? std::string(PICKET_SOURCE_DIR) + "/" + word : word);
  EXPECT_EQ(out.front(), "./picket");
  out.erase(out.begin());
  return out;
}

TEST(FirstAlert, is_five_commands_away) {
  const std::vector<std::string> commands = commands_after("## Live");
  ASSERT_EQ(commands.size(), 5U);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_THAT(commands[i], HasSubstr("az iot hub "));
  EXPECT_THAT(commands[1], HasSubstr("> registry.txt"));
  EXPECT_THAT(commands[2], HasSubstr("> endpoint.txt"));
  const TemporaryFolder folder;
  WholeHub hub(folder.path());
  hub.write_connections(folder.path());

  std::vector<std::string> fleet = words_of(commands[3]);
  for (const std::string& word : hub.fleet_options()) fleet.push_back(word);
  RunningPicket sender(folder.path(), fleet, "fleet");
  EXPECT_EQ(sender.wait(), 0) << sender.err();
  EXPECT_THAT(sender.err(), HasSubstr("4 devices removed"));
  EXPECT_GT(hub.carry(), 4U);

  std::vector<std::string> pipeline = words_of(commands[4]);
  for (const std::string& word : hub.pipeline_options()) pipeline.push_back(word);
  RunningPicket reader(folder.path(), pipeline, "pipeline");
  EXPECT_EQ(reader.wait(), 0) << reader.err();
  EXPECT_THAT(reader.out(), HasSubstr("Reverse shells")) << reader.err();
}

}  // namespace
}  // namespace picket::sim
