// The live agent against the hub double, with this host's own collectors: each fault has the outcome that is stated. The agent runs in
// a child process, so that it can be killed.

#include "sim/live/agent/live_agent.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <filesystem>
#include <functional>
#include <map>
#include <set>
#include <thread>

#include "sim/live/agent/live_text.h"
#include "tests/sim/live/mqtt/hub/live_client.h"
#include "tests/sim/results/temporary_folder.h"
#include "tests/support/policies.h"

namespace picket::sim {
namespace {

using test::HubCertificates;
using test::HubDouble;
using test::HubEvent;
using test::LiveClient;

/// Writes all that an agent tells into a file, line by line: what a user sees.
class FileListener : public LiveAgentListener {
 public:
  explicit FileListener(const std::string& path) : out_(path, std::ios::app) {}
  void on_note(Time, const std::string& text) override { out_ << text << std::endl; }
  void on_status(const LiveAgentStatus& status) override { out_ << status_line(status) << std::endl; }
  void on_message(const HostMessage& message) override { out_ << "message " << message.sequence << std::endl; }
  void end(const std::string& text) { out_ << text << std::endl; }

 private:
  std::ofstream out_;
};

/// An agent in a process of its own.
class AgentProcess {
 public:
  AgentProcess(const std::function<LiveAgentSettings()>& settings, const std::string& log, const std::function<void()>& before = {}) {
    process_ = ::fork();
    if (process_ != 0) return;
    if (before) before();
    FileListener listener(log);
    const auto ended = run_live_agent(settings(), listener);
    if (ended.ok()) {
      listener.end(std::string(to_string(ended.value().end)) + "\n" + closing_balance(ended.value().status));
    } else {
      listener.end("error: " + ended.error());
    }
    ::_exit(ended.ok() && ended.value().status.balances ? 0 : 9);
  }
  ~AgentProcess() {
    if (process_ > 0) end(SIGKILL);
  }
  AgentProcess(const AgentProcess&) = delete;
  AgentProcess& operator=(const AgentProcess&) = delete;

  /// Its exit code, or minus the signal that it died of.
  int end(int signal) {
    ::kill(process_, signal);
    return wait();
  }
  int wait() {
    int status = 0;
    ::waitpid(process_, &status, 0);
    process_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }

 private:
  pid_t process_ = -1;
};

class LiveAgentAtHub : public ::testing::Test {
 protected:
  /// A policy that makes a message whenever a file in `watched` changes, and asks nothing else of the host.
  Policy file_policy() const {
    Policy policy = picket::test::raw_policy();
    for (KindPolicy& kind : policy.kinds) kind.collect = false;
    policy.of(EventKind::kFile).collect = true;
    policy.file_paths = {watched()};
    policy.max_delay = Duration::milliseconds(20);
    return policy;
  }
  LiveAgentSettings settings() const {
    LiveAgentSettings settings;
    settings.policy = file_policy();
    settings.hub = LiveClient::settings(hub_, certificates_);
    settings.hub->preset.backoff_max = settings.hub->preset.backoff_first = Duration::milliseconds(50);
    settings.queue_file = folder_.file("queue.sqlite");
    settings.last_wait = Duration::seconds(5);
    settings.random = 5;
    return settings;
  }
  AgentProcess start(const std::function<void(LiveAgentSettings&)>& change = {}, const std::function<void()>& before = {}) const {
    return AgentProcess(
        [this, change] {
          LiveAgentSettings changed = settings();
          if (change) change(changed);
          return changed;
        },
        log(), before);
  }
  std::string watched() const { return folder_.file("watched"); }
  std::string log() const { return folder_.file("agent.log"); }
  std::string said() const { return content_of(log()); }
  /// Makes an event that has a name of its own.
  void touch(const std::string& name) const { std::ofstream(watched() + "/" + name) << "x"; }
  /// Whether a message with that file came.
  bool arrived(const std::string& name) const {
    for (const HubEvent& event : hub_.events()) {
      if (event.body.find(watched() + "/" + name) != std::string::npos) return true;
    }
    return false;
  }
  static bool wait_for(const std::function<bool()>& so) {
    for (int i = 0; i < 1'500 && !so(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    return so();
  }
  bool wait_for_said(const std::string& text) const {
    return wait_for([&] { return said().find(text) != std::string::npos; });
  }
  /// Message identifiers of what the hub took. No two messages have the same; one that is sent again has its own again.
  std::set<std::string> ids() const {
    std::set<std::string> ids;
    std::map<std::string, std::string> body_of;
    for (const HubEvent& event : hub_.events()) {
      const std::string id = event.properties.substr(0, event.properties.find('&'));
      const auto [at, is_new] = body_of.emplace(id, event.body);
      EXPECT_EQ(at->second, event.body) << "two messages with the identifier " << id;
      ids.insert(id);
    }
    return ids;
  }

  LiveAgentAtHub() { std::filesystem::create_directory(watched()); }

  TemporaryFolder folder_;
  HubCertificates certificates_{folder_.path()};
  HubDouble hub_{folder_.path(), certificates_, std::string(LiveClient::kIdentity) + " sas " + LiveClient::kKey + "\n"};
};

TEST_F(LiveAgentAtHub, what_happens_on_the_host_arrives_and_a_signal_ends_it_in_good_order) {
  AgentProcess agent = start();
  ASSERT_TRUE(wait_for_said("connected to")) << said();
  touch("first");
  ASSERT_TRUE(wait_for([&] { return arrived("first"); })) << said();
  touch("last");
  EXPECT_EQ(agent.end(SIGTERM), 0) << said();
  EXPECT_NE(said().find("stopped by a signal"), std::string::npos) << said();
  EXPECT_NE(said().find("+ 0 in the queue"), std::string::npos) << said();
}

TEST_F(LiveAgentAtHub, kill_9_loses_no_queued_message_and_no_identifier_comes_twice) {
  // Killed at four moments; what waited at each is delivered in the end.
  hub_.broker().end(SIGKILL);
  for (int life = 0; life < 4; ++life) {
    std::filesystem::remove(log());  // what an earlier life said is no sign of this one
    AgentProcess agent = start();
    ASSERT_TRUE(wait_for_said("nothing listens")) << said();
    touch("life" + std::to_string(life));
    std::this_thread::sleep_for(std::chrono::milliseconds(300 + 10 * life));
    EXPECT_EQ(agent.end(SIGKILL), -SIGKILL);
  }
  hub_.broker().start();
  AgentProcess agent = start();
  for (int life = 0; life < 4; ++life) {
    EXPECT_TRUE(wait_for([&] { return arrived("life" + std::to_string(life)); })) << life << "\n" << said();
  }
  EXPECT_EQ(agent.end(SIGTERM), 0) << said();
  EXPECT_GE(ids().size(), 4U);
}

TEST_F(LiveAgentAtHub, a_broker_that_is_killed_and_comes_back_costs_no_message) {
  AgentProcess agent = start();
  ASSERT_TRUE(wait_for_said("connected to")) << said();
  touch("before");
  ASSERT_TRUE(wait_for([&] { return arrived("before"); })) << said();
  hub_.broker().end(SIGKILL);
  touch("between");
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  hub_.broker().start();
  touch("after");
  EXPECT_TRUE(wait_for([&] { return arrived("between") && arrived("after"); })) << said();
  EXPECT_EQ(agent.end(SIGTERM), 0) << said();
  ids();
}

TEST_F(LiveAgentAtHub, a_server_with_another_name_gets_nothing) {
  AgentProcess agent = start([](LiveAgentSettings& settings) {
    settings.hub->identity.names.host = "contoso-hub.example";
    settings.last_wait = Duration::milliseconds(100);
  });
  ASSERT_TRUE(wait_for_said("has a certificate of another name")) << said();
  touch("kept");
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  EXPECT_EQ(agent.end(SIGTERM), 0) << said();
  EXPECT_TRUE(hub_.events().empty());
  EXPECT_NE(said().find("= 0 delivered + 1 in the queue"), std::string::npos) << said();
}

TEST_F(LiveAgentAtHub, a_token_that_is_refused_is_told_and_the_messages_wait) {
  AgentProcess agent = start([](LiveAgentSettings& settings) {
    settings.hub->identity.key = Secret("another key of 32 bytes, or about");
    settings.last_wait = Duration::milliseconds(100);
  });
  ASSERT_TRUE(wait_for_said("the hub refused the token of dev-0001/azureiotsecurity")) << said();
  touch("kept");
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  EXPECT_EQ(agent.end(SIGTERM), 0) << said();
  EXPECT_TRUE(hub_.events().empty());
}

TEST_F(LiveAgentAtHub, a_token_that_runs_out_is_renewed_and_nothing_is_lost) {
  AgentProcess agent = start([](LiveAgentSettings& settings) {
    settings.hub->preset.token_life = Duration::seconds(2);
    settings.hub->preset.token_renewal_margin = Duration::seconds(1);
  });
  ASSERT_TRUE(wait_for_said("connected to")) << said();
  for (int i = 0; i < 5; ++i) {
    touch("at" + std::to_string(i));
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
  }
  for (int i = 0; i < 5; ++i) {
    EXPECT_TRUE(wait_for([&] { return arrived("at" + std::to_string(i)); })) << said();
  }
  EXPECT_EQ(agent.end(SIGTERM), 0);
  std::size_t connects = 0;
  const std::string connections = hub_.connections();
  for (std::size_t at = connections.find("connect\t"); at != std::string::npos; at = connections.find("connect\t", at + 1)) ++connects;
  EXPECT_GE(connects, 2U) << connections;
}

TEST_F(LiveAgentAtHub, the_twin_is_obeyed_and_reported_and_a_malformed_one_changes_nothing) {
  const auto g2 = [this](LiveAgentSettings& settings) {
    settings.policy = picket::test::g2_linux_policy();
    for (KindPolicy& kind : settings.policy.kinds) kind.collect = false;
    settings.policy.of(EventKind::kFile) = picket::test::kind_policy(kKeyName, Priority::kHigh);
    settings.policy.file_paths = {watched()};
  };
  const std::string identity = LiveClient::kIdentity;
  hub_.order("desired " + identity + " {\"FileSystem_Disabled\":\"perhaps\"}");
  AgentProcess agent = start(g2);
  ASSERT_TRUE(wait_for([&] { return hub_.order("reported " + identity).find("\"failed\"") != std::string::npos; })) << said();
  EXPECT_NE(hub_.order("reported " + identity).find(R"("latest_invalid_fields":["FileSystem_Disabled"])"), std::string::npos);
  hub_.order("desired " + identity + " {\"FileSystem_Disabled\":true}");
  ASSERT_TRUE(wait_for([&] { return hub_.order("reported " + identity).find("\"success\"") != std::string::npos; })) << said();
  EXPECT_EQ(hub_.order("reported " + identity).find("latest_invalid_fields"), std::string::npos);
  ASSERT_TRUE(wait_for_said("the twin set another policy")) << said();
  EXPECT_EQ(agent.end(SIGTERM), 0) << said();
  EXPECT_NE(said().find("twin      1 applied, 1 refused"), std::string::npos) << said();
}

TEST_F(LiveAgentAtHub, a_full_disk_is_told_counted_and_survived) {
  AgentProcess agent = start({}, [] {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{160'000, 160'000};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  });
  ASSERT_TRUE(wait_for_said("connected to")) << said();
  hub_.broker().pause();
  std::string long_name(200, 'n');
  for (int i = 0; i < 400 && said().find("disk_full") == std::string::npos; ++i) {
    for (int j = 0; j < 20; ++j) touch(long_name + std::to_string(i * 20 + j));
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
  }
  EXPECT_NE(said().find("the queue did not take it (disk_full)"), std::string::npos) << said();
  hub_.broker().resume();
  EXPECT_EQ(agent.end(SIGTERM), 0) << "both balances close, the loss is in them\n" << said();
}

TEST_F(LiveAgentAtHub, the_message_budget_is_never_exceeded) {
  AgentProcess agent = start([](LiveAgentSettings& settings) { settings.hub->message_budget = 2; });
  ASSERT_TRUE(wait_for_said("connected to")) << said();
  for (int i = 0; i < 5; ++i) {
    touch("n" + std::to_string(i));
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  EXPECT_EQ(agent.wait(), 0) << said();
  EXPECT_NE(said().find("the message budget is spent"), std::string::npos) << said();
  EXPECT_EQ(hub_.events().size(), 2U);
}

TEST_F(LiveAgentAtHub, a_second_agent_on_the_same_queue_is_told_so) {
  AgentProcess first = start();
  ASSERT_TRUE(wait_for_said("connected to")) << said();
  AgentProcess second = start();
  EXPECT_EQ(second.wait(), 9);
  EXPECT_NE(said().find("error: "), std::string::npos) << said();
  EXPECT_EQ(first.end(SIGINT), 0) << said();
}

TEST_F(LiveAgentAtHub, no_secret_is_in_anything_that_it_says_or_keeps) {
  AgentProcess agent = start();
  ASSERT_TRUE(wait_for_said("connected to")) << said();
  touch("x");
  ASSERT_TRUE(wait_for([&] { return arrived("x"); }));
  hub_.order("disable " + std::string(LiveClient::kIdentity));
  hub_.order("kick " + std::string(LiveClient::kIdentity));
  ASSERT_TRUE(wait_for_said("refused the token")) << said();
  agent.end(SIGTERM);
  const std::string all = said() + content_of(folder_.file("queue.sqlite")) + hub_.broker().log() + hub_.connections();
  for (const std::string& secret : {std::string(LiveClient::kKey).substr(0, 16), std::string("12345678901234567890"), std::string("SharedAccessSignature"),
                                    std::string("sig=")}) {
    EXPECT_EQ(all.find(secret), std::string::npos) << secret;
  }
}

TEST_F(LiveAgentAtHub, a_dry_run_needs_no_hub_and_no_file) {
  AgentProcess agent = start([](LiveAgentSettings& settings) {
    settings.hub.reset();
    settings.queue_file = ":memory:";
    settings.device = "this-host";
    settings.run_for = Duration::milliseconds(1'500);
    settings.status_every = Duration::milliseconds(50);
  });
  ASSERT_TRUE(wait_for_said("messages: 0 shown")) << said();  // it looks by now
  touch("x");
  EXPECT_EQ(agent.wait(), 0) << said();
  EXPECT_NE(said().find("message 0"), std::string::npos) << said();
  EXPECT_NE(said().find("the duration is over"), std::string::npos) << said();
  EXPECT_EQ(hub_.connections(), "");
}

}  // namespace
}  // namespace picket::sim
