// How much, how fast and when: the attacks of scenarios/attacks that are told by their pace, against the catalogue of the
// workload survey (3.3). What a range leaves open is derived beside the number. Each is played on one device that is
// never off, with the default parameters unless others are named.

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>
#include <string>

#include "tests/sim/attack/played_attack.h"

namespace picket::sim {
namespace {

double mean_of(const std::vector<double>& values) {
  double sum = 0;
  for (const double v : values) sum += v;
  return sum / static_cast<double>(values.size());
}

std::vector<PlayedEvent> with_operation(const std::vector<PlayedEvent>& events, FileOperation operation) {
  std::vector<PlayedEvent> out;
  for (const PlayedEvent& e : events)
    if (std::get<FileRecord>(e.record).operation == operation) out.push_back(e);
  return out;
}

std::set<std::string> distinct_texts(const std::vector<PlayedEvent>& events) {
  std::set<std::string> out;
  for (const PlayedEvent& e : events) out.insert(e.text);
  return out;
}

// 2,300 files a minute: 5,000 take 130 s. Each is a new name and a deleted one, so 256 entries are full after
// 256 / (2 * 38.3 / s) = 3.3 s, within the 1 to 7 s of the catalogue, and 250 distinct names (the rule's number) take no longer.
TEST(PaceOfShippedAttacks, a23_changes_2300_files_a_minute_after_a_search_of_5_to_60_s) {
  for (std::uint32_t i = 0; i < 10; ++i) {
    const std::vector<PlayedEvent> events = played("a23_ransomware", Duration::hours(1), i);
    const std::vector<PlayedEvent> changes = only<FileRecord>(events, "encrypt");
    const std::vector<PlayedEvent> moved = with_operation(changes, FileOperation::kMoved);
    ASSERT_EQ(moved.size(), 5'000U);
    EXPECT_EQ(with_operation(changes, FileOperation::kDeleted).size(), 5'000U);
    EXPECT_EQ(distinct_texts(moved).size(), 5'000U);
    const std::size_t notes = with_operation(changes, FileOperation::kCreated).size();
    EXPECT_GE(notes, 20U);
    EXPECT_LE(notes, 200U);
    const double minutes = (moved.back().time - moved.front().time).to_seconds() / 60;
    EXPECT_NEAR(4'999 / minutes, 2'300, 1);
    const double search = (moved.front().time - events.front().time).to_seconds();
    EXPECT_GE(search, 5);
    EXPECT_LE(search, 62);
    std::set<std::string> entries;
    const auto full = std::find_if(changes.begin(), changes.end(), [&](const PlayedEvent& e) {
      return entries.insert(e.text).second && entries.size() == 256;
    });
    ASSERT_NE(full, changes.end());
    EXPECT_NEAR((full->time - moved.front().time).to_seconds(), 3.3, 0.2);
  }
}

// At the slowest 860 a minute; driven by a shell two programs for each file, and the loop itself.
TEST(PaceOfShippedAttacks, a23_driven_by_a_shell_runs_two_programs_a_file) {
  const std::map<std::string, double> slow{{"files", 1'000}, {"files_per_second", 860.0 / 60}, {"shell_probability", 1}};
  const std::vector<PlayedEvent> events = played("a23_ransomware", Duration::hours(1), 0, slow);
  EXPECT_EQ(only<ProcessRecord>(events, "shell").size(), 2'001U);
  const std::vector<PlayedEvent> moved = with_operation(only<FileRecord>(events, "encrypt"), FileOperation::kMoved);
  ASSERT_EQ(moved.size(), 1'000U);
  EXPECT_NEAR(999 * 60 / (moved.back().time - moved.front().time).to_seconds(), 860, 1);
  const std::map<std::string, double> binary{{"files", 1'000}, {"shell_probability", 0}};
  EXPECT_TRUE(only<ProcessRecord>(played("a23_ransomware", Duration::hours(1), 0, binary), "shell").empty());
}

// 4,000 B each 1,200 s are 3.3 B/s, within 0.7 to 50; over 14 days some 1,008 chunks at one address and under one name.
TEST(PaceOfShippedAttacks, a25_leaks_between_a_tenth_and_fifty_bytes_a_second) {
  const std::vector<PlayedEvent> events = played("a25_slow_exfiltration", Duration::days(30));
  const std::vector<PlayedEvent> chunks = only<NetworkRecord>(events, "leak");
  EXPECT_NEAR(static_cast<double>(chunks.size()), 1'008, 15);
  std::set<std::string> peers;
  double bytes = 0;
  for (const PlayedEvent& e : chunks) {
    const auto& flow = std::get<NetworkRecord>(e.record);
    EXPECT_EQ(flow.remote_port, 443);
    peers.insert(flow.remote_address.to_string());
    bytes += static_cast<double>(flow.bytes_out);
  }
  EXPECT_EQ(peers.size(), 1U);
  EXPECT_EQ(distinct_texts(only<DnsRecord>(events, "leak")).size(), 1U);
  for (const double wait : gaps(chunks)) {
    EXPECT_GE(wait, 960);
    EXPECT_LE(wait, 1'440);
  }
  const double seconds = (chunks.back().time - chunks.front().time).to_seconds();
  EXPECT_NEAR(seconds / 86'400, 14, 0.1);
  EXPECT_NEAR(bytes / seconds, 3.33, 0.1);
  // The ends of the ranges: 512 B an hour, and 8 kB each 5 min, which is 27 B/s.
  for (const auto& [chunk, interval] : {std::pair{512.0, 3'600.0}, {8'192.0, 300.0}}) {
    const std::vector<PlayedEvent> some = only<NetworkRecord>(
        played("a25_slow_exfiltration", Duration::days(4), 0, {{"chunk_bytes", chunk}, {"interval", interval}}), "leak");
    double sum = 0;
    for (const PlayedEvent& e : some) sum += static_cast<double>(std::get<NetworkRecord>(e.record).bytes_out);
    const double rate = sum / (some.back().time - some.front().time).to_seconds();
    EXPECT_NEAR(rate, chunk / interval, 0.1 * chunk / interval);
    EXPECT_LT(rate, 50);
  }
}

/// Bits a character of a label, by the shares of its characters.
double entropy_of(const std::string& label) {
  std::map<char, double> counts;
  for (const char c : label) ++counts[c];
  double bits = 0;
  for (const auto& [character, n] : counts) {
    const double share = n / static_cast<double>(label.size());
    bits -= share * std::log2(share);
  }
  return bits;
}

// 5 queries a second for 10 min, then one each 2 s; 60 % of 3,000 answers fail, with a standard deviation of 0.9 %.
TEST(PaceOfShippedAttacks, a26_asks_1_to_20_long_names_a_second_and_waits_slowly) {
  const std::vector<PlayedEvent> events = played("a26_dns_tunnel", Duration::hours(2));
  const std::vector<PlayedEvent> session = only<DnsRecord>(events, "session");
  const std::vector<PlayedEvent> wait = only<DnsRecord>(events, "wait");
  EXPECT_NEAR(static_cast<double>(session.size()), 3'000, 1);
  for (const double gap : gaps(session)) ASSERT_NEAR(gap, 0.2, 1e-6);
  for (const double gap : gaps(wait)) ASSERT_NEAR(gap, 2, 1e-5);
  EXPECT_GT(distinct_texts(session).size(), 2'990U);
  double failed = 0;
  for (const PlayedEvent& e : session) {
    const std::size_t dot = e.text.find('.');
    EXPECT_GE(dot, 27U) << e.text;
    EXPECT_LE(dot, 60U) << e.text;
    EXPECT_GT(entropy_of(e.text.substr(0, dot)), 4) << e.text;
    EXPECT_EQ(e.text.substr(dot), ".tunnel.badnet.example");
    failed += std::get<DnsRecord>(e.record).failed ? 1 : 0;
  }
  EXPECT_NEAR(failed / static_cast<double>(session.size()), 0.6, 0.04);
  // One in ten minutes: 6 an hour, which no count within an hour finds.
  const std::vector<PlayedEvent> slow = only<DnsRecord>(
      played("a26_dns_tunnel", Duration::hours(10), 0, {{"session", 10}, {"idle_per_second", 1.0 / 600}, {"nxdomain_share", 0}}),
      "wait");
  EXPECT_NEAR(static_cast<double>(slow.size()), 60, 1);
  for (const PlayedEvent& e : slow) EXPECT_FALSE(std::get<DnsRecord>(e.record).failed);
}

// A cycle each 4 h, 5 % either way: 42 in a week, give or take one. Each asks 200 generated names, 255 ms apart in the mean
// (10 to 500, evenly), so for some 51 s, of which 90 % fail; then the one that is called, which does not.
TEST(PaceOfShippedAttacks, a27_asks_200_names_a_cycle_and_nine_of_ten_fail) {
  const std::vector<PlayedEvent> events = played("a27_dga", Duration::days(7));
  const std::vector<PlayedEvent> calls = only<NetworkRecord>(events, "search");
  EXPECT_NEAR(static_cast<double>(calls.size()), 42, 1);
  for (const double wait : gaps(calls)) EXPECT_NEAR(wait, 14'400, 0.05 * 14'400 + 60);
  const std::vector<PlayedEvent> names = only<DnsRecord>(events, "search");
  EXPECT_NEAR(static_cast<double>(names.size()) / static_cast<double>(calls.size()), 201, 0.5);
  double failed = 0;
  for (const PlayedEvent& e : names) failed += std::get<DnsRecord>(e.record).failed ? 1 : 0;
  // 180 of 201; 8,400 draws of 90 % have a standard deviation of 0.33 %.
  EXPECT_NEAR(failed / static_cast<double>(names.size()), 180.0 / 201, 0.015);
  std::vector<double> within;
  for (const double gap : gaps(names)) {
    if (gap < 60) within.push_back(gap);
  }
  EXPECT_NEAR(mean_of(within), 0.255, 0.01);
  EXPECT_LE(*std::max_element(within.begin(), within.end()), 0.5);
  // Of 42 cycles of 200 names the called one alone comes again.
  EXPECT_GT(distinct_texts(names).size(), 8'300U);
}

// 60 s with 30 % either way: 42 to 78 s, and a standard deviation of 18 / sqrt(3) = 10.4 s.
TEST(PaceOfShippedAttacks, a28_calls_each_minute_with_jitter) {
  const std::vector<PlayedEvent> events = played("a28_beacon", Duration::days(2));
  const std::vector<PlayedEvent> calls = only<NetworkRecord>(events, "beacon");
  const std::vector<double> waits = gaps(calls);
  EXPECT_NEAR(static_cast<double>(waits.size()), 2'880, 30);
  double squares = 0;
  for (const double w : waits) {
    EXPECT_GE(w, 42);
    EXPECT_LE(w, 78);
    squares += (w - 60) * (w - 60);
  }
  EXPECT_NEAR(mean_of(waits), 60, 1);
  EXPECT_NEAR(std::sqrt(squares / static_cast<double>(waits.size())), 10.4, 0.5);
  std::set<std::string> peers;
  for (const PlayedEvent& e : calls) {
    const auto& flow = std::get<NetworkRecord>(e.record);
    peers.insert(flow.remote_address.to_string());
    EXPECT_GE(flow.bytes_out, 200U);
    EXPECT_LE(flow.bytes_out, 900U);
    EXPECT_GE(flow.bytes_in, 100U);
    EXPECT_LE(flow.bytes_in, 400U);
  }
  EXPECT_EQ(peers.size(), 1U);
  // The rarest of the published settings: once in 83,935 s with 44 %, so between 13 and 34 h.
  const std::vector<PlayedEvent> daily = only<NetworkRecord>(
      played("a28_beacon", Duration::days(40), 0, {{"period", 83'935}, {"jitter", 0.44}, {"spare_probability", 0}}), "beacon");
  EXPECT_NEAR(static_cast<double>(daily.size()), 41, 6);
  for (const double w : gaps(daily)) {
    EXPECT_GE(w, 0.56 * 83'935);
    EXPECT_LE(w, 1.44 * 83'935);
  }
}

// 8.5 days with 20 % either way, then until night: 6.8 to 10.2 days and 24 h at most, within 3 to 14 days.
TEST(PaceOfShippedAttacks, a30_comes_at_night_for_10_to_60_min_once_in_3_to_14_days) {
  for (const double offset : {0.0, 9.0, -5.0}) {
    const std::vector<PlayedEvent> events = played("a30_insider", Duration::days(90), 0, {}, offset);
    std::vector<PlayedEvent> logins, logouts;
    std::set<std::string> sources;
    for (const PlayedEvent& e : only<LoginRecord>(events, "visit")) {
      const auto& login = std::get<LoginRecord>(e.record);
      (login.operation == LoginOperation::kLogin ? logins : logouts).push_back(e);
      sources.insert(login.remote_address.to_string());
      EXPECT_FALSE(login.remote_address.is_private());
    }
    ASSERT_GE(logins.size(), 9U);
    ASSERT_LE(logins.size(), 14U);
    ASSERT_GE(logins.size(), logouts.size());
    EXPECT_EQ(sources.size(), 1U);
    for (std::size_t i = 0; i < logins.size(); ++i) {
      const double hours = static_cast<double>(logins[i].time.unix_seconds()) / 3600 + offset;
      const double hour = hours - 24 * std::floor(hours / 24);
      EXPECT_TRUE(hour >= 22 || hour < 5 + 0.01) << hour << " at " << offset;
      if (i < logouts.size()) {
        EXPECT_GE((logouts[i].time - logins[i].time).to_seconds() / 60, 10);
        EXPECT_LE((logouts[i].time - logins[i].time).to_seconds() / 60, 61);
      }
      if (i > 0) {
        EXPECT_GE((logins[i].time - logins[i - 1].time).to_seconds() / 86'400, 3);
        EXPECT_LE((logins[i].time - logins[i - 1].time).to_seconds() / 86'400, 14);
      }
    }
  }
}

// Each 6 h with 50 % either way is 4 a day for 28 days: 112, give or take 4; a download each fifth day, one ssh. Two
// commands are 3 h apart at least, so no hour holds the five that the novelty model asks for.
TEST(PaceOfShippedAttacks, a38_runs_2_to_6_commands_a_day_for_weeks) {
  const std::vector<PlayedEvent> events = played("a38_living_off_the_land", Duration::days(60));
  const std::vector<PlayedEvent> lived = only<ProcessRecord>(events, "live");
  EXPECT_NEAR(static_cast<double>(lived.size()), 112, 12);
  for (const double gap : gaps(lived)) EXPECT_GE(gap, 3 * 3'600);
  EXPECT_NEAR((lived.back().time - lived.front().time).to_seconds() / 86'400, 28, 0.5);
  EXPECT_EQ(distinct_texts(lived).size(), 14U) << "each command comes in 112 draws of 14";
  EXPECT_NEAR(static_cast<double>(only<ProcessRecord>(events, "fetch").size()), 28.0 / 5, 2.5);
  EXPECT_EQ(only<ProcessRecord>(events, "hop").size(), 1U);
  std::map<std::int64_t, int> of_day;
  for (const PlayedEvent& e : events)
    if (std::holds_alternative<ProcessRecord>(e.record)) ++of_day[e.time.unix_seconds() / 86'400];
  for (const auto& [day, commands] : of_day) EXPECT_LE(commands, 9) << day;
  // The slowest is 2 a day, the fastest 6.
  for (const auto& [pause, a_day] : {std::pair{43'200.0, 2.0}, {14'400.0, 6.0}}) {
    const std::size_t commands =
        only<ProcessRecord>(played("a38_living_off_the_land", Duration::days(20), 0, {{"pause", pause}}), "live").size();
    EXPECT_NEAR(static_cast<double>(commands) / 20, a_day, 0.15 * a_day);
  }
}

// 10 writes a minute for half an hour are 300 packets after the one that opens; reads take 1 to 10 min, one a second. All go to
// port 502 of machines of the site, and one of them is written.
TEST(PaceOfShippedAttacks, a40_searches_reads_and_writes_10_times_a_minute) {
  for (std::uint32_t i = 0; i < 10; ++i) {
    const std::vector<PlayedEvent> events = played("a40_ot_manipulation", Duration::hours(6), i);
    const auto peers = [&](const std::string& phase) {
      std::set<std::string> out;
      for (const PlayedEvent& e : only<NetworkRecord>(events, phase)) {
        const auto& flow = std::get<NetworkRecord>(e.record);
        EXPECT_EQ(flow.remote_port, 502) << phase;
        EXPECT_EQ(flow.direction, Direction::kOutbound) << phase;
        EXPECT_TRUE(flow.remote_address.is_private()) << phase;
        out.insert(flow.remote_address.to_string());
      }
      return out;
    };
    EXPECT_GE(peers("search").size(), 25U);
    EXPECT_EQ(peers("read").size(), 1U);
    EXPECT_EQ(peers("write"), peers("read"));
    const std::vector<PlayedEvent> reads = only<NetworkRecord>(events, "read");
    const double minutes = (reads.back().time - reads.front().time).to_seconds() / 60;
    EXPECT_GE(minutes, 0.9);
    EXPECT_LE(minutes, 10.1);
    const std::vector<PlayedEvent> writes = only<NetworkRecord>(events, "write");
    EXPECT_NEAR(static_cast<double>(writes.size()), 301, 2);
    const std::vector<double> waits = gaps(writes);
    for (std::size_t w = 1; w < waits.size(); ++w) EXPECT_NEAR(waits[w], 6, 1e-4);
    for (const PlayedEvent& e : writes) EXPECT_EQ(std::get<NetworkRecord>(e.record).bytes_out, 12U);
  }
}

}  // namespace
}  // namespace picket::sim
