#include "sim/exchange/export_run.h"

#include <gmock/gmock.h>

#include "tests/sim/exchange/export_study.h"

namespace picket::sim {
namespace {

using ::testing::HasSubstr;

using ExportRunTest = test::ExportStudy;

TEST_F(ExportRunTest, says_in_a_manifest_what_is_where) {
  const ChosenRun run = run_of("picket");
  const std::string directory = exported("picket");
  const nlohmann::json manifest = manifest_of(directory);
  EXPECT_EQ(manifest["format"], "picket_export");
  EXPECT_EQ(manifest["run"]["run_key"], run.manifest.run_key);
  EXPECT_EQ(manifest["run"]["digest"], run.manifest.digest);
  EXPECT_EQ(manifest["from_utc"].get<std::string>().size(), 27U);
  EXPECT_EQ(manifest["routes"], nlohmann::json({"Telemetry"}));
  std::set<std::string> named;
  for (const auto& file : manifest["files"]) {
    const std::string path = directory + "/" + file["path"].get<std::string>();
    named.insert(file["path"]);
    EXPECT_EQ(std::filesystem::file_size(path), file["bytes"].get<std::uint64_t>()) << path;
    const std::size_t header = path.ends_with(".csv") ? 1 : 0;
    EXPECT_EQ(lines_of(path).size(), file["lines"].get<std::size_t>() + header) << path;
  }
  EXPECT_EQ(named, (std::set<std::string>{"eventhubs/hub.jsonl", "labels/exposure.csv", "labels/messages.csv", "labels/steps.csv",
                                          "labels/units.csv", "log-analytics/AzureDiagnostics.jsonl",
                                          "log-analytics/DefenderIoTRawEvent.jsonl"}));
}

TEST_F(ExportRunTest, leaves_nothing_if_the_repetition_is_another_run) {
  test::in_child([this] {
    ChosenRun run = run_of("picket");
    run.manifest.digest = "0123456789abcdef";
    const std::string directory = folder_.file("never");
    try {
      export_run(run, scenario_of(run), {rules_, {}, 1, true}, {directory, false, {}});
      ADD_FAILURE() << "it was exported";
    } catch (const WrongInput& error) {
      EXPECT_THAT(error.what(), HasSubstr("repeating the run gave digest"));
    }
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
      EXPECT_THAT(entry.path().filename().string(), ::testing::Not(HasSubstr("never")));
    }
  });
}

TEST_F(ExportRunTest, goes_beside_the_runs_of_the_study_unless_told) {
  const ChosenRun run = run_of("picket");
  EXPECT_EQ(default_export_directory(run), std::filesystem::weakly_canonical(study_).string() + "/exports/" + run.manifest.run_key);
}

}  // namespace
}  // namespace picket::sim
