#include "sim/live/amqp/event_hub_receiver.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <functional>

#include "tests/support/hub/event_hub_double.h"

// Against the double of tests/support/hub over TLS on loopback. What is expected of every one of these: the events of a partition come
// in order, each once, whatever happens to links and connections between them.

namespace picket::sim {
namespace {

using test::EventHubDouble;
using test::HubCertificates;
using test::StoredEvent;

/// One PKI for all tests: making it takes a second.
const HubCertificates& receiver_certificates() {
  static const std::filesystem::path folder = [] {
    const std::filesystem::path path = std::filesystem::temp_directory_path() / ("picket_receiver_test_" + std::to_string(::getpid()));
    std::filesystem::create_directories(path);
    return path;
  }();
  static const HubCertificates certificates(folder);
  return certificates;
}

class EventHubReceiverTest : public testing::Test {
 protected:
  explicit EventHubReceiverTest(std::uint16_t partitions = 2) : hub_(receiver_certificates(), partitions) {}

  ReceiverSettings settings() const {
    ReceiverSettings settings;
    settings.roots = receiver_certificates().path("root.pem");
    settings.address = hub_.address();
    return settings;
  }
  static EventHubEndpoint endpoint() { return std::move(*read_event_hub_endpoint(Secret(EventHubDouble::connection_string())).endpoint); }
  void start(ReceiverSettings with) {
    receiver_ = std::make_unique<EventHubReceiver>(endpoint(), std::move(with));
    receiver_->start();
  }
  static StoredEvent event(const std::string& body) {
    StoredEvent event;
    event.body = body;
    event.enqueued_ms = 1'700'000'000'000;
    return event;
  }
  /// Takes until `done`, or ten seconds; events are released at once unless told otherwise.
  bool take_until(const std::function<bool()>& done, bool release = true) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (!done()) {
      if (std::chrono::steady_clock::now() > end) return false;
      ReceiverBatch batch = receiver_->take(Duration::milliseconds(50));
      for (EventRead& read : batch.events) {
        if (release) receiver_->release(read.event.partition, 1);
        numbers_[read.event.partition].push_back(read.event.sequence_number);
        ++events_;
        last_ = std::move(read);
      }
      for (const ReceiverNotice& notice : batch.notices) {
        texts_ += notice.text + "\n";
        if (notice.failure) last_failure_ = notice.failure;
      }
      batch_ = std::move(batch);
    }
    return true;
  }
  /// 0, 1, ..., n - 1: each once and in order.
  static std::vector<std::int64_t> all(std::int64_t n) {
    std::vector<std::int64_t> numbers;
    for (std::int64_t i = 0; i < n; ++i) numbers.push_back(i);
    return numbers;
  }
  void append(std::uint16_t partition, int n) { hub_.append(partition, std::vector<StoredEvent>(static_cast<std::size_t>(n), event("{}"))); }

  EventHubDouble hub_;
  std::unique_ptr<EventHubReceiver> receiver_;
  std::map<std::uint16_t, std::vector<std::int64_t>> numbers_;
  std::size_t events_ = 0;
  EventRead last_;
  ReceiverBatch batch_;
  std::string texts_;
  std::optional<AmqpFailure> last_failure_;
};

TEST_F(EventHubReceiverTest, reads_every_partition_from_its_beginning_and_goes_on) {
  append(0, 3);
  append(1, 2);
  start(settings());
  ASSERT_TRUE(take_until([&] { return events_ == 5; })) << texts_ << hub_.last_refusal();
  append(1, 1);
  ASSERT_TRUE(take_until([&] { return events_ == 6; }));
  EXPECT_EQ(numbers_[0], all(3));
  EXPECT_EQ(numbers_[1], all(3));
  EXPECT_EQ(batch_.partitions.at(0).last_at_attach, 2);
  EXPECT_EQ(last_.event.device, "dev-0001");
  EXPECT_EQ(last_.event.module, "azureiotsecurity");
  EXPECT_EQ(last_.event.interface_id, "urn:azureiot:Security:SecurityAgent:1");
  EXPECT_EQ(last_.event.body, "{}");
  EXPECT_EQ(last_.event.enqueued_time, Time::from_unix_seconds(1'700'000'000));
  EXPECT_NE(texts_.find("reading 2 partitions"), std::string::npos) << texts_;
}

TEST_F(EventHubReceiverTest, goes_on_behind_a_given_position) {
  append(0, 10);
  ReceiverSettings with = settings();
  with.positions[0] = {StartPosition::Kind::kAfter, {}, "6", 6};
  start(std::move(with));
  ASSERT_TRUE(take_until([&] { return events_ == 3; })) << texts_;
  EXPECT_EQ(numbers_[0], (std::vector<std::int64_t>{7, 8, 9}));
}

TEST_F(EventHubReceiverTest, the_latest_is_a_place_from_the_first_moment_on) {
  append(0, 4);
  ReceiverSettings with = settings();
  with.first.kind = StartPosition::Kind::kLatest;
  start(std::move(with));
  ASSERT_TRUE(take_until([&] { return hub_.attaches() == 2; })) << texts_;
  // Nothing has come yet; what comes while the connection is gone must not be missed.
  hub_.down();
  append(0, 2);
  hub_.up();
  ASSERT_TRUE(take_until([&] { return events_ == 2; })) << texts_;
  EXPECT_EQ(numbers_[0], (std::vector<std::int64_t>{4, 5}));
}

TEST_F(EventHubReceiverTest, a_link_that_is_detached_is_opened_again_behind_the_last_event) {
  append(0, 5);
  start(settings());
  ASSERT_TRUE(take_until([&] { return events_ == 5; })) << texts_;
  hub_.detach("amqp:link:detach-forced", "The link is force detached.");
  append(0, 5);
  ASSERT_TRUE(take_until([&] { return events_ == 10; })) << texts_;
  EXPECT_EQ(numbers_[0], all(10));
  EXPECT_EQ(receiver_->counts().connections, 1U) << "a link is opened again without a new connection";
  EXPECT_EQ(last_failure_, AmqpFailure::kDetached);
}

TEST_F(EventHubReceiverTest, a_cut_connection_loses_nothing_and_repeats_nothing) {
  append(0, 100);
  append(1, 100);
  start(settings());
  ASSERT_TRUE(take_until([&] { return events_ == 200; })) << texts_;
  hub_.down();
  append(0, 50);
  hub_.up();
  ASSERT_TRUE(take_until([&] { return events_ == 250; })) << texts_;
  hub_.close_connection("amqp:connection:forced");
  append(1, 50);
  ASSERT_TRUE(take_until([&] { return events_ == 300; })) << texts_;
  EXPECT_EQ(numbers_[0], all(150));
  EXPECT_EQ(numbers_[1], all(150));
}

TEST_F(EventHubReceiverTest, a_busy_service_is_left_alone_for_ten_seconds) {
  start(settings());
  ASSERT_TRUE(take_until([&] { return hub_.attaches() == 2; })) << texts_;
  hub_.detach("com.microsoft:server-busy", "The request was terminated because the entity is being throttled. Please wait 10 seconds and try again.");
  ASSERT_TRUE(take_until([&] { return last_failure_ == AmqpFailure::kServerBusy; })) << texts_;
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(1'500);
  take_until([&] { return std::chrono::steady_clock::now() > end; });
  EXPECT_EQ(hub_.attaches(), 2U);
  EXPECT_FALSE(batch_.partitions.at(0).attached);
}

TEST_F(EventHubReceiverTest, who_does_not_release_is_sent_no_more_than_the_credit) {
  append(0, 1'000);
  ReceiverSettings with = settings();
  with.credit = 50;
  start(std::move(with));
  ASSERT_TRUE(take_until([&] { return events_ == 50; }, false)) << texts_;
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(300);
  take_until([&] { return std::chrono::steady_clock::now() > end; }, false);
  EXPECT_EQ(events_, 50U);
  receiver_->release(0, 50);
  ASSERT_TRUE(take_until([&] { return events_ == 1'000; })) << events_;
  EXPECT_EQ(numbers_[0], all(1'000));
}

TEST_F(EventHubReceiverTest, tokens_are_renewed_before_they_end) {
  ReceiverSettings with = settings();
  with.token_life = Duration::seconds(2);
  start(std::move(with));
  // Three at first: for the management node and two partitions; three more after a second and a half.
  ASSERT_TRUE(take_until([&] { return hub_.tokens() >= 6; })) << texts_;
  EXPECT_EQ(receiver_->counts().connections, 1U);
  EXPECT_EQ(hub_.last_refusal(), "");
}

TEST_F(EventHubReceiverTest, faulty_messages_come_with_their_reason_and_stop_nothing) {
  StoredEvent text = event("words");
  text.body_is_text = true;
  StoredEvent nobody = event("{}");
  nobody.device.clear();
  StoredEvent numberless = event("{}");
  numberless.numberless = true;
  hub_.append(0, {text, nobody, numberless, event("{}")});
  std::vector<std::optional<EventFault>> faults;
  start(settings());
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (faults.size() < 4 && std::chrono::steady_clock::now() < end) {
    for (const EventRead& read : receiver_->take(Duration::milliseconds(50)).events) faults.push_back(read.fault);
  }
  EXPECT_EQ(faults, (std::vector<std::optional<EventFault>>{EventFault::kBodyNotBytes, EventFault::kNoDevice, EventFault::kNoSequenceNumber, std::nullopt}));
}

TEST_F(EventHubReceiverTest, a_certificate_of_another_host_is_refused_and_ends_it) {
  const std::string other = "Endpoint=sb://contoso-eh.example.org/;SharedAccessKeyName=service;SharedAccessKey=" + std::string(EventHubDouble::kKey) + ";EntityPath=" + EventHubDouble::kEntity;
  receiver_ = std::make_unique<EventHubReceiver>(std::move(*read_event_hub_endpoint(Secret(other)).endpoint), settings());
  receiver_->start();
  ASSERT_TRUE(take_until([&] { return batch_.ended; })) << texts_;
  EXPECT_EQ(last_failure_, AmqpFailure::kCertificate) << texts_;
  EXPECT_EQ(hub_.tokens(), 0U) << "a token was shown to a host that did not prove itself";
}

TEST_F(EventHubReceiverTest, a_certificate_of_unknown_roots_is_refused_and_ends_it) {
  ReceiverSettings with = settings();
  with.roots.clear();  // the system's
  start(std::move(with));
  ASSERT_TRUE(take_until([&] { return batch_.ended; })) << texts_;
  EXPECT_EQ(last_failure_, AmqpFailure::kCertificate) << texts_;
  EXPECT_EQ(hub_.tokens(), 0U);
}

TEST_F(EventHubReceiverTest, an_expired_certificate_is_refused_and_ends_it) {
  EventHubDouble expired(receiver_certificates(), 1, "expired.pem");
  ReceiverSettings with = settings();
  with.address = expired.address();
  start(std::move(with));
  ASSERT_TRUE(take_until([&] { return batch_.ended; })) << texts_;
  EXPECT_EQ(last_failure_, AmqpFailure::kCertificate) << texts_;
}

TEST_F(EventHubReceiverTest, a_wrong_key_ends_it_with_advice_and_without_the_key) {
  const std::string wrong = "d3JvbmdrZXl3cm9uZ2tleXdyb25na2V5d3JvbmdrZXk=";
  const std::string text = std::string("Endpoint=sb://") + EventHubDouble::kHost + "/;SharedAccessKeyName=service;SharedAccessKey=" + wrong + ";EntityPath=" + EventHubDouble::kEntity;
  receiver_ = std::make_unique<EventHubReceiver>(std::move(*read_event_hub_endpoint(Secret(text)).endpoint), settings());
  receiver_->start();
  ASSERT_TRUE(take_until([&] { return batch_.ended; })) << texts_;
  EXPECT_EQ(last_failure_, AmqpFailure::kUnauthorized) << texts_;
  EXPECT_NE(texts_.find("SharedAccessKey: the policy needs"), std::string::npos) << texts_;
  EXPECT_EQ(texts_.find(wrong), std::string::npos);
}

TEST_F(EventHubReceiverTest, an_unknown_consumer_group_ends_it) {
  ReceiverSettings with = settings();
  with.consumer_group = "nobody";
  start(std::move(with));
  ASSERT_TRUE(take_until([&] { return batch_.ended; })) << texts_;
  EXPECT_EQ(last_failure_, AmqpFailure::kNotFound) << texts_;
}

TEST_F(EventHubReceiverTest, waits_for_a_service_that_is_not_there_yet) {
  hub_.down();
  start(settings());
  ASSERT_TRUE(take_until([&] { return last_failure_ == AmqpFailure::kUnreachable; })) << texts_;
  EXPECT_FALSE(batch_.ended);
  append(0, 1);
  hub_.up();
  EXPECT_TRUE(take_until([&] { return events_ == 1; })) << texts_;
}

}  // namespace
}  // namespace picket::sim
