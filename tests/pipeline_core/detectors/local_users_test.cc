#include "pipeline_core/detectors/local_users.h"

#include <gmock/gmock.h>

#include "tests/pipeline_core/support.h"

namespace picket {
namespace {

using namespace testing_support;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct Lists {
  TextTable texts;
  LocalUsers users;

  using User = std::pair<std::string, std::string>;
  std::vector<Detector> report(Time time, const std::vector<User>& list) {
    std::vector<Observation> observations;
    for (const auto& [name, groups] : list) {
      observations.push_back(at(time, LocalUserRecord{texts.intern(name), texts.intern(groups), {}, 0}));
    }
    std::vector<Detection> found;
    users.observe(observations, texts, DetectorSettings{}, found);
    std::vector<Detector> out;
    for (const Detection& d : found) out.push_back(d.detector);
    return out;
  }
};
Time hour(int n) { return kStart + Duration::hours(n); }

TEST(LocalUsers, compares_each_list_with_the_one_before) {
  Lists l;
  EXPECT_THAT(l.report(hour(0), {{"root", "root"}, {"ops", "adm;dialout"}}), IsEmpty());
  EXPECT_THAT(l.report(hour(13), {{"ops", "dialout;adm"}, {"root", "root"}}), IsEmpty());  // order is nothing
  EXPECT_THAT(l.report(hour(26), {{"root", "root"}, {"ops", "adm;dialout;sudo"}}), ElementsAre(Detector::kUserAdded));
  EXPECT_THAT(l.report(hour(39), {{"root", "root"}, {"ops", "dialout;sudo"}}), ElementsAre(Detector::kUserGroupsLost));
  EXPECT_THAT(l.report(hour(52), {{"root", "root"}}), ElementsAre(Detector::kUserDeleted));
  EXPECT_THAT(l.report(hour(65), {{"root", "root"}, {"eve", "sudo"}}), ElementsAre(Detector::kUserAdded));
}

TEST(LocalUsers, moving_between_groups_is_both) {
  Lists l;
  l.report(hour(0), {{"root", "root"}, {"ops", "adm"}});
  EXPECT_THAT(l.report(hour(1), {{"root", "root"}, {"ops", "sudo"}}),
              ElementsAre(Detector::kUserAdded, Detector::kUserGroupsLost));
}

TEST(LocalUsers, a_list_without_repeats_deletes_nobody) {
  Lists l;
  l.report(hour(0), {{"root", "root"}, {"ops", "adm"}});
  EXPECT_THAT(l.report(hour(1), {{"eve", "sudo"}}), ElementsAre(Detector::kUserAdded));
  EXPECT_THAT(l.report(hour(2), {{"root", "root"}, {"ops", "adm"}, {"eve", "sudo"}}), IsEmpty());
}

TEST(LocalUsers, a_second_part_of_a_list_and_an_older_list_raise_nothing) {
  Lists l;
  l.report(hour(2), {{"root", "root"}});
  EXPECT_THAT(l.report(hour(2) + Duration::minutes(1), {{"ops", "adm"}}), IsEmpty());
  EXPECT_THAT(l.report(hour(1), {{"root", "root"}, {"eve", "sudo"}}), IsEmpty());
  EXPECT_THAT(l.report(hour(3), {{"root", "root"}, {"ops", "adm"}}), IsEmpty());
}

TEST(LocalUsers, an_empty_report_says_nothing) {
  Lists l;
  l.report(hour(0), {{"root", "root"}});
  EXPECT_THAT(l.report(hour(1), {{"", ""}}), IsEmpty());
  EXPECT_THAT(l.report(hour(2), {{"root", "root"}}), IsEmpty());
}

TEST(LocalUsers, what_is_beyond_the_bounds_is_not_compared) {
  Lists l;
  std::vector<Lists::User> many;
  for (std::size_t i = 0; i < LocalUsers::kMaxUsers + 10; ++i) many.push_back({"user" + std::to_string(i), "a;b;c;d"});
  EXPECT_THAT(l.report(hour(0), many), IsEmpty());
  many.pop_back();
  EXPECT_THAT(l.report(hour(1), many), IsEmpty());
}

}  // namespace
}  // namespace picket
