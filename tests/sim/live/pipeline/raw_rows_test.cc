#include "sim/live/pipeline/raw_rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sim/live/pipeline/live_story.h"

namespace picket::sim {
namespace {

using test::exec_body;
using test::kStoryStart;
using test::rows_of;
using test::StoryFolder;

KeptInput raw_input(std::uint32_t device, std::uint32_t number) {
  KeptInput input;
  input.device = DeviceId(device);
  input.sequence = number;
  input.record.encoding = Encoding::kG1Json;
  input.record.time = kStoryStart + Duration::seconds(number);
  input.body = exec_body("ls -la", input.record.time, number);
  return input;
}

LiveNames raw_names() {
  LiveNames names;
  names.hub_name = "contoso-hub";
  names.device_name = [](DeviceId device) { return "dev-" + std::to_string(device.value()); };
  names.generation = [](DeviceId) { return Encoding::kG1Json; };
  return names;
}

std::unique_ptr<LiveStore> raw_store(const std::string& path) {
  auto opened = LiveStore::open(path, "host/entity/$Default", 42);
  EXPECT_TRUE(opened.ok());
  return std::move(opened).value();
}

TEST(RawRows, an_observation_is_a_row_whose_id_is_that_of_evidence) {
  const StoryFolder folder("raw_rows_all");
  const auto store = raw_store(folder.file("w.sqlite"));
  RawRows rows(*store, {RawStore::kAll, 100}, raw_names());
  rows.add(raw_input(3, 7));
  EXPECT_EQ(rows.rows(), 1U);
  const std::string id = to_string(event_id(live_event_seed(store->seed(), DeviceId(3)), 7, 0));
  EXPECT_FALSE(store->commit());
  EXPECT_FALSE(store->close());
  EXPECT_THAT(rows_of(folder.file("w.sqlite"), "SELECT DeviceId || ' ' || IoTRawEventId FROM SecurityIoTRawEvent"), testing::ElementsAre("dev-3 " + id));
}

TEST(RawRows, the_limit_holds_over_lives_and_what_is_beyond_is_counted) {
  const StoryFolder folder("raw_rows_limit");
  for (int life = 0; life < 2; ++life) {
    const auto store = raw_store(folder.file("w.sqlite"));
    RawRows rows(*store, {RawStore::kAll, 5}, raw_names());
    for (std::uint32_t i = 0; i < 4; ++i) rows.add(raw_input(0, static_cast<std::uint32_t>(life) * 10 + i));
    EXPECT_EQ(rows.rows(), life == 0 ? 4U : 1U);
    EXPECT_EQ(rows.over_limit(), life == 0 ? 0U : 3U);
    EXPECT_FALSE(store->commit());
    EXPECT_FALSE(store->close());
  }
  EXPECT_THAT(rows_of(folder.file("w.sqlite"), "SELECT count(*) FROM SecurityIoTRawEvent"), testing::ElementsAre("5"));
}

// One in a hundred by name: of 2,000 devices 20, within four standard deviations.
TEST(RawRows, a_sample_keeps_a_hundredth_of_the_devices_and_findings_none) {
  const StoryFolder folder("raw_rows_sample");
  const auto store = raw_store(folder.file("w.sqlite"));
  RawRows sample(*store, {RawStore::kSample, 1'000'000}, raw_names());
  RawRows none(*store, {}, raw_names());
  for (std::uint32_t d = 0; d < 2'000; ++d) {
    sample.add(raw_input(d, d));
    none.add(raw_input(d, d));
  }
  EXPECT_NEAR(static_cast<double>(sample.rows()), 20, 18);
  EXPECT_GT(sample.rows(), 0U);
  EXPECT_EQ(none.rows(), 0U);
}

TEST(RawRows, bytes_that_are_no_message_give_no_row) {
  const StoryFolder folder("raw_rows_bad");
  const auto store = raw_store(folder.file("w.sqlite"));
  RawRows rows(*store, {RawStore::kAll, 100}, raw_names());
  KeptInput input = raw_input(0, 1);
  input.body = "{";
  rows.add(input);
  input.record.compression = Compression::kZstd;
  rows.add(input);
  EXPECT_EQ(rows.rows(), 0U);
}

}  // namespace
}  // namespace picket::sim
