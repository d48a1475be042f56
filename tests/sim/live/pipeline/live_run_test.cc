#include "sim/live/pipeline/live_run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "tests/sim/live/pipeline/live_story.h"
#include "tests/support/hub/event_hub_double.h"

// From the double's TLS socket to rows of the workspace.

namespace picket::sim {
namespace {

using test::EventHubDouble;
using test::exec_body;
using test::HubCertificates;
using test::rows_of;
using test::story_content;
using test::StoredEvent;
using test::StoryFolder;
using testing::ElementsAre;

const HubCertificates& run_certificates() {
  static const StoryFolder folder("live_run_pki");
  static const HubCertificates certificates(folder.file(""));
  return certificates;
}

std::int64_t now_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

StoredEvent stored(const std::string& device, const std::string& commandline, std::int64_t enqueued_ms, std::uint32_t number) {
  StoredEvent event;
  event.device = device;
  event.enqueued_ms = enqueued_ms;
  event.message_id = device + std::to_string(number);
  event.body = exec_body(commandline, Time::from_unix_microseconds(enqueued_ms * 1'000), number);
  return event;
}

/// One life of a program against the double.
struct RunLife {
  explicit RunLife(const EventHubDouble& hub, const std::string& path) {
    auto opened = LiveStore::open(path, "host/entity/$Default", 42);
    EXPECT_TRUE(opened.ok()) << opened.error().text();
    store = std::move(opened).value();
    LivePipelineSettings settings;
    settings.hub_name = "contoso-hub";
    settings.pipeline.novelty = false;
    pipeline = std::make_unique<LivePipeline>(*store, story_content(), settings);
    pipeline->read_back();
    ReceiverSettings with;
    with.roots = run_certificates().path("root.pem");
    with.address = hub.address();
    with.positions = store->checkpoints();
    receiver = std::make_unique<EventHubReceiver>(std::move(*read_event_hub_endpoint(Secret(EventHubDouble::connection_string())).endpoint), with);
    receiver->start();
    run.hold = Duration();
    run.commit_interval = Duration::milliseconds(50);
    run.until_present = true;
    const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    program.should_stop = [patience] { return std::chrono::steady_clock::now() > patience; };
    program.tell = [this](const std::vector<std::string>& lines) { told.insert(told.end(), lines.begin(), lines.end()); };
    program.note = [this](const ReceiverNotice& notice) { notes += notice.text + "\n"; };
  }
  LiveOutcome go() { return run_live(*receiver, *pipeline, run, program); }

  std::unique_ptr<LiveStore> store;
  std::unique_ptr<LivePipeline> pipeline;
  std::unique_ptr<EventHubReceiver> receiver;
  LiveRunSettings run;
  LiveProgram program;
  std::vector<std::string> told;
  std::string notes;
};

TEST(LiveRun, what_is_stored_at_the_hub_becomes_findings_and_a_restart_goes_on) {
  const StoryFolder folder("live_run_findings");
  EventHubDouble hub(run_certificates(), 2);
  const std::int64_t start = now_ms() - 3'600'000;
  for (std::uint32_t i = 0; i < 20; ++i) hub.append(0, stored("dev-a", i == 7 ? "evil" : "ls", start + i * 1'000, i));
  for (std::uint32_t i = 0; i < 20; ++i) hub.append(1, stored("dev-b", "ls", start + i * 1'000, i));
  const std::string path = folder.file("w.sqlite");
  {
    RunLife life(hub, path);
    EXPECT_EQ(life.go().end, LiveEnd::kStopped) << life.notes;
    EXPECT_THAT(life.told, ElementsAre(testing::HasSubstr("dev-a Evil"))) << life.notes;
    EXPECT_EQ(life.pipeline->counts().analysed, 40U);
    EXPECT_TRUE(life.pipeline->counts().balances());
    EXPECT_FALSE(life.store->close());
  }
  hub.append(0, stored("dev-a", "evil", start + 1'800'000, 100));
  RunLife life(hub, path);
  EXPECT_EQ(life.go().end, LiveEnd::kStopped) << life.notes;
  EXPECT_EQ(life.pipeline->counts().received, 1U);
  // Its time is before that which the first life reached, and within an hour of the first.
  EXPECT_EQ(life.pipeline->counts().late, 1U);
  const std::string alerts = std::to_string(1 + life.told.size());
  EXPECT_THAT(rows_of(path, "SELECT count(DISTINCT SystemAlertId) || ' of ' || count(*) FROM SecurityAlert"), ElementsAre(alerts + " of " + alerts));
  EXPECT_FALSE(life.store->close());
}

TEST(LiveRun, a_cut_in_the_middle_loses_nothing_and_tells_nothing_twice) {
  const StoryFolder folder("live_run_cut");
  EventHubDouble hub(run_certificates(), 1);
  const std::int64_t start = now_ms() - 3'600'000;
  std::vector<StoredEvent> events;
  for (std::uint32_t i = 0; i < 2'000; ++i) events.push_back(stored("dev-" + std::to_string(i % 50), i < 50 ? "evil" : "ls", start + i * 100, i));
  hub.append(0, events);
  RunLife life(hub, folder.file("w.sqlite"));
  bool cut = false;
  life.program.should_stop = [&] {
    if (!cut && life.pipeline->counts().received > 0) {
      cut = true;
      hub.down();
      hub.up();
    }
    return false;
  };
  EXPECT_EQ(life.go().end, LiveEnd::kStopped) << life.notes;
  EXPECT_TRUE(cut);
  EXPECT_EQ(life.pipeline->counts().received, 2'000U);
  EXPECT_EQ(life.pipeline->counts().analysed, 2'000U);
  EXPECT_EQ(life.told.size(), 50U);
  EXPECT_FALSE(life.store->close());
}

TEST(LiveRun, a_service_that_refuses_ends_it_with_the_reason) {
  const StoryFolder folder("live_run_refused");
  EventHubDouble hub(run_certificates(), 1);
  hub.set_token_status(401);
  RunLife life(hub, folder.file("w.sqlite"));
  const LiveOutcome outcome = life.go();
  EXPECT_EQ(outcome.end, LiveEnd::kRefused);
  EXPECT_THAT(outcome.text, testing::HasSubstr("SharedAccessKey"));
}

}  // namespace
}  // namespace picket::sim
