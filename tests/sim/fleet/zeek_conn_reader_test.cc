#include "sim/fleet/zeek_conn_reader.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "agent_core/base/random.h"
#include "tests/sim/fleet/trace_file.h"

namespace picket::sim {
namespace {

const char kTsvHead[] =
    "#separator "
    "\\x09\n#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\torig_bytes\tresp_bytes\tlocal_"
    "orig\tlabel\n#types\ttime\n";

std::vector<TraceEvent> read_all(ZeekConnReader& reader) {
  std::vector<TraceEvent> out;
  TraceEvent event;
  while (reader.next(event)) out.push_back(event);
  return out;
}

TEST(ZeekConnReader, reads_the_same_flow_from_tsv_csv_and_json) {
  const TraceFile tsv(std::string(kTsvHead) + "12.5\tC1\t192.168.1.5\t4000\t1.2.3.4\t443\ttcp\t10\t20\t-\tBenign\n");
  const TraceFile csv(
      "ts,uid,id.orig_h,id.orig_p,id.resp_h,id.resp_p,proto,orig_bytes,resp_bytes,label\r\n"
      "12.5,C1,192.168.1.5,4000,1.2.3.4,443,tcp,10,20,Benign\r\n");
  const TraceFile json(
      R"({"ts":12.5,"id.orig_h":"192.168.1.5","id.orig_p":4000,"id.resp_h":"1.2.3.4","id.resp_p":443,"proto":"tcp","orig_bytes":10,"resp_bytes":20,"label":"Benign"})");
  for (const TraceFile* file : {&tsv, &csv, &json}) {
    ZeekConnReader reader(file->path());
    const auto events = read_all(reader);
    ASSERT_EQ(events.size(), 1U);
    const auto& n = std::get<NetworkRecord>(events[0].run.first.record);
    EXPECT_EQ(events[0].run.first.time, Time::from_unix_microseconds(12'500'000));
    EXPECT_EQ(n.local_address, IpAddress::v4(0xc0a80105));
    EXPECT_EQ(n.remote_address, IpAddress::v4(0x01020304));
    EXPECT_EQ(n.local_port, 4000);
    EXPECT_EQ(n.remote_port, 443);
    EXPECT_EQ(n.bytes_out, 10U);
    EXPECT_EQ(n.bytes_in, 20U);
    EXPECT_EQ(n.direction, Direction::kOutbound);
    EXPECT_EQ(events[0].label, "Benign");
    EXPECT_EQ(reader.report().faults.total(), 0);
  }
}

// 60 bytes a SYN as the log has it; 2 x 40 where it has packets alone; 40 where it has neither.
TEST(ZeekConnReader, an_attempt_that_nobody_accepted_shows_the_bytes_of_its_packets) {
  const TraceFile file(
      "ts,id.orig_h,id.orig_p,id.resp_h,id.resp_p,proto,orig_bytes,resp_bytes,conn_state,orig_pkts,orig_ip_bytes\n"
      "1,10.0.0.1,1,1.1.1.1,50,tcp,0,0,S0,3,180\n"
      "2,10.0.0.1,1,1.1.1.1,50,tcp,-,-,REJ,2,-\n"
      "3,10.0.0.1,1,1.1.1.1,50,tcp,-,-,S0,-,-\n"
      "4,10.0.0.1,1,1.1.1.1,443,tcp,0,0,SF,5,212\n"     // accepted, without payload
      "5,10.0.0.1,1,1.1.1.1,50,tcp,-,-,SH,1,40\n"       // the end of a connection that began before the log
      "6,10.0.0.1,1,1.1.1.1,53,udp,-,-,S0,1,66\n"       // no connection to accept
      "7,10.0.0.1,1,1.1.1.1,50,tcp,9,0,S0,1,49\n"       // payload in the SYN
      "8,9.9.9.9,1,10.0.0.1,23,tcp,0,0,S0,1,44\n"       // of another's
      "9,10.0.0.1,1,1.1.1.1,50,tcp,0,0,S0,1,many\n");
  ZeekConnReader reader(file.path());
  std::vector<std::pair<std::uint64_t, std::uint64_t>> out_and_in;
  for (const TraceEvent& event : read_all(reader)) {
    const auto& n = std::get<NetworkRecord>(event.run.first.record);
    out_and_in.emplace_back(n.bytes_out, n.bytes_in);
  }
  EXPECT_EQ(out_and_in, (std::vector<std::pair<std::uint64_t, std::uint64_t>>{
                            {180, 0}, {80, 0}, {40, 0}, {0, 0}, {0, 0}, {0, 0}, {9, 0}, {0, 44}}));
  EXPECT_EQ(reader.report().faults[TraceFault::kBadNumber], 1);
}

TEST(ZeekConnReader, a_flow_from_outside_belongs_to_its_responder_and_is_inbound) {
  const TraceFile file(std::string(kTsvHead) +
                       "1\tC1\t9.9.9.9\t1000\t147.32.83.234\t23\ttcp\t1\t2\tF\t-\n"
                       "2\tC2\t147.32.83.234\t1001\t9.9.9.9\t80\ttcp\t1\t2\tT\t-\n");
  ZeekConnReader reader(file.path());
  const auto events = read_all(reader);
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].device, events[1].device);
  const auto& in = std::get<NetworkRecord>(events[0].run.first.record);
  EXPECT_EQ(in.direction, Direction::kInbound);
  EXPECT_EQ(in.local_port, 23);
  EXPECT_EQ(in.bytes_in, 1U);
  EXPECT_EQ(in.bytes_out, 2U);
}

TEST(ZeekConnReader, counts_bad_lines_by_reason_with_line_numbers_and_goes_on) {
  const TraceFile file(
      "ts,id.orig_h,id.orig_p,id.resp_h,id.resp_p,proto\n"
      "x,10.0.0.1,1,1.1.1.1,2,tcp\n"      // line 2: time
      "1,10.0.0.300,1,1.1.1.1,2,tcp\n"    // 3: address
      "1,10.0.0.1,70000,1.1.1.1,2,tcp\n"  // 4: port
      "1,10.0.0.1,1,1.1.1.1,2,carrier\n"  // 5: protocol
      "1,10.0.0.1,1\n"                    // 6: fields
      "1,\"10.0.0.1,1,1.1.1.1,2,tcp\n"    // 7: quote
      "1,10.0.0.1,1,1.1.1.1,2,tcp\n");    // 8: good
  ZeekConnReader reader(file.path());
  EXPECT_EQ(read_all(reader).size(), 1U);
  const auto& f = reader.report().faults;
  EXPECT_EQ(f[TraceFault::kBadTime], 1);
  EXPECT_EQ(f[TraceFault::kBadAddress], 1);
  EXPECT_EQ(f[TraceFault::kBadPort], 1);
  EXPECT_EQ(f[TraceFault::kBadProtocol], 1);
  EXPECT_EQ(f[TraceFault::kFieldCount], 1);
  EXPECT_EQ(f[TraceFault::kBadQuote], 1);
  EXPECT_EQ(f.total(), 6);
  ASSERT_EQ(reader.report().examples.size(), 6U);
  EXPECT_EQ(reader.report().examples[0].line, 2U);
  EXPECT_EQ(reader.report().examples[5].line, 7U);
}

TEST(ZeekConnReader, survives_what_is_not_a_log_at_all) {
  RandomStream random(11, 0, 0, Purpose::kTest);
  for (int trial = 0; trial < 60; ++trial) {
    std::string bytes = trial % 3 == 0   ? kTsvHead
                        : trial % 3 == 1 ? "{\"ts\":1}\n"
                                         : "ts,id.orig_h,id.orig_p,id.resp_h,id.resp_p,proto\n";
    const std::uint64_t length = random.below(4'000);
    for (std::uint64_t i = 0; i < length; ++i)
      bytes.push_back(static_cast<char>(random.chance(0.1) ? '\n' : random.below(256)));
    const TraceFile file(bytes);
    ZeekConnReader reader(file.path());
    EXPECT_EQ(read_all(reader).size(), reader.report().events);
    EXPECT_LE(reader.report().examples.size(),
              TraceReport::kExamplesPerFault * static_cast<std::size_t>(TraceFault::kCount_));
  }
}

TEST(ZeekConnReader, skips_a_line_longer_than_the_limit_and_reads_the_next) {
  const TraceFile file("ts,id.orig_h,id.orig_p,id.resp_h,id.resp_p,proto\n" + std::string(3'000'000, 'x') +
                       "\n1,10.0.0.1,1,1.1.1.1,2,tcp\n");
  ZeekConnReader reader(file.path());
  EXPECT_EQ(read_all(reader).size(), 1U);
  EXPECT_EQ(reader.report().faults[TraceFault::kLineTooLong], 1);
  EXPECT_EQ(reader.report().lines, 3U);
}

TEST(ZeekConnReader, says_when_there_is_no_file_or_the_compression_is_damaged) {
  ZeekConnReader missing("/nonexistent/conn.log");
  EXPECT_TRUE(read_all(missing).empty());
  EXPECT_EQ(missing.report().faults[TraceFault::kFileNotReadable], 1);
  const TraceFile damaged(std::string("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03garbage that does not inflate", 40));
  ZeekConnReader reader(damaged.path());
  EXPECT_TRUE(read_all(reader).empty());
  EXPECT_EQ(reader.report().faults[TraceFault::kFileNotReadable], 1);
}

TEST(ZeekConnReader, takes_no_device_for_a_trace_as_it_has_no_end) {
  ZeekConnReader endless("/dev/zero");
  EXPECT_TRUE(read_all(endless).empty());
  EXPECT_EQ(endless.report().faults[TraceFault::kFileNotReadable], 1);
}

TEST(ZeekConnReader, stops_at_the_limit_of_events_and_counts_it) {
  std::string text = "ts,id.orig_h,id.orig_p,id.resp_h,id.resp_p,proto\n";
  for (int i = 0; i < 10; ++i) text += "1,10.0.0.1,1,1.1.1.1,2,tcp\n";
  const TraceFile file(text);
  ZeekConnReader reader(file.path(), 4);
  EXPECT_EQ(read_all(reader).size(), 4U);
  EXPECT_EQ(reader.report().faults[TraceFault::kTooManyEvents], 1);
}

// What sim.c2_retry counts: TCP flows with bytes out and none back, at one public address and port in an hour. Counted apart
// from the logs' columns: 180 in an hour at each of Hakai's two servers, 13 of Mirai's; of the Echo 2, whose peer reset them
// after payload. Its 101 lone ends of connections (SH), and 189 accepted ones without payload of both, are no attempts.
TEST(ZeekConnReader, shows_attempts_of_bots_and_none_of_benign_devices) {
  const std::map<std::string, std::uint32_t> most{{"net/iot23_benign_philips_hue_4-1.csv.gz", 0},
                                                  {"net/iot23_benign_amazon_echo_5-1.csv.gz", 2},
                                                  {"net/iot23_malware_hakai_8-1.csv.gz", 180},
                                                  {"net/iot23_malware_mirai_44-1.csv.gz", 13}};
  for (const auto& [name, count] : most) {
    const std::string path = data_file(name);
    if (path.empty()) GTEST_SKIP() << "PICKET_DATA has no " << name;
    ZeekConnReader reader(path);
    std::map<std::tuple<IpAddress, std::uint16_t, std::int64_t>, std::uint32_t> attempts;
    std::uint32_t largest = 0;
    for (const TraceEvent& event : read_all(reader)) {
      const auto& n = std::get<NetworkRecord>(event.run.first.record);
      if (n.protocol != TransportProtocol::kTcp || n.direction != Direction::kOutbound) continue;
      if (n.bytes_out == 0 || n.bytes_in != 0 || n.remote_address.is_private()) continue;
      const std::int64_t hour = event.run.first.time.unix_seconds() / 3600;
      largest = std::max(largest, ++attempts[{n.remote_address, n.remote_port, hour}]);
    }
    EXPECT_EQ(largest, count) << name;
  }
}

TEST(ZeekConnReader, reads_every_row_of_the_published_captures) {
  // Row counts from the data set's own README.
  const std::map<std::string, std::size_t> rows{
      {"net/iot23_benign_philips_hue_4-1.csv.gz", 452}, {"net/iot23_benign_amazon_echo_5-1.csv.gz", 1'374},
      {"net/iot23_malware_hakai_8-1.csv.gz", 10'403},   {"net/iot23_malware_torii_20-1.csv.gz", 3'209},
      {"net/iot23_malware_mirai_44-1.csv.gz", 237},     {"net/strato_002_nmap_scan.conn.jsonl.gz", 4'504}};
  for (const auto& [name, count] : rows) {
    const std::string path = data_file(name);
    if (path.empty()) GTEST_SKIP() << "PICKET_DATA has no " << name;
    ZeekConnReader reader(path);
    EXPECT_EQ(read_all(reader).size(), count) << name;
    EXPECT_EQ(reader.report().faults.total(), 0) << name;
  }
}

TEST(ZeekConnReader, finds_the_labels_and_the_unsolicited_flows_of_the_captures) {
  const std::string hakai = data_file("net/iot23_malware_hakai_8-1.csv.gz");
  const std::string noise = data_file("net/strato_010_internet_noise_day.conn.log.labeled.gz");
  if (hakai.empty() || noise.empty()) GTEST_SKIP() << "PICKET_DATA has no captures";
  ZeekConnReader a(hakai);
  int c2 = 0;
  for (const TraceEvent& e : read_all(a)) c2 += e.label.find("C&C") != std::string::npos ? 1 : 0;
  EXPECT_EQ(c2, 8'222);
  ZeekConnReader b(noise);
  int inbound = 0;
  for (const TraceEvent& e : read_all(b))
    inbound += std::get<NetworkRecord>(e.run.first.record).direction == Direction::kInbound ? 1 : 0;
  EXPECT_GE(inbound, 3'373);
  EXPECT_EQ(b.report().faults.total(), 0);
}

}  // namespace
}  // namespace picket::sim
