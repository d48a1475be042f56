#include "sim/live/fit/fit_run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "tests/sim/live/pipeline/live_story.h"
#include "tests/support/hub/event_hub_double.h"

// From the double's TLS socket into a fit.

namespace picket::sim {
namespace {

using test::EventHubDouble;
using test::HubCertificates;
using test::StoredEvent;
using test::StoryFolder;

const HubCertificates& fit_certificates() {
  static const StoryFolder folder("fit_run_pki");
  static const HubCertificates certificates(folder.file(""));
  return certificates;
}

std::int64_t fit_now_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

struct FitLife {
  explicit FitLife(const EventHubDouble& hub) {
    ReceiverSettings with;
    with.roots = fit_certificates().path("root.pem");
    with.address = hub.address();
    receiver = std::make_unique<EventHubReceiver>(std::move(*read_event_hub_endpoint(Secret(EventHubDouble::connection_string())).endpoint), with);
    program.should_stop = [] { return false; };
    program.note = [this](const ReceiverNotice& notice) { notes += notice.text + "\n"; };
    program.progress = [](const std::string&) {};
    settings.until_present = true;
  }
  FitOutcome go() {
    receiver->start();
    return run_fit(*receiver, fit, settings, program);
  }
  std::unique_ptr<EventHubReceiver> receiver;
  FitRunSettings settings;
  FitProgram program;
  StreamFit fit;
  std::string notes;
};

TEST(FitRun, reads_everything_that_is_there_and_nothing_twice_whoever_reads_beside) {
  EventHubDouble hub(fit_certificates(), 2);
  const std::int64_t start = fit_now_ms() - 3'600'000;
  for (std::uint32_t i = 0; i < 30; ++i) {
    StoredEvent event;
    event.device = i % 2 == 0 ? "dev-a" : "dev-b";
    event.enqueued_ms = start + i * 60'000;
    event.message_id = std::to_string(i);
    event.body = test::exec_body("/bin/ls", Time::from_unix_microseconds(event.enqueued_ms * 1'000), i);
    hub.append(static_cast<std::uint16_t>(i % 2), event);
  }
  StoredEvent hostile;
  hostile.enqueued_ms = start;
  hostile.body = "{\"Events\":[";
  hub.append(0, hostile);
  for (int life = 0; life < 2; ++life) {
    FitLife one(hub);
    EXPECT_EQ(one.go().refused, "") << one.notes;
    EXPECT_EQ(one.fit.counts().received, 31U) << "no position is kept";
    EXPECT_EQ(one.fit.counts().messages, 30U);
    EXPECT_EQ(one.fit.counts().undecodable.total(), 1U);
    EXPECT_TRUE(one.fit.counts().balances());
    // All was read up to now, so it is known that nothing came since.
    EXPECT_GT(one.fit.spans().at(0).end.unix_microseconds() / 1'000, start + 3'000'000);
  }
}

TEST(FitRun, a_service_that_refuses_ends_it_with_the_reason) {
  EventHubDouble hub(fit_certificates(), 1);
  hub.set_token_status(401);
  FitLife life(hub);
  EXPECT_THAT(life.go().refused, testing::HasSubstr("SharedAccessKey"));
}

TEST(FitRun, ends_when_it_is_told_to) {
  EventHubDouble hub(fit_certificates(), 1);
  FitLife life(hub);
  life.settings.until_present = false;
  life.settings.progress_interval = Duration::milliseconds(1);
  int asked = 0;
  std::string line;
  life.program.should_stop = [&asked] { return ++asked > 4; };
  life.program.progress = [&line](const std::string& text) { line = text; };
  EXPECT_EQ(life.go().refused, "");
  EXPECT_THAT(line, testing::HasSubstr("0 events, 0 messages of 0 devices"));
}

}  // namespace
}  // namespace picket::sim
