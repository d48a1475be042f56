#include "sim/live/pipeline/live_pipeline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sim/live/pipeline/live_story.h"

namespace picket::sim {
namespace {

using test::exec_event;
using test::kStoryStart;
using test::rows_of;
using test::story_content;
using test::StoryFolder;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr const char* kAlerts = "SELECT AlertName || ' ' || CompromisedEntity FROM SecurityAlert ORDER BY TimeGenerated, rowid";

/// A pipeline and its store, which are made anew for each life.
class Life {
 public:
  explicit Life(const std::string& path, LivePipelineSettings settings = {}) {
    settings.hub_name = "contoso-hub";
    settings.pipeline.novelty = false;  // the story is about rules
    auto opened = LiveStore::open(path, "host/entity/$Default", 42);
    EXPECT_TRUE(opened.ok()) << opened.error().text();
    store = std::move(opened).value();
    pipeline = std::make_unique<LivePipeline>(*store, story_content(), settings);
    read_back = pipeline->read_back();
  }
  void take(const EventRead& read) { pipeline->take(read, read.event.enqueued_time); }
  /// Lines that are told.
  std::vector<std::string> commit() {
    auto lines = pipeline->commit();
    EXPECT_TRUE(lines.ok());
    EXPECT_FALSE(pipeline->told());
    return std::move(lines).value();
  }
  /// As a program that is killed: what was not committed is gone.
  void die() {
    pipeline.reset();
    store.reset();
  }
  void end() {
    EXPECT_FALSE(store->close());
    die();
  }

  std::unique_ptr<LiveStore> store;
  std::unique_ptr<LivePipeline> pipeline;
  std::uint64_t read_back = 0;
};

Time second(std::int64_t s) { return kStoryStart + Duration::seconds(s); }

TEST(LivePipeline, a_finding_becomes_rows_and_one_line) {
  const StoryFolder folder("live_pipeline_rows");
  Life life(folder.file("w.sqlite"));
  life.take(exec_event(0, second(0), "dev-1", "ls -la"));
  life.take(exec_event(1, second(1), "dev-1", "run evil"));
  life.pipeline->advance(second(5));
  const std::vector<std::string> lines = life.commit();
  ASSERT_THAT(lines, SizeIs(1));
  EXPECT_THAT(lines[0], testing::HasSubstr(" High dev-1 Evil ("));
  EXPECT_THAT(life.commit(), IsEmpty()) << "a line is told once";
  life.end();
  EXPECT_THAT(rows_of(folder.file("w.sqlite"), "SELECT AlertName FROM SecurityAlert"), ElementsAre("Evil"));
  EXPECT_THAT(rows_of(folder.file("w.sqlite"), "SELECT json_extract(Record, '$.class_uid') FROM OcsfDetectionFinding"), ElementsAre("2004"));
  EXPECT_THAT(rows_of(folder.file("w.sqlite"), "SELECT SequenceNumber FROM PicketLiveCheckpoint"), ElementsAre("1"));
}

// The rule that needs two is raised by the second, although the first was read in an earlier life; the first finding is not raised again.
TEST(LivePipeline, a_window_outlasts_a_restart_and_no_finding_comes_twice) {
  const StoryFolder folder("live_pipeline_window");
  const std::string path = folder.file("w.sqlite");
  {
    Life life(path);
    life.take(exec_event(0, second(0), "dev-1", "evil one"));
    life.pipeline->advance(second(60));
    EXPECT_THAT(life.commit(), SizeIs(1));
    life.end();
  }
  Life life(path);
  EXPECT_EQ(life.read_back, 1U);
  EXPECT_THAT(life.commit(), IsEmpty());
  life.take(exec_event(1, second(600), "dev-1", "evil two"));
  life.pipeline->advance(second(700));
  EXPECT_THAT(life.commit(), ElementsAre(testing::HasSubstr("Evil twice")));
  EXPECT_TRUE(life.pipeline->counts().balances());
  EXPECT_EQ(life.pipeline->counts().analysed, 1U);
  life.end();
  EXPECT_THAT(rows_of(path, "SELECT count(*) FROM SecurityAlert"), ElementsAre("2"));
}

// What one life finds, many lives find that are killed at any place: the same rows with the same ids. After a kill the service gives again
// what stands behind the checkpoint.
TEST(LivePipeline, lives_that_are_killed_find_what_one_life_finds) {
  std::vector<EventRead> events;
  for (int i = 0; i < 60; ++i) {
    const std::string device = "dev-" + std::to_string(i % 7);
    events.push_back(exec_event(i, second(i * 20 - (i % 3) * 5), device, i % 5 == 0 ? "evil" : "ls"));
  }
  const auto ids_of = [](const std::string& path) { return rows_of(path, "SELECT SystemAlertId || AlertName FROM SecurityAlert ORDER BY 1"); };
  const StoryFolder folder("live_pipeline_kills");
  std::vector<std::string> expected;
  {
    Life life(folder.file("one.sqlite"));
    for (const EventRead& read : events) life.take(read);
    life.pipeline->advance(second(4'000));
    life.commit();
    life.end();
    expected = ids_of(folder.file("one.sqlite"));
    ASSERT_GT(expected.size(), 7U);
  }
  const std::string path = folder.file("many.sqlite");
  std::vector<std::string> told;
  std::size_t next = 0;
  for (int round = 0; next < events.size(); ++round) {
    Life life(path);
    const auto at = life.store->checkpoints();
    next = at.empty() ? 0 : static_cast<std::size_t>(at.at(0).sequence_number) + 1;
    for (int i = 0; i < 9 && next < events.size(); ++i) {
      life.take(events[next++]);
      // Never later than what may still come.
      life.pipeline->advance(second(static_cast<std::int64_t>(next) * 20 - 15));
      if (i == 4 + round % 3) {
        for (std::string& line : life.commit()) told.push_back(line);
      }
    }
    if (next < events.size()) life.die();
    else {
      life.pipeline->advance(second(4'000));
      for (std::string& line : life.commit()) told.push_back(line);
      life.end();
    }
  }
  EXPECT_EQ(ids_of(path), expected);
  EXPECT_EQ(told.size(), expected.size());
  std::sort(told.begin(), told.end());
  EXPECT_EQ(std::unique(told.begin(), told.end()), told.end()) << "a line was told twice";
}

TEST(LivePipeline, what_waits_for_its_time_is_analysed_in_the_next_life) {
  const StoryFolder folder("live_pipeline_waits");
  const std::string path = folder.file("w.sqlite");
  {
    Life life(path);
    life.take(exec_event(0, second(0), "dev-1", "ls"));
    life.take(exec_event(1, second(100), "dev-1", "evil"));
    life.pipeline->advance(second(50));
    EXPECT_THAT(life.commit(), IsEmpty());
    EXPECT_EQ(life.pipeline->counts().waiting, 1U);
    EXPECT_TRUE(life.pipeline->counts().balances());
    life.end();
  }
  Life life(path);
  life.pipeline->advance(second(200));
  EXPECT_THAT(life.commit(), SizeIs(1));
  EXPECT_EQ(life.pipeline->counts().analysed, 0U) << "it was received in an earlier life";
  EXPECT_TRUE(life.pipeline->counts().balances());
  life.end();
}

TEST(LivePipeline, a_line_that_was_not_told_before_the_end_is_told_at_the_next_start) {
  const StoryFolder folder("live_pipeline_untold");
  const std::string path = folder.file("w.sqlite");
  {
    Life life(path);
    life.take(exec_event(0, second(0), "dev-1", "evil"));
    life.pipeline->advance(second(50));
    const auto lines = life.pipeline->commit();
    ASSERT_THAT(lines.value(), SizeIs(1));
    life.die();  // before it was told
  }
  Life life(path);
  EXPECT_THAT(life.commit(), SizeIs(1));
  EXPECT_THAT(life.commit(), IsEmpty());
  life.end();
  EXPECT_THAT(rows_of(path, kAlerts), SizeIs(1));
}

TEST(LivePipeline, counts_everything_that_is_not_analysed) {
  const StoryFolder folder("live_pipeline_counts");
  const std::string path = folder.file("w.sqlite");
  LivePipelineSettings settings;
  settings.max_devices = 2;
  Life life(path, settings);
  EventRead telemetry = exec_event(0, second(0), "dev-1", "ls");
  telemetry.event.interface_id.clear();
  life.take(telemetry);
  EventRead twin = exec_event(1, second(1), "dev-1", "ls");
  twin.event.source = EventSource::kTwinChange;
  life.take(twin);
  EventRead broken = exec_event(2, second(2), "dev-1", "ls");
  broken.fault = EventFault::kBodyNotBytes;
  life.take(broken);
  const EventRead once = exec_event(3, second(3), "dev-1", "ls");
  life.take(once);
  EventRead again = once;  // the device sent it twice: another number of the partition
  again.event.sequence_number = 4;
  life.take(again);
  EventRead other_module = again;  // ids are of a module
  other_module.event.module = "other";
  life.take(other_module);
  life.take(exec_event(5, second(5), "dev-2", "ls"));
  life.take(exec_event(6, second(6), "dev-3", "ls"));
  EventRead garbage = exec_event(7, second(7), "dev-2", "ls");
  garbage.event.body = "{\"AgentVersion\":";
  life.take(garbage);
  EventRead ahead = exec_event(8, second(8), "dev-2", "evil");
  ahead.event.enqueued_time = second(8) + Duration::days(400);
  life.pipeline->take(ahead, second(8));
  life.pipeline->advance(second(20));
  EventRead late = exec_event(9, second(1), "dev-2", "ls");
  life.take(late);
  life.pipeline->advance(second(30));
  EXPECT_THAT(life.commit(), SizeIs(1)) << "an event of the future is taken as of now";
  const LiveCounts c = life.pipeline->counts();
  EXPECT_EQ(c.received, 11U);
  EXPECT_EQ(c.not_analysed[NotAnalysed::kOtherTelemetry], 1U);
  EXPECT_EQ(c.not_analysed[NotAnalysed::kOtherHubEvent], 1U);
  EXPECT_EQ(c.not_analysed[NotAnalysed::kRepeated], 1U);
  EXPECT_EQ(c.not_analysed[NotAnalysed::kTooManyDevices], 1U);
  EXPECT_EQ(c.faulty[EventFault::kBodyNotBytes], 1U);
  EXPECT_EQ(c.set_aside, 1U);
  EXPECT_EQ(c.analysed, 6U);
  EXPECT_EQ(c.late, 1U);
  EXPECT_EQ(c.ahead, 1U);
  EXPECT_EQ(c.waiting, 0U);
  EXPECT_TRUE(c.balances());
  EXPECT_EQ(life.pipeline->core_counts().dropped[IngestDrop::kUndecodable], 1U);
  life.end();
  EXPECT_THAT(rows_of(path, "SELECT Reason || ' ' || DeviceId FROM PicketLiveSetAside"), ElementsAre("body_not_bytes dev-1"));
}

TEST(LivePipeline, connections_become_rows_of_the_log) {
  const StoryFolder folder("live_pipeline_connections");
  const std::string path = folder.file("w.sqlite");
  Life life(path);
  EventRead read = exec_event(0, second(9), "dev-1", "");
  read.event.source = EventSource::kConnectionState;
  read.event.operation = "deviceConnected";
  read.event.operation_timestamp = "2026-09-21T14:13:25Z";  // four seconds before the hub told of it
  read.event.module.clear();
  life.take(read);
  life.pipeline->advance(second(20));
  life.commit();
  EXPECT_EQ(life.pipeline->counts().connections, 1U);
  EXPECT_EQ(life.pipeline->core_counts().operation_records, 1U);
  life.end();
  EXPECT_THAT(rows_of(path, "SELECT OperationName FROM AzureDiagnostics"), ElementsAre("deviceConnect"));
}

TEST(LivePipeline, a_silent_device_is_missed_after_a_restart_too) {
  const StoryFolder folder("live_pipeline_silence");
  const std::string path = folder.file("w.sqlite");
  LivePipelineSettings settings;
  settings.silence = Duration::minutes(10);
  {
    Life life(path, settings);
    life.take(exec_event(0, second(0), "dev-1", "ls"));
    life.pipeline->advance(second(60));
    life.commit();
    life.end();
  }
  Life life(path, settings);
  life.pipeline->advance(second(29 * 60));
  EXPECT_THAT(life.commit(), IsEmpty()) << "three intervals are not over";
  life.pipeline->advance(second(32 * 60));
  EXPECT_THAT(life.commit(), ElementsAre(testing::HasSubstr("dev-1")));
  life.end();
}

TEST(LivePipeline, learns_for_a_while_and_raises_afterwards_in_one_life_or_two) {
  for (const bool restart : {false, true}) {
    SCOPED_TRACE(restart);
    const StoryFolder folder("live_pipeline_learns");
    LivePipelineSettings settings;
    settings.learn = Duration::minutes(5);
    auto life = std::make_unique<Life>(folder.file("w.sqlite"), settings);
    life->take(exec_event(0, second(0), "dev-1", "evil"));
    life->pipeline->advance(second(60));
    EXPECT_THAT(life->commit(), IsEmpty());
    if (restart) {
      life->end();
      life = std::make_unique<Life>(folder.file("w.sqlite"), settings);
    }
    life->take(exec_event(1, second(299), "dev-2", "evil"));
    life->take(exec_event(2, second(301), "dev-3", "evil"));
    life->pipeline->advance(second(400));
    EXPECT_THAT(life->commit(), ElementsAre(testing::HasSubstr("dev-3")));
    life->end();
  }
}

TEST(LivePipeline, keeps_no_more_than_it_is_told_to) {
  const StoryFolder folder("live_pipeline_keeps");
  const std::string path = folder.file("w.sqlite");
  LivePipelineSettings settings;
  settings.keep = Duration::minutes(10);
  settings.max_inputs = 50;
  Life life(path, settings);
  for (int i = 0; i < 10; ++i) life.take(exec_event(i, second(i), "dev-1", "ls"));
  life.pipeline->advance(second(3'600));
  life.commit();
  for (int i = 0; i < 60; ++i) life.take(exec_event(10 + i, second(3'601 + i), "dev-1", "ls"));
  life.pipeline->advance(second(3'700));
  life.commit();
  EXPECT_EQ(life.pipeline->counts().forgotten_early, 10U);
  life.end();
  EXPECT_THAT(rows_of(path, "SELECT count(*) FROM PicketLiveInput"), ElementsAre("50"));
}

TEST(LivePipeline, begins_where_reading_began_although_nothing_came) {
  const StoryFolder folder("live_pipeline_begins");
  const std::string path = folder.file("w.sqlite");
  {
    Life life(path);
    life.pipeline->begin_at(3, {StartPosition::Kind::kAfter, {}, {}, 41});
    life.pipeline->begin_at(4, {});  // the earliest is no place
    life.commit();
    life.end();
  }
  Life life(path);
  const auto checkpoints = life.store->checkpoints();
  ASSERT_THAT(checkpoints, SizeIs(1));
  EXPECT_EQ(checkpoints.at(3).sequence_number, 41);
}

}  // namespace
}  // namespace picket::sim
