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
  std::uint32_t sequence = 0;
  std::vector<MissingUsers> missing;

  using User = std::pair<std::string, std::string>;
  std::vector<Observation> items(Time time, const std::vector<User>& list) {
    std::vector<Observation> observations;
    for (const auto& [name, groups] : list) {
      observations.push_back(at(time, LocalUserRecord{texts.intern(name), texts.intern(groups), {}, 0}));
    }
    return observations;
  }
  /// What a message says at once, then what lists that it ended lacked.
  std::vector<Detector> send(Time accepted, const std::vector<Observation>& observations) {
    missing.clear();
    std::vector<Detection> found;
    users.observe({sequence++, accepted, observations}, texts, DetectorSettings{}, found, missing);
    std::vector<Detector> out;
    for (const Detection& d : found) out.push_back(d.detector);
    out.insert(out.end(), missing.size(), Detector::kUserDeleted);
    return out;
  }
  std::vector<Detector> part(Time time, const std::vector<User>& list) { return send(time, items(time, list)); }
  std::vector<Detector> wait() {
    missing.clear();
    users.judge(users.due(), missing);
    return std::vector<Detector>(missing.size(), Detector::kUserDeleted);
  }
  /// A list that comes in one message, and the time until it is whole.
  std::vector<Detector> report(Time time, const std::vector<User>& list) {
    std::vector<Detector> out = part(time, list);
    const std::vector<Detector> later = wait();
    out.insert(out.end(), later.begin(), later.end());
    return out;
  }
};

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

TEST(LocalUsers, a_part_that_comes_after_its_list_was_judged_and_an_older_list_raise_nothing) {
  Lists l;
  l.report(hour(2), {{"root", "root"}});
  EXPECT_THAT(l.report(hour(2) + Duration::minutes(1), {{"ops", "adm"}}), IsEmpty());
  EXPECT_THAT(l.report(hour(1), {{"root", "root"}, {"eve", "sudo"}}), IsEmpty());
  EXPECT_THAT(l.report(hour(3), {{"root", "root"}, {"ops", "adm"}}), IsEmpty());
}

// Four accounts in two messages, again and again: nobody is gone while the second is on its way.
TEST(LocalUsers, a_list_in_two_messages_is_judged_when_both_have_come) {
  Lists l;
  const auto list = [&](int n) {
    std::vector<Detector> out = l.part(hour(n), {{"root", "root"}, {"ops", "adm"}});
    for (const Detector d : l.send(hour(n) + Duration::seconds(30), l.items(hour(n), {{"web", "www"}, {"db", "db"}}))) {
      out.push_back(d);
    }
    for (const Detector d : l.wait()) out.push_back(d);
    return out;
  };
  for (int n = 0; n < 5; ++n) EXPECT_THAT(list(n), IsEmpty()) << n;
  // Whose groups change in the second part is seen at once, and who is in neither is gone when the list is whole.
  EXPECT_THAT(l.part(hour(5), {{"root", "root"}}), IsEmpty());
  EXPECT_THAT(l.send(hour(5) + Duration::seconds(30), l.items(hour(5), {{"web", "www;sudo"}, {"db", "mail"}})),
              ElementsAre(Detector::kUserAdded, Detector::kUserGroupsLost));
  EXPECT_EQ(l.users.due(), hour(5) + Duration::minutes(5)) << "the second part does not put it off";
  EXPECT_THAT(l.wait(), ElementsAre(Detector::kUserDeleted));
  EXPECT_EQ(l.missing[0].users, 1U);
  EXPECT_EQ(l.missing[0].at, hour(5) + Duration::minutes(5));
  EXPECT_EQ(l.missing[0].first, hour(5));
  EXPECT_EQ(l.missing[0].sequence, 11U) << "the latest part";
  EXPECT_EQ(l.missing[0].observation, 1U);
  EXPECT_EQ(l.users.due(), Time::max());
}

TEST(LocalUsers, a_later_list_ends_the_one_before_and_two_in_one_message_are_two) {
  Lists l;
  l.report(hour(0), {{"root", "root"}, {"ops", "adm"}, {"web", "www"}});
  // Both were queued and come together: the first lacks web, the second ops as well.
  std::vector<Observation> both = l.items(hour(2), {{"root", "root"}});
  const std::vector<Observation> first = l.items(hour(1), {{"root", "root"}, {"ops", "adm"}});
  both.insert(both.end(), first.begin(), first.end());
  EXPECT_THAT(l.send(hour(3), both), ElementsAre(Detector::kUserDeleted));
  EXPECT_EQ(l.missing[0].at, hour(3));
  EXPECT_EQ(l.missing[0].first, hour(1));
  EXPECT_THAT(l.wait(), ElementsAre(Detector::kUserDeleted));
  EXPECT_EQ(l.missing[0].first, hour(2));
}

TEST(LocalUsers, a_device_that_lists_again_and_again_puts_no_judgement_off) {
  Lists l;
  l.report(hour(0), {{"root", "root"}, {"ops", "adm"}});
  std::size_t deleted = 0;
  for (int minute = 0; minute < 20; ++minute) {
    deleted += l.part(hour(1) + Duration::minutes(minute), {{"root", "root"}}).size();
  }
  EXPECT_EQ(deleted, 1U);
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
  // Nor if they come in parts.
  const auto half = many.begin() + 30;
  EXPECT_THAT(l.part(hour(2), {many.begin(), half}), IsEmpty());
  EXPECT_THAT(l.part(hour(2), {half, many.end()}), IsEmpty());
  EXPECT_THAT(l.wait(), IsEmpty());
}

}  // namespace
}  // namespace picket
