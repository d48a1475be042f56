// Repeats of a small study, in processes of their own, as the program does.

#include "sim/compare/reproduction.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "sim/results/atomic_file.h"
#include "tests/sim/explain/why_study.h"

namespace picket::sim {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

class ReproductionTest : public test::WhyStudy {
 protected:
  ReproductionSettings settings() const { return {rules_, {}, 1, true}; }
  Reproduction whole() const { return reproduce_study(study_, test::why_scenario(), settings()); }
  /// Puts another text into a file of the study.
  void replace(const std::string& name, const std::string& from, const std::string& to) const {
    std::string text = content_of(study_ + "/" + name);
    const std::size_t at = text.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    text.replace(at, from.size(), to);
    ASSERT_FALSE(write_file(study_ + "/" + name, text));
  }
};

TEST_F(ReproductionTest, a_study_comes_out_again_to_the_digit) {
  const Reproduction again = whole();
  EXPECT_TRUE(again.same()) << reproduction_text(again);
  EXPECT_GT(again.numbers, 300U);
  EXPECT_THAT(again.causes, IsEmpty());
  EXPECT_THAT(reproduction_text(again), StartsWith("reproduced: digest " + again.digest_stored));
}

TEST_F(ReproductionTest, a_run_comes_out_again_to_the_digit) {
  test::in_child([this] {
    const ChosenRun run = run_of("picket");
    const Reproduction again = reproduce_run(run, scenario_of(run), settings());
    EXPECT_TRUE(again.same()) << reproduction_text(again);
    EXPECT_GT(again.numbers, 100U);
  });
}

TEST_F(ReproductionTest, another_digit_is_named_with_both_values) {
  replace("result.json", "\"steps_detected\": ", "\"steps_detected\": 9");
  const Reproduction again = whole();
  EXPECT_FALSE(again.same());
  EXPECT_EQ(again.differing, 1U);
  ASSERT_EQ(again.differences.size(), 1U);
  EXPECT_THAT(again.differences[0].where, HasSubstr("steps_detected"));
  EXPECT_THAT(again.differences[0].stored, StartsWith("9"));
  EXPECT_THAT(reproduction_text(again), StartsWith("not reproduced: study why"));
}

TEST_F(ReproductionTest, a_damaged_manifest_of_a_run_is_told_and_counts) {
  const ChosenRun run = run_of("picket");
  ASSERT_FALSE(write_file(run.path + "/manifest.json", "{"));
  const Reproduction again = whole();
  EXPECT_FALSE(again.same());
  EXPECT_EQ(again.differing, 0U);
  ASSERT_EQ(again.faults.size(), 1U);
  EXPECT_THAT(again.faults[0], HasSubstr("manifest.json is damaged"));
  EXPECT_THAT(reproduction_text(again), HasSubstr("manifest.json is damaged"));
}

TEST_F(ReproductionTest, what_is_not_repeated_is_told) {
  EXPECT_THAT(whole().not_checked, IsEmpty());
  ASSERT_FALSE(write_file(study_ + "/uncertainty.json", "{}"));
  const Reproduction again = whole();
  EXPECT_TRUE(again.same()) << reproduction_text(again);
  EXPECT_THAT(reproduction_text(again), StartsWith("not checked: uncertainty.json: runs with drawn values are not repeated"));
  EXPECT_THAT(nlohmann::json::parse(reproduction_json(again)).at("not_checked").at(0).get<std::string>(), StartsWith("uncertainty.json"));
}

TEST_F(ReproductionTest, a_run_that_is_gone_is_told) {
  std::filesystem::remove_all(run_of("picket").path);
  const Reproduction again = whole();
  EXPECT_FALSE(again.same());
  EXPECT_THAT(again.faults, ::testing::ElementsAre(HasSubstr("is missing, or not complete")));
}

TEST_F(ReproductionTest, another_commit_is_said_first) {
  replace("result.json", "\"commit\": \"", "\"commit\": \"before-");
  const Reproduction again = whole();
  EXPECT_TRUE(again.same());
  EXPECT_THAT(reproduction_text(again), StartsWith("note: it was made by commit before-"));
}

TEST_F(ReproductionTest, another_version_cannot_repeat_it) {
  replace("result.json", "\"version\": \"", "\"version\": \"9");
  EXPECT_THROW(
      {
        try {
          whole();
        } catch (const WrongInput& error) {
          EXPECT_THAT(error.what(), HasSubstr("was run by picket 9"));
          throw;
        }
      },
      WrongInput);
}

TEST_F(ReproductionTest, a_folder_without_a_result_is_refused) {
  std::filesystem::remove(study_ + "/result.json");
  EXPECT_THROW(whole(), WrongInput);
}

TEST(Reproduction, takes_in_its_parts_with_their_names) {
  Reproduction part;
  part.digest_stored = "aa";
  part.digest_now = "bb";
  part.numbers = 7;
  part.add_difference("x", "1", "2");
  part.causes = {"another commit"};
  part.faults = {"a run is damaged"};
  Reproduction whole;
  whole.add_part("wiper", part);
  whole.add_part("miner", part);
  EXPECT_EQ(whole.numbers, 14U);
  EXPECT_EQ(whole.differing, 4U);
  EXPECT_EQ(whole.differences[0].where, "wiper: x");
  EXPECT_EQ(whole.differences[1], (DigitDifference{"wiper: digest", "aa", "bb"}));
  EXPECT_EQ(whole.causes.size(), 1U);
  EXPECT_EQ(whole.faults.size(), 2U);
}

TEST(CompareDigits, counts_numbers_and_names_what_is_not_there) {
  Reproduction out;
  compare_digits(R"({"a": 1, "b": [1, 2, {"c": 0.1}], "gone": 1, "wall_seconds": 3})", R"({"a": 1, "b": [1, 3, {"c": 0.1}], "new": 2, "wall_seconds": 4})", out);
  EXPECT_EQ(out.numbers, 4U);
  EXPECT_EQ(out.differing, 3U);
  EXPECT_THAT(out.differences, ::testing::UnorderedElementsAre(DigitDifference{"b[1]", "2", "3"}, DigitDifference{"gone", "1", "(not there)"},
                                                              DigitDifference{"new", "(not there)", "2"}));
  compare_digits("[1]", "[1, 2]", out);
  EXPECT_EQ(out.differing, 4U);
}

TEST(CompareDigits, keeps_only_the_first_differences_and_counts_the_rest) {
  nlohmann::json ones = nlohmann::json::array();
  nlohmann::json twos = nlohmann::json::array();
  for (int i = 0; i < 50; ++i) ones.push_back(1), twos.push_back(2);
  Reproduction out;
  compare_digits(ones.dump(), twos.dump(), out);
  EXPECT_EQ(out.differing, 50U);
  EXPECT_EQ(out.differences.size(), Reproduction::kDifferencesKept);
  out.digest_stored = out.digest_now = "00";
  EXPECT_THAT(reproduction_text(out), HasSubstr("and 30 more"));
  EXPECT_EQ(nlohmann::json::parse(reproduction_json(out)).at("reproduced"), false);
}

}  // namespace
}  // namespace picket::sim
