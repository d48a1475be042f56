#pragma once

#include <gtest/gtest.h>
#include <poll.h>

#include <chrono>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "agent_core/publish/client_presets.h"
#include "sim/live/mqtt/hub_client.h"
#include "sim/live/mqtt/offline_queue.h"
#include "tests/support/hub/hub_double.h"

namespace picket::sim::test {

/// A HubClient in a loop of its own, over a queue in memory, and all that it told. Its clock runs as the machine's does, and can be
/// put ahead, so that no test waits for a renewal.
class LiveClient : public HubClientListener {
 public:
  static constexpr const char* kKey = "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI=";
  static constexpr const char* kIdentity = "dev-0001/azureiotsecurity";

  /// A module with a key, at the double's first port.
  static HubClientSettings settings(const HubDouble& hub, const HubCertificates& certificates) {
    HubClientSettings settings;
    settings.preset = client_preset("c_sdk").value();
    settings.identity = std::move(read_connection_string(Secret(std::string("HostName=") + HubDouble::kHost +
                                                                ";DeviceId=dev-0001;ModuleId=azureiotsecurity;SharedAccessKey=" + kKey))
                                      .identity)
                            .value();
    settings.roots = certificates.path("root.pem");
    settings.address = "127.0.0.1";
    settings.port = hub.port();
    settings.user_agent = "&DeviceClientType=picket";
    return settings;
  }

  explicit LiveClient(HubClientSettings settings)
      : queue_(OfflineQueue::open(":memory:", {}, 7).value()), client_(std::move(settings), queue_, *this) {}

  HubClient& client() { return client_; }
  OfflineQueue& queue() { return queue_; }
  Time now() const { return begin_ + elapsed() + ahead_; }
  /// Puts the clock ahead; the time of day, which tokens are signed for, stays.
  void skip(Duration by) {
    ahead_ += by;
    client_.set_clock(-ahead_);
  }
  void start() {
    EXPECT_EQ(client_.usable(), "");
    client_.start(now());
  }
  void send(const std::string& body) { EXPECT_TRUE(client_.send(now(), {body, security_marking()}).ok()); }

  /// Runs the loop until it is so, for 20 s at most, and says whether it came to be. `each_time`: time to put the clock ahead by in
  /// each turn in which nothing happens, where a test would wait for a timer.
  bool run_until(const std::function<bool()>& so, Duration each_time = Duration()) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (!so() && std::chrono::steady_clock::now() < end) turn(each_time);
    return so();
  }
  bool run_until_connected() {
    const std::size_t before = connected.size();
    return run_until([&] { return connected.size() > before; });
  }
  bool run_until_delivered(std::size_t count) {
    return run_until([&] { return delivered.size() >= count; });
  }
  /// One turn of the loop, of 20 ms at most.
  void turn(Duration each_time = Duration()) {
    std::optional<pollfd> wanted = client_.wanted();
    const int ready = ::poll(wanted ? &*wanted : nullptr, wanted ? 1 : 0, 20);
    if (ready > 0) {
      client_.on_ready(now(), wanted->revents);
    } else if (each_time > Duration()) {
      skip(each_time);
    }
    client_.on_time(now());
  }

  bool ended_as(LinkEnd end) const {
    for (const auto& [kind, text] : ends) {
      if (kind == end) return true;
    }
    return false;
  }
  /// The text of the last end of that kind.
  std::string text_of(LinkEnd end) const {
    std::string found;
    for (const auto& [kind, text] : ends) {
      if (kind == end) found = text;
    }
    return found;
  }
  /// All that it said, for the search for secrets.
  std::string everything() const {
    std::string all;
    for (const auto& [kind, text] : ends) all += text + "\n";
    for (const std::string& text : connected) all += text + "\n";
    return all;
  }

  std::vector<std::string> connected;
  std::vector<std::pair<LinkEnd, std::string>> ends;
  std::vector<std::pair<TwinDocument, std::string>> twins;
  std::vector<QueuedMessage> delivered;
  std::vector<int> reported;

 private:
  void on_connected(Time, const std::string& address) override { connected.push_back(address); }
  void on_link_end(Time, LinkEnd end, const std::string& text) override { ends.emplace_back(end, text); }
  void on_twin(Time, std::string_view json, TwinDocument document) override { twins.emplace_back(document, json); }
  void on_delivered(Time, const QueuedMessage& message) override { delivered.push_back(message); }
  void on_reported(Time, int status) override { reported.push_back(status); }

  Duration elapsed() const {
    return Duration::microseconds(
        std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - steady_begin_).count());
  }

  const std::chrono::steady_clock::time_point steady_begin_ = std::chrono::steady_clock::now();
  const Time begin_ = Time::from_unix_microseconds(
      std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch()).count());
  Duration ahead_;
  OfflineQueue queue_;
  HubClient client_;
};

}  // namespace picket::sim::test
