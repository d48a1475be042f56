#include "pipeline_core/detectors/device_detectors.h"

#include <gmock/gmock.h>

#include "tests/pipeline_core/support.h"

namespace picket {
namespace {

using namespace testing_support;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct Watched {
  TextTable texts;
  DetectorSettings settings;
  ApprovedPackages approved;
  DeviceDetectors watch{settings, approved};
  bool learning = false;

  std::vector<Detector> send(Time accepted, const std::vector<Observation>& observations, std::size_t slot = 0) {
    std::vector<Detector> out;
    for (const Detection& d : watch.observe({slot, DeviceId(0), 0, accepted, observations}, texts, learning)) {
      out.push_back(d.detector);
    }
    return out;
  }
  Observation system(std::string_view os, std::string_view firmware) {
    SystemInformationRecord r;
    r.os_version = texts.intern(os);
    r.firmware_version = texts.intern(firmware);
    return at(kStart, r);
  }
  Observation error(ConfigurationErrorType type) {
    return at(kStart, ConfigurationErrorRecord{texts.intern("snapshotFrequency"), texts.intern("x"),
                                               texts.intern("not a duration"), type});
  }
};

TEST(DeviceDetectors, says_which_event_came_from_the_future_and_how_far) {
  Watched w;
  const std::vector<Observation> two{exec(w.texts, kStart, "ls"), exec(w.texts, kStart, "ls")};
  const auto found = w.watch.observe({0, DeviceId(0), 0, kStart, two, std::pair(1U, Duration::minutes(6))}, w.texts, false);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].detector, Detector::kClockJump);
  EXPECT_EQ(found[0].observation, 1u);
  EXPECT_EQ(found[0].value, 360);
  EXPECT_EQ(found[0].limit, 300);
}

// Heard at 0:00 and 80 h later: the silence of 72 h is told whether anybody looked in between or not.
TEST(DeviceDetectors, tells_a_long_silence_once_even_if_the_device_is_back) {
  Watched w;
  w.watch.expect(0, kStart);
  const auto silence = w.watch.silence(0, kStart + Duration::hours(80));
  ASSERT_TRUE(silence);
  EXPECT_EQ(silence->since, kStart);
  EXPECT_EQ(silence->at, kStart + Duration::hours(72));
  EXPECT_FALSE(w.watch.silence(0, kStart + Duration::hours(80)));
  w.watch.expect(0, kStart);
  w.watch.expect_nothing(0);
  EXPECT_FALSE(w.watch.silence(0, kStart + Duration::hours(80)));
}

TEST(DeviceDetectors, says_when_a_version_decreases) {
  Watched w;
  EXPECT_THAT(w.send(kStart, {w.system("12.4", "2.1.4")}), IsEmpty());
  EXPECT_THAT(w.send(kStart, {w.system("12.5", "2.1.4")}), IsEmpty());
  EXPECT_THAT(w.send(kStart, {w.system("12.4", "2.1.4")}), ElementsAre(Detector::kVersionDecrease));
  EXPECT_THAT(w.send(kStart, {w.system("12.4", "2.1.3")}), ElementsAre(Detector::kVersionDecrease));
}

TEST(DeviceDetectors, says_when_the_twin_has_wrong_types_only) {
  Watched w;
  EXPECT_THAT(w.send(kStart, {w.error(ConfigurationErrorType::kTypeMismatch)}), ElementsAre(Detector::kTwinNotParsed));
  EXPECT_THAT(w.send(kStart, {w.error(ConfigurationErrorType::kConflict)}), IsEmpty());
  EXPECT_THAT(w.send(kStart, {at(kStart, ConfigurationErrorRecord{})}), IsEmpty());
}

TEST(DeviceDetectors, compares_contacts_with_those_it_learned) {
  Watched w;
  w.learning = true;
  EXPECT_THAT(w.send(kStart, {login(w.texts, kStart, LoginOperation::kLogin, "192.168.1.2"),
                              flow(kStart, "192.168.1.20", 502)}),
              IsEmpty());
  w.learning = false;
  EXPECT_THAT(w.send(kStart, {login(w.texts, kStart, LoginOperation::kLogin, "192.168.1.2"),
                              flow(kStart, "192.168.1.20", 502)}),
              IsEmpty());
  EXPECT_THAT(w.send(kStart, {login(w.texts, kStart, LoginOperation::kLogin, "192.168.1.3"),
                              flow(kStart, "192.168.1.21", 502)}),
              ElementsAre(Detector::kPeerLogin, Detector::kOtMaster));
  // A device that nobody learned has no past to differ from.
  EXPECT_THAT(w.send(kStart, {login(w.texts, kStart, LoginOperation::kLogin, "192.168.1.3")}, 1), IsEmpty());
}

TEST(DeviceDetectors, hands_peripherals_on_and_judges_packages_by_the_list) {
  Watched w;
  w.learning = true;
  const Observation plug = at(kStart, PeripheralRecord{w.texts.intern("usb 0781:5567 mass storage"), true, true});
  const Observation unplug = at(kStart, PeripheralRecord{w.texts.intern("usb 0781:5567 mass storage"), false, true});
  w.send(kStart, {plug, unplug});
  ASSERT_EQ(w.watch.sightings().size(), 1u);
  EXPECT_EQ(w.watch.sightings()[0].peripheral, w.texts.hash(w.texts.intern("usb 0781:5567 mass storage")));
  w.learning = false;
  const Observation package = at(kStart, PackageRecord{w.texts.intern("xmrig"), w.texts.intern("6.20"), {}});
  EXPECT_THAT(w.send(kStart, {package}), IsEmpty());
  w.approved.add("openssl", "3.0.11");
  EXPECT_THAT(w.send(kStart, {package}), ElementsAre(Detector::kUnapprovedPackage));
}

TEST(DeviceDetectors, knows_when_the_next_silence_is_due) {
  Watched w;
  EXPECT_EQ(w.watch.next_due(), Time::max());
  w.watch.expect(0, kStart);
  w.watch.expect(1, kStart + Duration::hours(1));
  EXPECT_LE(w.watch.next_due(), kStart + Duration::hours(72));
  w.send(kStart + Duration::hours(10), {});
  const auto silent = w.watch.silences(kStart + Duration::hours(80));
  ASSERT_EQ(silent.size(), 1u);
  EXPECT_EQ(silent[0].slot, 1u);
  EXPECT_EQ(silent[0].at, kStart + Duration::hours(73));
  EXPECT_EQ(w.watch.next_due(), kStart + Duration::hours(82));
}

}  // namespace
}  // namespace picket
