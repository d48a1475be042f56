#include "sim/live/agent/doctor.h"

#include <gtest/gtest.h>

#include <fstream>
#include <vector>

#include "sim/live/mqtt/offline_queue.h"
#include "tests/sim/live/collect/collect_world.h"

namespace picket::sim {
namespace {

struct DoctorNotes {
  std::vector<DoctorFinding> findings;
  DoctorTell tell() {
    return [this](const DoctorFinding& finding) { findings.push_back(finding); };
  }
};

TEST(Doctor, says_which_collectors_a_policy_gets_here) {
  Policy policy;
  policy.of(EventKind::kProcess).collect = true;
  policy.process_sensor = ProcessSensor::kPolling;
  policy.of(EventKind::kDns).collect = true;
  DoctorNotes notes;
  examine_collectors(policy, notes.tell());
  ASSERT_FALSE(notes.findings.empty());
  EXPECT_EQ(notes.findings[0].verdict, DoctorVerdict::kGood);
  EXPECT_EQ(notes.findings[0].text.find("process: "), 0U) << notes.findings[0].text;
  bool advised = false;
  for (const DoctorFinding& finding : notes.findings) advised = advised || (finding.verdict == DoctorVerdict::kAdvice && finding.text.find("dns") == 0);
  EXPECT_TRUE(advised) << "no collector for DNS";
}

TEST(Doctor, a_queue_that_cannot_be_used_is_wrong_and_one_that_is_in_use_as_well) {
  const CollectFolder folder;
  DoctorNotes notes;
  EXPECT_TRUE(examine_queue(folder.path("queue.sqlite"), 1, notes.tell()));
  ASSERT_EQ(notes.findings.size(), 1U);
  EXPECT_NE(notes.findings[0].verdict, DoctorVerdict::kWrong);
  EXPECT_FALSE(examine_queue(folder.path("no/such/folder/queue.sqlite"), 1, notes.tell()));
  EXPECT_EQ(notes.findings.back().verdict, DoctorVerdict::kWrong);
  const auto held = OfflineQueue::open(folder.path("queue.sqlite"), {}, 1);
  ASSERT_TRUE(held.ok());
  EXPECT_FALSE(examine_queue(folder.path("queue.sqlite"), 1, notes.tell()));
  EXPECT_EQ(notes.findings.back().verdict, DoctorVerdict::kWrong);
}

TEST(Doctor, a_finding_is_a_line) {
  EXPECT_EQ(finding_line({DoctorVerdict::kWrong, "tls", "it has expired"}), "WRONG    tls: it has expired");
  EXPECT_EQ(finding_line({DoctorVerdict::kGood, "name", "x is 192.0.2.1"}), "ok       name: x is 192.0.2.1");
}

}  // namespace
}  // namespace picket::sim
