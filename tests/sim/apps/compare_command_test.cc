// compare and reproduce, from the command line to their exit codes, on a study that the program made.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/sim/apps/program.h"

namespace picket::sim {
namespace {

using test::Program;
using test::Said;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;
namespace fs = std::filesystem;

/// scenarios/smoke/why.yaml under two policies.
class Compare : public Program {
 protected:
  Compare() { study_ = run("out"); }
  /// The folder of a study of it.
  std::string run(const std::string& out, const std::string& more = "") const {
    const Said ran = picket("run " + scenario("smoke/why.yaml") + " --quiet --out " + out + " " + more);
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    return out + "/" + fs::read_symlink(file(out + "/latest")).filename().string();
  }
  std::string study_;
};

TEST_F(Compare, policies_of_a_study) {
  const Said said = picket("compare " + study_ + " --policies picket,folded");
  EXPECT_EQ(said.exit_code, 0) << said.err;
  EXPECT_THAT(said.out, HasSubstr("why: folded against picket; 1 replication in pairs with common random numbers, seed 1"));
  EXPECT_THAT(said.out, HasSubstr("detected by deadline, shell"));
  EXPECT_THAT(said.out, HasSubstr("no intervals"));
  EXPECT_THAT(said.err, IsEmpty());
  const auto json = nlohmann::json::parse(picket("compare " + study_ + " --policies picket,folded --format json").out);
  EXPECT_EQ(json.at("schema"), "picket.comparison");
  EXPECT_THAT(picket("compare " + study_ + " --policies picket,folded --format csv").out, StartsWith("name,before_policy"));
  EXPECT_THAT(picket("compare " + study_ + " --policies picket,folded --format markdown").out, HasSubstr("| measure | picket | folded |"));
}

TEST_F(Compare, a_repeated_study_is_identical_and_another_setting_is_named) {
  const std::string again = run("again");
  const Said same = picket("compare " + study_ + " " + again);
  EXPECT_EQ(same.exit_code, 0) << same.err;
  EXPECT_THAT(same.out, HasSubstr("why: picket; identical: all 1 runs have the same digest"));
  const std::string other = run("other", "--set 'window=20 min'");
  EXPECT_THAT(picket("compare " + study_ + " " + other).out, HasSubstr("  window: "));
  EXPECT_EQ(picket("compare " + study_ + " " + again + " --fail-on worse").exit_code, 0);
}

TEST_F(Compare, the_same_program_twice_runs_once_and_is_identical) {
  const std::string program = PICKET_PROGRAM;
  const std::string words = "compare " + scenario("smoke/why.yaml") + " --program " + program + " --program " + program + " --quiet --out both --replications 1";
  const Said same = picket(words);
  EXPECT_EQ(same.exit_code, 0) << same.err;
  EXPECT_THAT(same.out, HasSubstr("old: both/program-"));
  EXPECT_THAT(same.out, HasSubstr(" by " + program + " (picket "));
  EXPECT_THAT(same.out, HasSubstr("why: picket; identical: all 1 runs have the same digest"));
  EXPECT_THAT(same.out, HasSubstr("the same build: it ran once"));
  const auto json = nlohmann::json::parse(picket(words + " --format json").out);
  EXPECT_EQ(json.at("before"), json.at("after"));
  EXPECT_EQ(json.at("worse"), 0);
}

// Another build of the same commit, by its bytes.
TEST_F(Compare, another_build_has_a_folder_of_its_own) {
  fs::copy_file(PICKET_PROGRAM, file("other"));
  std::ofstream(file("other"), std::ios::app | std::ios::binary) << "x";
  const Said said = picket("compare " + scenario("smoke/why.yaml") + " --program " + std::string(PICKET_PROGRAM) + " --program ./other --quiet --out both --library " +
                           std::string(PICKET_SOURCE_DIR) + "/scenarios");
  EXPECT_EQ(said.exit_code, 0) << said.err;
  EXPECT_THAT(said.out, HasSubstr("identical"));
  EXPECT_THAT(said.out, HasSubstr("and are different builds"));
}

TEST_F(Compare, a_program_that_fails_is_told_clearly) {
  const std::string program = PICKET_PROGRAM;
  const std::string start = "compare " + scenario("smoke/why.yaml") + " --quiet --out both --program ";
  const Said failing = picket(start + "/bin/false --program " + program);
  EXPECT_EQ(failing.exit_code, 3);
  EXPECT_THAT(failing.err, HasSubstr("error: /bin/false: ended with exit code 1"));
  const Said silent = picket(start + "/bin/true --program " + program);
  EXPECT_EQ(silent.exit_code, 3);
  EXPECT_THAT(silent.err, HasSubstr("/bin/true: ended well, and left no result"));
  write("slow", "#!/bin/sh\nexec sleep 60\n");
  fs::permissions(file("slow"), fs::perms::owner_all);
  const Said slow = picket(start + "./slow --program " + program + " --timeout '1 s'");
  EXPECT_EQ(slow.exit_code, 3);
  EXPECT_THAT(slow.err, HasSubstr("./slow: was not done after 1 s (--timeout)"));
  const Said none = picket(start + "./nowhere --program " + program);
  EXPECT_EQ(none.exit_code, 2);
  EXPECT_THAT(none.err, HasSubstr("--program: ./nowhere: there is no such file"));
  const Said refused = picket("compare nowhere.yaml --quiet --out both --program " + program + " --program " + program);
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_THAT(refused.err, HasSubstr("refuses nowhere.yaml"));
  EXPECT_THAT(picket(start + program).err, HasSubstr("--program: give it twice"));
  EXPECT_THAT(picket("compare " + study_ + " --replications 3").err, HasSubstr("--replications is for --program"));
}

TEST_F(Compare, wrong_words_are_exit_code_2) {
  const Said unknown = picket("compare " + study_ + " --policies picket,fulded");
  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_THAT(unknown.err, HasSubstr("has no policy 'fulded'; did you mean 'folded'?"));
  for (const std::string arguments : {"compare", "compare nowhere", "compare a b c", "reproduce nowhere"}) {
    EXPECT_EQ(picket(arguments).exit_code, 2) << arguments;
  }
  EXPECT_EQ(picket("compare " + study_ + " --threshold much").exit_code, 2);
  EXPECT_EQ(picket("compare " + study_ + " --correction bonferroni").exit_code, 2);
}

TEST_F(Compare, a_study_is_reproduced_and_a_changed_digit_is_found) {
  const Said same = picket("reproduce " + study_ + " --quiet");
  EXPECT_EQ(same.exit_code, 0) << same.out << same.err;
  EXPECT_THAT(same.out, StartsWith("reproduced: digest "));
  const Said run = picket("reproduce " + study_ + " --policy folded --quiet");
  EXPECT_EQ(run.exit_code, 0) << run.out << run.err;
  EXPECT_THAT(run.out, HasSubstr("policy folded, replication 0"));
  std::string text = content_of(file(study_ + "/result.json"));
  const std::string key = "\"steps_detected\": ";
  text.replace(text.find(key), key.size(), key + "9");
  std::ofstream(file(study_ + "/result.json")) << text;
  const Said changed = picket("reproduce " + study_ + " --quiet --format json");
  EXPECT_EQ(changed.exit_code, 1);
  EXPECT_EQ(nlohmann::json::parse(changed.out).at("differing"), 1);
}

/// Two points of one replication, without attacks.
class CompareStudies : public Program {
 protected:
  std::string sweep(const std::string& out, const std::string& levels) const {
    const Said ran = picket("sweep " + scenario("studies/window_curve.yaml") + " --quiet --set 'policy.g2_linux.medium=" + levels + "' --set 'warm_up=0 s'" +
                            " --set 'duration=30 min' --set 'fleet=[{device_class: kiosk, count: 2, sites: 1, access: {ethernet: 1}}]'" +
                            " --set 'attacks=[]' --replications 1 --format json --out " + out);
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    return out + "/" + nlohmann::json::parse(ran.out).at("study_id").get<std::string>();
  }
};

TEST_F(CompareStudies, points_of_sweeps_are_compared_and_repeated) {
  const std::string one = sweep("one", "[30 min, 60 min]");
  const std::string other = sweep("other", "[60 min, 90 min]");
  const Said points = picket("compare " + one + " --points p0001,p0002");
  EXPECT_EQ(points.exit_code, 0) << points.err;
  EXPECT_THAT(points.out, HasSubstr("g2_linux, p0002 against p0001; 1 replication in pairs"));
  const Said two = picket("compare " + one + " " + other);
  EXPECT_EQ(two.exit_code, 0) << two.err;
  EXPECT_THAT(two.out, HasSubstr("p0002 (60 min)"));
  EXPECT_THAT(two.out, HasSubstr("note: point p0001 (30 min) is only in " + one));
  EXPECT_THAT(two.out, HasSubstr("note: point p0002 (90 min) is only in " + other));

  const Said same = picket("reproduce " + one + " --quiet");
  EXPECT_EQ(same.exit_code, 0) << same.out << same.err;
  EXPECT_THAT(same.err, IsEmpty()) << "that one replication gives no interval was told when the sweep was run";
  EXPECT_THAT(same.out, StartsWith("reproduced: digest "));
  std::string text = content_of(file(one + "/sweep.json"));
  const std::string key = "\"per_replication\": [\n";
  const std::size_t at = text.find_first_of("0123456789", text.find(key) + key.size());
  text[at] = text[at] == '9' ? '8' : '9';
  std::ofstream(file(one + "/sweep.json")) << text;
  const Said changed = picket("reproduce " + one + " --quiet --format json");
  EXPECT_EQ(changed.exit_code, 1) << changed.err;
  EXPECT_EQ(nlohmann::json::parse(changed.out).at("differing"), 1);
}

TEST_F(CompareStudies, a_sweep_of_another_version_or_without_its_study_cannot_be_repeated) {
  const std::string one = sweep("one", "[30 min]");
  const std::string text = content_of(file(one + "/sweep.json"));
  const std::string key = "\"version\": \"";
  std::string older = text;
  ASSERT_NE(older.find(key), std::string::npos);
  older.insert(older.find(key) + key.size(), "9");
  std::ofstream(file(one + "/sweep.json")) << older;
  const Said version = picket("reproduce " + one + " --quiet");
  EXPECT_EQ(version.exit_code, 2);
  EXPECT_THAT(version.err, HasSubstr(one + ": was run by picket 9"));
  EXPECT_THAT(version.err, HasSubstr("it cannot be repeated; run the study again, or use that version"));
  std::ofstream(file(one + "/sweep.json")) << text;
  fs::remove(file(one + "/study.yaml"));
  const Said study = picket("reproduce " + one + " --quiet");
  EXPECT_EQ(study.exit_code, 2);
  EXPECT_THAT(study.err, HasSubstr(one + ": has no study.yaml, which says what was run"));
}

TEST_F(CompareStudies, damaged_files_are_told_by_file_place_and_what_was_expected) {
  fs::create_directories(file("cut"));
  write("cut/sweep.json", "{\"schema\": ");
  EXPECT_EQ(picket("compare cut --points p0001,p0002").exit_code, 2);
  EXPECT_THAT(picket("compare cut").err, HasSubstr("error: cut: damaged, or of another version of the program: sweep.json: "));
  fs::create_directories(file("torn"));
  write("torn/result.json", "{\n  \"schema_version\": 1,");
  EXPECT_THAT(picket("compare torn").err, HasSubstr("torn: damaged, or of another version of the program: result.json: line 2, column 23: "));
}

}  // namespace
}  // namespace picket::sim
