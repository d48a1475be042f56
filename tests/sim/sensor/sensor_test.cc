#include "sim/sensor/sensor.h"

#include <gtest/gtest.h>

namespace picket::sim {
namespace {

struct World {
  TextTable texts;
  Policy policy;
  Text telnet = texts.intern("/usr/sbin/telnetd");
  Text dropbear = texts.intern("/usr/sbin/dropbear");
  Text sshd = texts.intern("/usr/sbin/sshd");
  Text command = texts.intern("cat /proc/meminfo");

  Sensor sensor() const { return Sensor(policy, 7, 0, texts); }
  EventRun process(ProcessOperation operation, std::int64_t second, std::uint32_t count = 1,
                   Duration spacing = Duration::seconds(1)) const {
    ProcessRecord p;
    p.operation = operation;
    if (operation == ProcessOperation::kExec) p.commandline = command;
    EventRun run;
    run.first = {Time::from_unix_seconds(second), p};
    run.count = count;
    run.spacing = spacing;
    return run;
  }
  EventRun network(bool raw, TransportProtocol protocol = TransportProtocol::kTcp) const {
    NetworkRecord n;
    n.raw_socket = raw;
    n.protocol = protocol;
    n.commandline = command;
    n.bytes_out = 100;
    EventRun run;
    run.first.record = n;
    return run;
  }
  EventRun login(Text service) const {
    LoginRecord l;
    l.executable = service;
    EventRun run;
    run.first.record = l;
    return run;
  }
};

void expect_balanced(const Sighting& s, std::uint32_t count) {
  EXPECT_EQ(s.visible + s.lost, count);
}

void expect_lost(const Sighting& s, std::uint64_t lost, SensorLoss reason) {
  EXPECT_EQ(s.lost, lost);
  EXPECT_EQ(s.reason, reason) << to_string(s.reason);
}

TEST(Sensor, auditd_shows_execs_and_no_forks) {
  World w;
  w.policy.process_sensor = ProcessSensor::kAuditd;
  EventRun exec = w.process(ProcessOperation::kExec, 1);
  EventRun fork = w.process(ProcessOperation::kFork, 1);
  EXPECT_EQ(w.sensor().see(DeviceId(1), exec).visible, 1U);
  expect_lost(w.sensor().see(DeviceId(1), fork), 1, SensorLoss::kNotHooked);
}

TEST(Sensor, auditd_loses_what_its_queue_cannot_take) {
  // 100,000 execs at 100,000/s last 1 s less one spacing: 8,192 + 5,000 fit, rounded down.
  World w;
  w.policy.process_sensor = ProcessSensor::kAuditd;
  EventRun storm = w.process(ProcessOperation::kExec, 1, 100'000, Duration::microseconds(10));
  const Sighting s = w.sensor().see(DeviceId(1), storm);
  EXPECT_EQ(s.visible, 13'191U);
  expect_lost(s, 100'000 - 13'191, SensorLoss::kBacklog);
  EXPECT_EQ(storm.count, s.visible);
}

TEST(Sensor, the_proc_connector_cannot_read_one_command_line_in_nine) {
  World w;
  w.policy.process_sensor = ProcessSensor::kProcConnector;
  const Sensor sensor = w.sensor();
  const int n = 20'000;
  int blanked = 0;
  for (int i = 0; i < n; ++i) {
    EventRun run = w.process(ProcessOperation::kExec, i);
    const Sighting s = sensor.see(DeviceId(3), run);
    EXPECT_EQ(s.visible, 1U);
    EXPECT_EQ(s.blanked, std::get<ProcessRecord>(run.first.record).commandline.empty());
    blanked += s.blanked ? 1 : 0;
  }
  EXPECT_NEAR(blanked / static_cast<double>(n), 0.11, 0.01);  // standard error 0.0022
}

TEST(Sensor, in_a_storm_half_of_the_command_lines_are_gone) {
  World w;
  w.policy.process_sensor = ProcessSensor::kProcConnector;
  const Sensor sensor = w.sensor();
  const int n = 20'000;
  int blanked = 0;
  for (int i = 0; i < n; ++i) {
    EventRun run = w.process(ProcessOperation::kExec, i, 50, Duration::milliseconds(3));
    blanked += sensor.see(DeviceId(3), run).blanked ? 1 : 0;
  }
  EXPECT_NEAR(blanked / static_cast<double>(n), 0.53, 0.015);
}

TEST(Sensor, polling_sees_fifteen_to_twenty_percent_of_execs) {
  World w;
  w.policy.process_sensor = ProcessSensor::kPolling;
  const Sensor sensor = w.sensor();
  const int n = 40'000;
  int seen = 0;
  for (int i = 0; i < n; ++i) {
    EventRun run = w.process(ProcessOperation::kExec, i);
    const Sighting s = sensor.see(DeviceId(3), run);
    expect_balanced(s, 1);
    seen += static_cast<int>(s.visible);
  }
  EXPECT_GT(seen / static_cast<double>(n), 0.15);
  EXPECT_LT(seen / static_cast<double>(n), 0.20);
}

TEST(Sensor, polling_shows_the_same_events_of_a_run_whole_or_in_slices) {
  World w;
  w.policy.process_sensor = ProcessSensor::kPolling;
  const Sensor sensor = w.sensor();
  for (std::uint32_t cut = 1; cut < 50; ++cut) {
    EventRun whole = w.process(ProcessOperation::kExec, 100, 50);
    whole.vary_key = 99;
    EventRun rest = whole;
    EventRun head = take_before(rest, whole.first.time + whole.spacing * cut);
    const std::uint32_t all = sensor.see(DeviceId(1), whole).visible;
    const Sighting a = sensor.see(DeviceId(1), head);
    const Sighting b = sensor.see(DeviceId(1), rest);
    EXPECT_EQ(all, a.visible + b.visible) << cut;
    expect_balanced(a, cut);
    expect_balanced(b, 50 - cut);
    if (b.visible > 0) {
      EXPECT_EQ((rest.first.time - whole.first.time) % Duration::seconds(6), Duration()) << cut;
    }
  }
}

TEST(Sensor, raw_sockets_are_seen_by_capture_and_not_by_auditd) {
  World w;
  w.policy.network_sensor = NetworkSensor::kAuditd;
  EventRun raw = w.network(true), udp = w.network(false, TransportProtocol::kUdp), tcp = w.network(false);
  expect_lost(w.sensor().see(DeviceId(1), raw), 1, SensorLoss::kNotHooked);
  expect_lost(w.sensor().see(DeviceId(1), udp), 1, SensorLoss::kNotHooked);
  EXPECT_EQ(w.sensor().see(DeviceId(1), tcp).visible, 1U);
  EXPECT_EQ(std::get<NetworkRecord>(tcp.first.record).bytes_out, 0U) << "auditd knows no byte counts";
  w.policy.network_sensor = NetworkSensor::kPacketCapture;
  raw = w.network(true);
  EXPECT_EQ(w.sensor().see(DeviceId(1), raw).visible, 1U);
  EXPECT_TRUE(std::get<NetworkRecord>(raw.first.record).commandline.empty()) << "capture knows no owner";
  EXPECT_EQ(std::get<NetworkRecord>(raw.first.record).bytes_out, 100U);
}

TEST(Sensor, telnet_logins_need_pam_and_dropbear_is_not_audited) {
  World w;
  struct Case {
    LoginSensor sensor;
    Text service;
    std::uint32_t visible;
  };
  const std::vector<Case> cases{
      {LoginSensor::kUtmp, w.telnet, 0},   {LoginSensor::kUtmp, w.sshd, 1},       {LoginSensor::kUtmp, w.dropbear, 1},
      {LoginSensor::kAuditd, w.telnet, 0}, {LoginSensor::kAuditd, w.dropbear, 0}, {LoginSensor::kAuditd, w.sshd, 1},
      {LoginSensor::kPam, w.telnet, 1},    {LoginSensor::kPam, w.dropbear, 1},    {LoginSensor::kNone, w.sshd, 0}};
  for (const Case& c : cases) {
    w.policy.login_sensor = c.sensor;
    EventRun run = w.login(c.service);
    const Sighting s = w.sensor().see(DeviceId(1), run);
    EXPECT_EQ(s.visible, c.visible) << static_cast<int>(c.sensor) << " " << w.texts.render(c.service);
    expect_balanced(s, 1);
  }
}

TEST(Sensor, without_a_sensor_everything_is_lost_and_counted) {
  World w;
  EventRun a = w.process(ProcessOperation::kExec, 1, 5);
  EventRun b = w.network(false);
  expect_lost(w.sensor().see(DeviceId(1), a), 5, SensorLoss::kNoSensor);
  expect_lost(w.sensor().see(DeviceId(1), b), 1, SensorLoss::kNoSensor);
}

TEST(Sensor, equal_policies_see_equal_losses_and_other_devices_others) {
  World w;
  w.policy.process_sensor = ProcessSensor::kProcConnector;
  const Sensor a = w.sensor(), b = w.sensor();
  int differ = 0;
  for (int i = 0; i < 500; ++i) {
    EventRun x = w.process(ProcessOperation::kExec, i), y = x, z = x;
    EXPECT_EQ(a.see(DeviceId(1), x).blanked, b.see(DeviceId(1), y).blanked);
    differ += a.see(DeviceId(2), z).blanked != std::get<ProcessRecord>(x.first.record).commandline.empty() ? 1 : 0;
  }
  EXPECT_GT(differ, 50);
}

TEST(Sensor, knows_what_it_would_not_learn_without_a_log) {
  World w;
  const Record process = w.process(ProcessOperation::kExec, 1).first.record;
  const Record network = w.network(false).first.record;
  const Record login = w.login(w.sshd).first.record;
  const Record name = DnsRecord{w.command, false, NetworkInterface::kEth0};
  const auto reads = [&](const Record& record) { return w.sensor().reads_from_log(record); };
  EXPECT_FALSE(reads(process) || reads(network) || reads(login) || reads(name)) << "there is no sensor";
  w.policy.process_sensor = ProcessSensor::kAuditd;
  w.policy.network_sensor = NetworkSensor::kAuditd;
  w.policy.login_sensor = LoginSensor::kUtmp;
  EXPECT_TRUE(reads(process) && reads(network) && reads(login));
  EXPECT_FALSE(reads(name));
  w.policy.process_sensor = ProcessSensor::kProcConnector;
  w.policy.network_sensor = NetworkSensor::kPacketCapture;
  w.policy.login_sensor = LoginSensor::kPam;
  EXPECT_FALSE(reads(process) || reads(network) || reads(login));
}

// The documented default is eth0 (NetworkActivity_Devices); "any" is packet capture's own word for all.
TEST(Sensor, packet_capture_sees_the_interfaces_that_it_is_told_of) {
  World w;
  w.policy.network_sensor = NetworkSensor::kPacketCapture;
  const auto see = [&](std::vector<std::string> devices, NetworkInterface passed) {
    w.policy.network_devices = std::move(devices);
    EventRun flow = w.network(false);
    std::get<NetworkRecord>(flow.first.record).interface = passed;
    EventRun name;
    name.first.record = DnsRecord{w.command, false, passed};
    const Sighting seen = w.sensor().see(DeviceId(1), flow);
    const Sighting name_seen = w.sensor().see(DeviceId(1), name);
    EXPECT_EQ(seen.visible, name_seen.visible);
    EXPECT_EQ(std::get<NetworkRecord>(flow.first.record).interface, NetworkInterface::kEth0);
    EXPECT_EQ(std::get<DnsRecord>(name.first.record).interface, NetworkInterface::kEth0);
    expect_balanced(seen, 1);
    if (seen.lost > 0) expect_lost(seen, 1, SensorLoss::kInterfaceNotCaptured);
    return seen.visible == 1;
  };
  EXPECT_TRUE(see({"any"}, NetworkInterface::kWwan0));
  EXPECT_TRUE(see({"eth0"}, NetworkInterface::kEth0));
  EXPECT_FALSE(see({"eth0"}, NetworkInterface::kEth1));
  EXPECT_TRUE(see({"eth0", "eth1"}, NetworkInterface::kEth1));
  EXPECT_FALSE(see({}, NetworkInterface::kEth0));
  EXPECT_FALSE(see({"br-lan"}, NetworkInterface::kBr0)) << "a name that no device of ours has";
}

// auditd sees system calls, whatever the interface.
TEST(Sensor, auditd_sees_connections_of_every_interface) {
  World w;
  w.policy.network_sensor = NetworkSensor::kAuditd;
  w.policy.network_devices = {"eth0"};
  EventRun flow = w.network(false);
  std::get<NetworkRecord>(flow.first.record).interface = NetworkInterface::kEth1;
  EXPECT_EQ(w.sensor().see(DeviceId(1), flow).visible, 1U);
}

TEST(Sensor, inotify_sees_what_lies_under_the_watched_paths) {
  World w;
  const auto see = [&](std::vector<std::string> paths, bool recursive, const char* path) {
    w.policy.file_paths = std::move(paths);
    w.policy.file_recursive = recursive;
    EventRun run;
    run.first.record = FileRecord{w.texts.intern(path), FileOperation::kCreated};
    run.count = 3;
    const Sighting seen = w.sensor().see(DeviceId(1), run);
    expect_balanced(seen, 3);
    if (seen.lost > 0) expect_lost(seen, 3, SensorLoss::kPathNotWatched);
    return seen.visible == 3;
  };
  EXPECT_FALSE(see({}, true, "/etc/passwd"));
  EXPECT_TRUE(see({"/"}, true, "/etc/init.d/rc"));
  EXPECT_TRUE(see({"/etc"}, true, "/etc/init.d/rc"));
  EXPECT_TRUE(see({"/etc/"}, true, "/etc/init.d/rc"));
  EXPECT_FALSE(see({"/etc"}, false, "/etc/init.d/rc")) << "a folder below";
  EXPECT_TRUE(see({"/etc"}, false, "/etc/passwd"));
  EXPECT_TRUE(see({"/etc/passwd"}, false, "/etc/passwd"));
  EXPECT_FALSE(see({"/etc"}, true, "/etcetera"));
  EXPECT_FALSE(see({"/"}, false, "/etc/passwd"));
  EXPECT_TRUE(see({"/var", "/etc"}, false, "/etc/passwd"));
  Text numbered = w.texts.intern_template("/srv/upload/{decimal}.jpg");
  numbered.parameter = 12;
  EventRun run;
  run.first.record = FileRecord{numbered, FileOperation::kCreated};
  w.policy.file_paths = {"/srv/upload/12.jpg"};
  EXPECT_EQ(w.sensor().see(DeviceId(1), run).visible, 1U);
}

}  // namespace
}  // namespace picket::sim
