#include "agent_core/aggregate/gateway_merge.h"

#include <gtest/gtest.h>

#include "tests/support/agent_driver.h"

namespace picket {
namespace {

using test::kStart;
using test::Vocabulary;

constexpr std::uint32_t kKey = kKeyRemoteAddress | kKeyProtocol;

Policy policy_with(const GatewayMergePolicy& merge) {
  Policy policy = test::raw_policy();
  policy.of(EventKind::kNetwork) = test::kind_policy(kKey, Priority::kMedium);
  policy.gateway_merge = merge;
  return policy;
}

GatewayMergePolicy merge_policy(std::uint32_t kept, std::uint32_t cache = 1'000, Overflow overflow = Overflow::kDropOldest) {
  GatewayMergePolicy merge;
  merge.kept_children = kept;
  merge.cache_size = cache;
  merge.overflow = overflow;
  return merge;
}

Observation observation(Record record, std::uint32_t hits, Duration at) {
  Observation o;
  o.record = std::move(record);
  o.hit_count = hits;
  o.first_time = o.window_start = kStart + at;
  o.last_time = o.window_end = kStart + at + Duration::seconds(1);
  return o;
}

Observation flow_to(std::uint32_t remote, std::uint32_t hits, Duration at = Duration()) {
  NetworkRecord r;
  r.remote_address = IpAddress::v4(remote);
  r.bytes_in = 10;
  r.bytes_out = 3;
  return observation(r, hits, at);
}

TEST(GatewayMerge, equal_keys_of_n_children_leave_as_one) {
  constexpr std::uint32_t kChildren = 7;
  constexpr std::uint32_t kKeys = 5;
  constexpr std::uint32_t kHits = 3;
  const Vocabulary words;
  for (const std::uint32_t kept : {0U, 1U, 4U, 7U, 64U}) {
    GatewayMerge merge(policy_with(merge_policy(kept)), words.texts, kStart + Duration::minutes(5));
    for (std::uint32_t child = 0; child < kChildren; ++child) {
      for (std::uint32_t k = 0; k < kKeys; ++k) merge.add(DeviceId(child), flow_to(0x01010100 + k, kHits));
    }
    std::vector<MergedObservation> out;
    merge.close(out);
    ASSERT_EQ(out.size(), kKeys);
    const std::uint32_t named = std::min(kept, kChildren);
    for (const MergedObservation& one : out) {
      EXPECT_EQ(one.observation.hit_count, kChildren * kHits);
      EXPECT_EQ(one.distinct_children, kChildren);
      EXPECT_FALSE(one.more_children);
      EXPECT_EQ(one.children.size(), named);
      EXPECT_EQ(std::get<NetworkRecord>(one.observation.record).bytes_in, 10 * kChildren);
      EXPECT_EQ(std::get<NetworkRecord>(one.observation.record).bytes_out, 3 * kChildren);
    }
    EXPECT_EQ(merge.saving().observations_in, kChildren * kKeys);
    EXPECT_EQ(merge.saving().observations_out, kKeys);
    EXPECT_EQ(merge.saving().attributions_kept, named * kKeys * kHits);
    EXPECT_EQ(merge.saving().attributions_lost, (kChildren - named) * kKeys * kHits);
    EXPECT_EQ(merge.due(), kStart + Duration::minutes(10));
  }
}

TEST(GatewayMerge, times_are_the_widest_and_the_first_children_are_named) {
  const Vocabulary words;
  GatewayMerge merge(policy_with(merge_policy(2)), words.texts, kStart + Duration::minutes(5));
  merge.add(DeviceId(9), flow_to(1, 1, Duration::seconds(20)));
  merge.add(DeviceId(4), flow_to(1, 1, Duration::seconds(10)));
  merge.add(DeviceId(9), flow_to(1, 1, Duration::seconds(15)));
  merge.add(DeviceId(1), flow_to(1, 1, Duration::seconds(30)));
  std::vector<MergedObservation> out;
  merge.close(out);
  ASSERT_EQ(out.size(), 1U);
  EXPECT_EQ(out[0].observation.first_time, kStart + Duration::seconds(10));
  EXPECT_EQ(out[0].observation.last_time, kStart + Duration::seconds(31));
  EXPECT_EQ(out[0].observation.window_start, kStart + Duration::seconds(10));
  EXPECT_EQ(out[0].observation.window_end, kStart + Duration::seconds(31));
  EXPECT_TRUE(out[0].observation.aggregated);
  EXPECT_EQ(out[0].children, (std::vector{DeviceId(9), DeviceId(4)}));
  EXPECT_TRUE(out[0].names(DeviceId(4)));
  EXPECT_FALSE(out[0].names(DeviceId(1)));
  EXPECT_EQ(out[0].distinct_children, 3U);
}

TEST(GatewayMerge, children_beyond_the_bound_are_more) {
  const Vocabulary words;
  GatewayMerge merge(policy_with(merge_policy(kCountedChildren)), words.texts, kStart + Duration::minutes(5));
  for (std::uint32_t child = 0; child < kCountedChildren + 10; ++child) merge.add(DeviceId(child), flow_to(1, 1));
  std::vector<MergedObservation> out;
  merge.close(out);
  ASSERT_EQ(out.size(), 1U);
  EXPECT_EQ(out[0].distinct_children, kCountedChildren);
  EXPECT_TRUE(out[0].more_children);
  EXPECT_EQ(merge.saving().attributions_kept, kCountedChildren);
  EXPECT_EQ(merge.saving().attributions_lost, 10U);
}

TEST(GatewayMerge, reports_and_kinds_without_a_key_pass_with_their_childs_name) {
  const Vocabulary words;
  GatewayMerge merge(policy_with(merge_policy(0)), words.texts, kStart + Duration::minutes(5));
  for (std::uint32_t child = 0; child < 3; ++child) {
    merge.add(DeviceId(child), observation(HeartbeatRecord{}, 1, Duration()));
    merge.add(DeviceId(child), observation(DnsRecord{words.names[0], false}, 2, Duration()));
  }
  std::vector<MergedObservation> out;
  merge.close(out);
  ASSERT_EQ(out.size(), 6U);
  for (std::uint32_t i = 0; i < 6; ++i) {
    EXPECT_EQ(out[i].children, std::vector{DeviceId(i / 2)});
    EXPECT_FALSE(out[i].observation.aggregated);
  }
  EXPECT_EQ(merge.saving().attributions_lost, 0U);
}

TEST(GatewayMerge, a_key_of_its_own_merges_what_agents_send_event_by_event) {
  const Vocabulary words;
  GatewayMergePolicy own = merge_policy(1);
  own.key.of(EventKind::kDns) = kKeyName;
  GatewayMerge merge(policy_with(own), words.texts, kStart + Duration::minutes(5));
  for (std::uint32_t child = 0; child < 3; ++child) {
    merge.add(DeviceId(child), observation(DnsRecord{words.names[0], child == 0}, 2, Duration()));
  }
  std::vector<MergedObservation> out;
  merge.close(out);
  ASSERT_EQ(out.size(), 1U);
  EXPECT_EQ(out[0].observation.hit_count, 6U);
}

TEST(GatewayMerge, a_full_cache_loses_the_oldest_entry) {
  const Vocabulary words;
  GatewayMerge merge(policy_with(merge_policy(1, 2)), words.texts, kStart + Duration::minutes(5));
  merge.add(DeviceId(0), flow_to(1, 5));
  merge.add(DeviceId(0), flow_to(2, 7));
  merge.add(DeviceId(0), flow_to(1, 1));
  const GatewayMerge::Fate fate = merge.add(DeviceId(0), flow_to(3, 1));
  EXPECT_EQ(fate.entry, 2U);
  EXPECT_EQ(fate.displaced, 0U);
  EXPECT_EQ(fate.lost_hits, 6U);
  EXPECT_EQ(merge.dropped()[DropReason::kCacheOverflow], 6U);
  // The lost key begins again, as a new entry.
  EXPECT_EQ(merge.add(DeviceId(0), flow_to(1, 1)).entry, 3U);
  EXPECT_EQ(merge.entries(), 2U);
}

TEST(GatewayMerge, a_full_cache_may_lose_the_newest_and_still_merges) {
  const Vocabulary words;
  GatewayMerge merge(policy_with(merge_policy(1, 2, Overflow::kDropNewest)), words.texts, kStart + Duration::minutes(5));
  merge.add(DeviceId(0), flow_to(1, 5));
  merge.add(DeviceId(0), flow_to(2, 7));
  const GatewayMerge::Fate fate = merge.add(DeviceId(0), flow_to(3, 4));
  EXPECT_FALSE(fate.entry.has_value());
  EXPECT_EQ(fate.lost_hits, 4U);
  EXPECT_TRUE(merge.add(DeviceId(0), flow_to(2, 1)).merged);
  EXPECT_EQ(merge.dropped()[DropReason::kCacheOverflow], 4U);
}

TEST(GatewayMerge, hits_that_no_counter_holds_begin_a_second_entry) {
  const Vocabulary words;
  GatewayMerge merge(policy_with(merge_policy(1)), words.texts, kStart + Duration::minutes(5));
  merge.add(DeviceId(0), flow_to(1, 0xffffffff));
  const GatewayMerge::Fate second = merge.add(DeviceId(0), flow_to(1, 2));
  EXPECT_EQ(second.entry, 1U);
  EXPECT_FALSE(second.merged);
  EXPECT_EQ(merge.add(DeviceId(0), flow_to(1, 2)).entry, 1U);
  std::vector<MergedObservation> out;
  merge.close(out);
  EXPECT_EQ(out.size(), 2U);
  EXPECT_EQ(merge.hits_out(), 0xffffffffULL + 4);
}

TEST(GatewayMerge, stopping_loses_what_is_held) {
  const Vocabulary words;
  GatewayMerge merge(policy_with(merge_policy(1)), words.texts, kStart + Duration::minutes(5));
  merge.add(DeviceId(0), flow_to(1, 5));
  merge.add(DeviceId(0), flow_to(2, 7));
  EXPECT_EQ(merge.stop(), (std::vector<std::uint64_t>{0, 1}));
  EXPECT_EQ(merge.dropped()[DropReason::kAgentStopped], 12U);
  EXPECT_EQ(merge.hits_held(), 0U);
  EXPECT_EQ(merge.add(DeviceId(0), flow_to(1, 1)).entry, 2U);
}

/// A merge without any cleverness: one list, keys compared by their hash, children in a list.
struct NaiveMerge {
  struct Entry {
    std::string key;
    std::uint64_t hits = 0;
    std::uint64_t kept = 0;
    std::vector<std::uint32_t> children;
  };
  std::vector<Entry> entries;

  void add(const std::string& key, std::uint32_t child, std::uint32_t hits, std::uint32_t named) {
    std::size_t i = 0;
    while (i < entries.size() && (key.empty() || entries[i].key != key)) ++i;
    if (i == entries.size()) entries.push_back({key, 0, 0, {}});
    Entry& entry = entries[i];
    entry.hits += hits;
    auto place = std::find(entry.children.begin(), entry.children.end(), child);
    if (place == entry.children.end()) place = entry.children.insert(entry.children.end(), child);
    if (place - entry.children.begin() < (key.empty() ? 1 : static_cast<int>(named))) entry.kept += hits;
  }
};

TEST(GatewayMerge, equals_a_naive_map_and_loses_nothing_uncounted) {
  const Vocabulary words;
  for (std::uint32_t seed = 0; seed < 60; ++seed) {
    RandomStream random(seed, 0, 0, Purpose::kTest);
    const auto kept = static_cast<std::uint32_t>(random.below(5));
    const bool small = seed % 2 == 1;
    Policy policy = policy_with(merge_policy(kept, small ? 5 : 10'000, seed % 4 == 1 ? Overflow::kDropNewest : Overflow::kDropOldest));
    policy.of(EventKind::kProcess) = test::kind_policy(kKeyCommandline, Priority::kMedium);
    GatewayMerge merge(policy, words.texts, kStart + Duration::minutes(5));
    GatewayMerge again(policy, words.texts, kStart + Duration::minutes(5));
    std::vector<MergedObservation> out;
    std::vector<MergedObservation> out_again;
    std::uint64_t hits_out = 0;
    for (int window = 0; window < 4; ++window) {
      NaiveMerge naive;
      for (int i = 0; i < 100; ++i) {
        const auto child = static_cast<std::uint32_t>(random.below(6));
        const auto hits = static_cast<std::uint32_t>(1 + random.below(9));
        const Observation o = observation(test::random_record(random, words), hits, Duration::seconds(window * 300 + i));
        std::string key;
        if (const auto* p = std::get_if<ProcessRecord>(&o.record)) key = "p" + words.texts.render(p->commandline);
        if (const auto* n = std::get_if<NetworkRecord>(&o.record)) {
          key = "n" + n->remote_address.to_string() + std::to_string(static_cast<int>(n->protocol));
        }
        naive.add(key, child, hits, kept);
        merge.add(DeviceId(child), o);
        again.add(DeviceId(child), o);
        ASSERT_EQ(merge.hits_in(), hits_out + merge.hits_held() + merge.dropped().total());
      }
      out.clear();
      out_again.clear();
      const std::uint64_t kept_before = merge.saving().attributions_kept;
      merge.close(out);
      again.close(out_again);
      for (const MergedObservation& one : out) hits_out += one.observation.hit_count;
      ASSERT_EQ(merge.hits_out(), hits_out);
      ASSERT_EQ(out.size(), out_again.size());
      for (std::size_t i = 0; i < out.size(); ++i) ASSERT_EQ(out[i].observation, out_again[i].observation);
      ASSERT_EQ(merge.saving().attributions_kept + merge.saving().attributions_lost, hits_out);
      if (small) continue;
      ASSERT_EQ(out.size(), naive.entries.size());
      std::uint64_t naive_kept = 0;
      for (std::size_t i = 0; i < out.size(); ++i) {
        ASSERT_EQ(out[i].observation.hit_count, naive.entries[i].hits);
        ASSERT_EQ(out[i].distinct_children, naive.entries[i].children.size());
        naive_kept += naive.entries[i].kept;
      }
      ASSERT_EQ(merge.saving().attributions_kept - kept_before, naive_kept);
    }
    EXPECT_EQ(merge.dropped()[DropReason::kCacheOverflow] > 0, small);
  }
}

}  // namespace
}  // namespace picket
