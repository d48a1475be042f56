// The presets of other products' policies: what each guarantees and what hides under it, shown on one
// device. Numbers follow from the presets' own: see the head of each file under scenarios/policies.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/scenario/policy_checks.h"
#include "sim/scenario/policy_fields.h"
#include "sim/scenario/reader.h"
#include "tests/sim/scenario/support.h"
#include "tests/support/reduced.h"

namespace picket::sim {
namespace {

using picket::test::kStart;
using picket::test::ReducedDevice;
using testing::Each;
using testing::ElementsAre;
using testing::IsEmpty;

const std::vector<std::string> kPresets{
    "vector_dedupe",      "vector_reduce",        "vector_throttle",    "vector_sample",      "cribl_suppress",
    "tenzir_sample",      "tenzir_deduplicate",   "otel_log_dedup",     "otel_tail_sampling", "fluentbit_throttle",
    "suricata_threshold", "suricata_limit",       "suricata_both",      "suricata_backoff",   "falco_drops",
    "rsyslog_repeated",   "osquery_differential", "first_seen_counts",  "send_on_delta",      "cribl_dynamic_sampling",
    "tetragon_aggregation", "suricata_rate_filter", "tenzir_deduplicate_distance", "sketch_heavy_hitters",
    "sketch_count_min", "sketch_distinct"};

Policy preset(const std::string& name) {
  Policy policy;
  Diagnostics diagnostics;
  Places places;
  const std::string path = "policies/" + name + ".yaml";
  EXPECT_TRUE(read_text(test::read_file(test::source_path("scenarios/" + path)), path, policy, diagnostics, places))
      << diagnostics.text();
  check_policy(policy, "", places, diagnostics);
  EXPECT_EQ(diagnostics.errors() + diagnostics.warnings(), 0U) << diagnostics.text();
  // Snapshots are not what these tests count.
  policy.of(EventKind::kSystemInformation).collect = false;
  policy.of(EventKind::kHeartbeat).collect = false;
  return policy;
}

NetworkRecord flow_to(std::uint32_t peer, std::uint64_t bytes = 100) {
  NetworkRecord r;
  r.local_address = IpAddress::v4(0x0a000002);
  r.remote_address = IpAddress::v4(0x01010000U + peer);
  r.remote_port = 443;
  r.bytes_out = bytes;
  return r;
}
/// Events of one peer, `count` of them.
void flows(picket::test::Device& device, double from, std::uint32_t count, double spacing, std::uint32_t peer = 0,
           std::uint64_t bytes = 100) {
  device.give({{kStart + Duration::from_seconds(from), flow_to(peer, bytes)},
               count,
               Duration::from_seconds(spacing),
               VaryingField::kNone,
               0,
               0});
}
/// A scan: each event another peer.
void scan(picket::test::Device& device, double from, std::uint32_t count, double spacing) {
  NetworkRecord r = flow_to(0);
  r.remote_port = 23;
  device.give({{kStart + Duration::from_seconds(from), r},
               count,
               Duration::from_seconds(spacing),
               VaryingField::kRemoteAddress,
               7,
               0});
}
/// Hits of the observations that are about a peer of `flow_to`.
std::uint64_t seen_of(const picket::test::Device& device, std::uint32_t peer) {
  std::uint64_t hits = 0;
  for (const auto& message : device.sent) {
    for (const Observation& o : message.observations) {
      const auto* network = std::get_if<NetworkRecord>(&o.record);
      if (network != nullptr && network->remote_address == flow_to(peer).remote_address) hits += o.hit_count;
    }
  }
  return hits;
}

TEST(ReductionPresets, are_named_as_their_files_and_carry_no_conflict) {
  for (const std::string& name : kPresets) {
    SCOPED_TRACE(name);
    const Policy policy = preset(name);
    EXPECT_EQ(policy.name, name);
    EXPECT_EQ(policy.generation, Generation::kStream);
    EXPECT_TRUE(policy.of(EventKind::kNetwork).reduce.has_value());
  }
}

// Any preset, random life: every event is sent, held or lost under a reason.
TEST(ReductionPresets, lose_nothing_uncounted) {
  for (const std::string& name : kPresets) {
    SCOPED_TRACE(name);
    const picket::test::Vocabulary& words = ReducedDevice::shared_words();
    picket::test::Device device(preset(name), words.texts);
    RandomStream random(1, 0, 0, Purpose::kTest);
    Time now = kStart;
    for (int step = 0; step < 200; ++step) {
      const EventRun run = picket::test::random_run(random, words, now, 300);
      device.give(run);
      now = run.last_time() + Duration::seconds(static_cast<std::int64_t>(random.below(60)));
    }
    device.advance(now + Duration::hours(2));
    EXPECT_TRUE(device.balanced());
  }
}

TEST(ReductionPresets, vector_dedupe_sends_what_is_new_and_hides_what_goes_on) {
  ReducedDevice device(preset("vector_dedupe"));
  flows(device, 0, 1, 1, 1);
  device.until(2);
  EXPECT_EQ(seen_of(device, 1), 1U) << "a new peer, at once";
  flows(device, 10, 200'000, 1, 1);  // 2.3 days of beacons, one a second
  EXPECT_EQ(seen_of(device, 1), 1U) << "for ever unseen";
  EXPECT_EQ(device.dropped[DropReason::kSuppressed], 200'000);
  scan(device, 300'000, 6'000, 0.01);  // a scan's keys push the peer out
  flows(device, 301'000, 1, 1, 1);
  device.until(302'000);
  EXPECT_EQ(seen_of(device, 1), 2U) << "known no more";
  EXPECT_EQ(device.hits().size(), 6'002U) << "and the scan itself is sent whole";
}

TEST(ReductionPresets, vector_reduce_counts_a_burst_and_never_closes_a_drip) {
  ReducedDevice device(preset("vector_reduce"));
  flows(device, 0, 1'000, 0.01, 1);
  device.until(60);
  EXPECT_THAT(device.hits(), ElementsAre(1'000));
  flows(device, 100, 10'000, 29, 2);  // 3.4 days, one each 29 s
  EXPECT_EQ(seen_of(device, 2), 0U);
  EXPECT_EQ(device.held(), 10'000U);
}

TEST(ReductionPresets, vector_throttle_bounds_volume_and_lets_noise_pay_for_the_attack) {
  ReducedDevice device(preset("vector_throttle"));
  scan(device, 0, 6'000, 0.01);  // one minute at 100/s: 100 at once, and the 100 that come back in it
  flows(device, 59.995, 1, 1, 1);  // the next token comes back at 60
  device.until(100);
  EXPECT_LE(device.hits().size(), 200U);
  EXPECT_EQ(seen_of(device, 1), 0U);
}

TEST(ReductionPresets, vector_sample_keeps_a_tenth_and_misses_nine_single_events) {
  ReducedDevice device(preset("vector_sample"));
  flows(device, 0, 1'000, 1, 0);
  std::uint32_t seen = 0;
  for (std::uint32_t peer = 1; peer <= 9; ++peer) flows(device, 2'000 + peer, 1, 1, peer);
  device.until(3'000);
  EXPECT_EQ(seen_of(device, 0), 100U);
  for (std::uint32_t peer = 1; peer <= 9; ++peer) seen += seen_of(device, peer) > 0 ? 1 : 0;
  EXPECT_EQ(seen, 1U) << "of nine events of an attack in a row one is in the sample";
}

// One a second for 95 s: passes at 0, 30, 60, 90 with 1, 30, 30, 30; the count of 91..94 stays.
TEST(ReductionPresets, cribl_suppress_counts_each_period_but_the_last) {
  ReducedDevice device(preset("cribl_suppress"));
  flows(device, 0, 95, 1, 1);
  device.until(10'000);
  EXPECT_THAT(device.hits(), ElementsAre(1, 30, 30, 30));
  EXPECT_EQ(device.held(), 4U);
  // 50,000 other keys take that count with them.
  scan(device, 20'000, 50'000, 0.001);
  EXPECT_EQ(device.dropped[DropReason::kCacheOverflow], 4);
}

// 10,000 events of noise in one period: N = 10 (ln 10,000 = 9.2) in the next, in which the attack comes.
TEST(ReductionPresets, dynamic_sampling_is_thinned_by_the_attackers_own_noise) {
  for (const char* name : {"cribl_dynamic_sampling", "tenzir_sample"}) {
    SCOPED_TRACE(name);
    ReducedDevice quiet(preset(name));
    ReducedDevice noisy(preset(name));
    flows(noisy, 0, 10'000, 0.002, 0);
    flows(noisy, 30, 1, 1, 0);  // opens the period, and passes
    for (ReducedDevice* device : {&quiet, &noisy}) {
      for (std::uint32_t peer = 1; peer <= 9; ++peer) flows(*device, 30 + peer, 1, 1, peer);
      device->until(100);
    }
    std::uint64_t seen_quiet = 0;
    std::uint64_t seen_noisy = 0;
    for (std::uint32_t peer = 1; peer <= 9; ++peer) {
      seen_quiet += seen_of(quiet, peer);
      seen_noisy += seen_of(noisy, peer);
    }
    EXPECT_EQ(seen_quiet, 9U) << "below 30 events a period everything passes";
    EXPECT_EQ(seen_noisy, 0U);
  }
}

TEST(ReductionPresets, tenzir_deduplicate_is_silent_for_ever_and_its_count_never_leaves) {
  ReducedDevice device(preset("tenzir_deduplicate"));
  flows(device, 0, 100'000, 1, 1);
  device.until(200'000);
  EXPECT_EQ(seen_of(device, 1), 1U);
  EXPECT_EQ(device.held(), 99'999U);
}

// Three peers in an order that matters (scan, exploit, call home) within one interval: every event is counted,
// and all say 10 s.
TEST(ReductionPresets, otel_log_dedup_counts_all_and_forgets_when) {
  ReducedDevice device(preset("otel_log_dedup"));
  flows(device, 1, 40, 0.01, 1);
  flows(device, 4, 1, 1, 2);
  flows(device, 8, 1, 1, 3);
  device.until(20);
  EXPECT_THAT(device.hits(), ElementsAre(40, 1, 1));
  EXPECT_THAT(device.times(), Each(10.0));
}

TEST(ReductionPresets, otel_tail_sampling_keeps_large_groups_and_loses_most_small_ones) {
  ReducedDevice device(preset("otel_tail_sampling"));
  flows(device, 0, 150, 0.1, 5'000);
  for (std::uint32_t peer = 1; peer <= 1'000; ++peer) flows(device, 20, 1, 0, peer);
  device.until(100);
  EXPECT_EQ(seen_of(device, 5'000), 150U);
  EXPECT_NEAR(static_cast<double>(device.hits().size()) - 1, 100, 48) << "a tenth, 5 standard deviations of 9.5";
  EXPECT_EQ(device.dropped[DropReason::kSampledOut] + static_cast<std::int64_t>(device.hits().size()) - 1, 1'000);
}

TEST(ReductionPresets, fluentbit_throttle_spends_its_window_at_once) {
  ReducedDevice device(preset("fluentbit_throttle"));
  flows(device, 0, 5, 0.01, 0);
  flows(device, 0.1, 40, 0.1, 1);  // 4 s of an attack
  device.until(10);
  EXPECT_EQ(seen_of(device, 0), 5U);
  EXPECT_EQ(seen_of(device, 1), 0U);
  flows(device, 20, 100'000, 0.001, 0);
  device.until(200);
  EXPECT_LE(seen_of(device, 0), 5U + 105U) << "five in each five of 100 s";
}

// Pacing: nine a minute never reach ten; ten do.
TEST(ReductionPresets, suricata_threshold_sees_ten_a_minute_and_never_nine) {
  ReducedDevice device(preset("suricata_threshold"));
  flows(device, 0, 10, 5, 1);
  for (int minute = 0; minute < 1'000; ++minute) flows(device, 100 + minute * 61.0, 9, 5, 2);
  device.until(100'000);
  EXPECT_EQ(seen_of(device, 1), 1U);
  EXPECT_EQ(seen_of(device, 2), 0U);
  EXPECT_EQ(device.dropped[DropReason::kBelowThreshold], 9 + 9'000);
}

TEST(ReductionPresets, suricata_limit_lets_a_benign_event_cover_the_attack) {
  ReducedDevice device(preset("suricata_limit"));
  flows(device, 0, 1, 1, 1);      // benign
  flows(device, 1, 178, 1, 1);    // the attack, through the same peer
  device.until(179);
  EXPECT_EQ(seen_of(device, 1), 1U);
  flows(device, 180, 1, 1, 1);
  device.until(200);
  EXPECT_EQ(seen_of(device, 1), 2U) << "each window's first is seen";
}

TEST(ReductionPresets, suricata_both_alerts_once_and_never_for_four) {
  ReducedDevice device(preset("suricata_both"));
  flows(device, 0, 300, 1, 1);
  for (int window = 0; window < 100; ++window) flows(device, 400 + window * 361.0, 4, 1, 2);
  device.until(50'000);
  EXPECT_EQ(seen_of(device, 1), 1U);
  EXPECT_EQ(seen_of(device, 2), 0U);
}

TEST(ReductionPresets, suricata_backoff_trusts_what_it_has_often_seen) {
  ReducedDevice device(preset("suricata_backoff"));
  flows(device, 0, 1'000, 1, 1);  // daily life: 1, 10, 100, 1,000
  device.until(1'100);
  EXPECT_EQ(seen_of(device, 1), 4U);
  flows(device, 2'000, 8'999, 1, 1);
  device.until(20'000);
  EXPECT_EQ(seen_of(device, 1), 4U) << "the next 8,999 are covered";
}

TEST(ReductionPresets, falco_drops_gives_the_burst_to_who_comes_first) {
  ReducedDevice device(preset("falco_drops"));
  flows(device, 0, 10, 0.1, 0);
  flows(device, 2, 20, 1, 1);
  device.until(29);
  EXPECT_EQ(seen_of(device, 0), 10U);
  EXPECT_EQ(seen_of(device, 1), 0U);
  flows(device, 31, 1, 1, 1);
  device.until(40);
  EXPECT_EQ(seen_of(device, 1), 1U) << "a token has come back";
}

TEST(ReductionPresets, tetragon_aggregation_counts_all_within_15_s_and_hides_order) {
  ReducedDevice device(preset("tetragon_aggregation"));
  flows(device, 1, 1'000, 0.01, 1);
  flows(device, 12, 1, 1, 2);
  flows(device, 13, 1, 1, 1);
  device.until(17);
  EXPECT_THAT(device.hits(), ElementsAre(1'001, 1));
  EXPECT_EQ(device.sent[0].at, kStart + Duration::seconds(16));
}

TEST(ReductionPresets, osquery_differential_reports_what_is_new_or_back_and_not_what_stays) {
  ReducedDevice device(preset("osquery_differential"));
  flows(device, 0, 5'000, 30, 1);  // in every interval: 41 hours of beacons
  device.until(160'000);
  EXPECT_EQ(seen_of(device, 1), 1U);
  flows(device, 160'000, 1, 1, 1);  // away for longer than an interval
  device.until(160'100);
  EXPECT_EQ(seen_of(device, 1), 2U);
}

TEST(ReductionPresets, rsyslog_repeated_counts_rows_and_is_defeated_by_two_lines_in_turn) {
  ReducedDevice device(preset("rsyslog_repeated"));
  flows(device, 0, 20, 1, 1);
  flows(device, 25, 1, 1, 2);
  device.until(30);
  EXPECT_THAT(device.hits(), ElementsAre(1, 19, 1));
  device.sent.clear();
  for (int i = 0; i < 100; ++i) flows(device, 100 + i, 1, 1, 3 + static_cast<std::uint32_t>(i % 2));
  device.until(300);
  EXPECT_EQ(device.hits().size(), 100U) << "nothing is reduced";
}

TEST(ReductionPresets, first_seen_counts_is_early_for_the_new_and_late_for_the_known) {
  ReducedDevice device(preset("first_seen_counts"));
  flows(device, 0, 1, 1, 1);
  device.until(2);
  EXPECT_EQ(seen_of(device, 1), 1U);
  flows(device, 100, 50, 1, 1);  // an attack through the known peer
  device.until(3'600);
  EXPECT_EQ(seen_of(device, 1), 1U) << "waits for the hour";
  device.until(100 + 3'600 + 600 + 2);
  EXPECT_EQ(seen_of(device, 1), 51U) << "and is counted by then";
}

// 60 KiB to each of 50 peers leave 3 MB unseen beyond the first flows; 64 KiB to one do not.
TEST(ReductionPresets, send_on_delta_bounds_what_is_unknown_and_hides_low_and_slow) {
  ReducedDevice device(preset("send_on_delta"));
  flows(device, 0, 65, 1, 1, 1'024);
  device.until(100);
  EXPECT_EQ(seen_of(device, 1), 65U) << "the first, and 64 KiB after it";
  device.sent.clear();
  for (std::uint32_t peer = 2; peer < 52; ++peer) flows(device, peer * 100.0, 61, 1, peer, 1'024);
  device.until(10'000);
  EXPECT_THAT(device.hits(), Each(1U));
  EXPECT_EQ(device.held(), 50U * 60U);
}

// One event each 100 ms: the 101st is within the minute and exceeds the rate. Its half minute hides a shell as well.
TEST(ReductionPresets, suricata_rate_filter_tells_a_hundred_and_lets_noise_cover_the_attack) {
  ReducedDevice device(preset("suricata_rate_filter"));
  flows(device, 0, 101, 0.1, 1);  // exceeded at 10 s
  flows(device, 12, 20, 1, 1);    // the attack, through the same peer
  flows(device, 12, 1, 1, 2);
  device.until(35);
  EXPECT_EQ(seen_of(device, 1), 100U);
  EXPECT_EQ(seen_of(device, 2), 1U) << "other keys are not touched";
  EXPECT_EQ(device.dropped[DropReason::kSuppressed], 21);
  flows(device, 40.1, 1, 1, 1);
  device.until(50);
  EXPECT_EQ(seen_of(device, 1), 101U) << "after the timeout";
  for (std::uint32_t peer = 100; peer < 1'100; ++peer) flows(device, 100 + peer * 0.01, 100, 0.1, peer);
  device.until(1'000);
  EXPECT_EQ(device.dropped[DropReason::kSuppressed], 21) << "below the rate nothing is reduced";
}

TEST(ReductionPresets, tenzir_deduplicate_distance_sees_interrupted_keys_again_and_a_lonely_beacon_once) {
  ReducedDevice device(preset("tenzir_deduplicate_distance"));
  flows(device, 0, 5'000, 60, 1);  // 3.5 days, and nothing else
  EXPECT_EQ(seen_of(device, 1), 1U);
  flows(device, 300'000, 1, 1, 2);
  flows(device, 300'001, 1, 1, 1);
  device.until(300'010);
  EXPECT_EQ(seen_of(device, 1), 5'001U) << "with the count of what was withheld";
  device.sent.clear();
  for (std::uint32_t i = 0; i < 100; ++i) flows(device, 300'100 + i, 1, 1, 3 + i % 2);
  device.until(300'300);
  EXPECT_EQ(device.hits().size(), 100U) << "two in turn are not reduced";
}

/// Hits of the observations that name no peer.
std::uint64_t rest_of(const picket::test::Device& device) {
  std::uint64_t hits = 0;
  for (const auto& message : device.sent) {
    for (const Observation& o : message.observations) {
      hits += std::get<NetworkRecord>(o.record).remote_address == IpAddress() ? o.hit_count : 0;
    }
  }
  return hits;
}

// 1,600 events in ten minutes: more than 100 are sent and known to 25. A beacon in each minute is one of 1,000 keys.
TEST(ReductionPresets, sketch_heavy_hitters_counts_the_loud_and_lets_a_scan_evict_a_beacon) {
  for (const bool scanned : {false, true}) {
    ReducedDevice device(preset("sketch_heavy_hitters"));
    flows(device, 1, 400, 0.1, 1);
    flows(device, 60, 10, 50, 2);
    if (scanned) scan(device, 100, 1'190, 0.42);
    device.until(602);
    EXPECT_GE(seen_of(device, 1), 375U);
    EXPECT_LE(seen_of(device, 1), 400U);
    EXPECT_EQ(seen_of(device, 2), scanned ? 0U : 10U);
    EXPECT_EQ(device.emitted, scanned ? 1'600U : 410U) << "counts balance";
    EXPECT_EQ(rest_of(device) > 1'000, scanned);
  }
}

TEST(ReductionPresets, sketch_count_min_tells_three_of_a_key_and_none_after_a_scan) {
  for (const bool scanned : {false, true}) {
    ReducedDevice device(preset("sketch_count_min"));
    if (scanned) scan(device, 1, 10'000, 0.01);
    flows(device, 200, 50, 10, 2);
    device.until(3'602);
    EXPECT_EQ(seen_of(device, 2), scanned ? 0U : 3U);
    EXPECT_EQ(device.emitted, scanned ? 10'050U : 50U) << "counts balance";
    EXPECT_EQ(device.held(), 0U);
  }
}

// 10,000 peers are told by some two thousand events, and 20 that come after them are hidden but for one or two:
// each is sent with probability 0.018.
TEST(ReductionPresets, sketch_distinct_tells_the_size_of_a_scan_and_hides_who_comes_after_it) {
  for (const bool scanned : {false, true}) {
    ReducedDevice device(preset("sketch_distinct"));
    if (scanned) scan(device, 1, 10'000, 0.01);
    for (std::uint32_t peer = 2; peer < 22; ++peer) flows(device, 200.0 + peer, 50, 0.01, peer);
    device.until(3'602);
    std::uint32_t seen = 0;
    for (std::uint32_t peer = 2; peer < 22; ++peer) {
      EXPECT_LE(seen_of(device, peer), 1U) << "once an hour at most";
      seen += seen_of(device, peer) != 0 ? 1 : 0;
    }
    if (scanned) {
      EXPECT_LE(seen, 2U);
      EXPECT_LT(device.hits().size(), 2'500U);
    } else {
      EXPECT_GE(seen, 18U);
    }
    EXPECT_EQ(device.emitted, scanned ? 11'000U : 1'000U) << "counts balance";
  }
}

}  // namespace
}  // namespace picket::sim
