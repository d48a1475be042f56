#include "pipeline_core/rules/correlation_table.h"

#include <gmock/gmock.h>

#include "agent_core/base/random.h"
#include "tests/pipeline_core/rules/naive_correlation.h"

namespace picket {
namespace {

using namespace testing_support;
using Operator = CorrelationCondition::Operator;

Time moment(std::int64_t s) {
  return Time::from_unix_seconds(1'000'000 + s);
}

Correlation correlation(CorrelationType type, std::initializer_list<std::pair<Operator, double>> criteria,
                        std::size_t references = 1) {
  Correlation c;
  c.type = type;
  for (const auto& [op, number] : criteria) c.condition.add(op, number);
  c.timespan = Duration::seconds(100);
  c.references.resize(references);
  if (type == CorrelationType::kValueCount || type == CorrelationType::kValueSum ||
      type == CorrelationType::kValueAvg || type == CorrelationType::kValuePercentile)
    c.value_fields.resize(1);
  c.percentile = 50;
  c.resolved = true;
  return c;
}

RuleSet one_rule(const Correlation& c) {
  RuleSet rules;
  Rule rule;
  rule.is_correlation = true;
  rule.correlation = c;
  rules.add_rule(rule);
  return rules;
}

CorrelationMember member(std::int64_t s, std::uint64_t value = 0, std::uint32_t weight = 1,
                         std::uint32_t reference = 0) {
  CorrelationMember m;
  m.time = moment(s);
  m.value = m.amount = value;
  m.weight = weight;
  m.reference = reference;
  return m;
}

constexpr Duration kMemberLateness = Duration::hours(1);

struct Table {
  RuleSet rules;
  CorrelationTable table;
  CorrelationFiring fired;
  std::uint32_t sequence = 0;
  explicit Table(const Correlation& c, CorrelationTable::Limits limits = {100, 100'000})
      : rules(one_rule(c)), table(rules, limits, kMemberLateness) {}
  bool add(CorrelationMember m, std::int64_t arrival = 0, std::uint64_t group = 1) {
    m.sequence = sequence++;
    return table.add(0, {group}, m, moment(arrival), fired);
  }
  /// The windows that are over at that time and fire.
  std::vector<CorrelationFiring> close(Time now) {
    std::vector<CorrelationFiring> all;
    while (table.next_close() <= now) {
      if (table.close_next(fired)) all.push_back(fired);
    }
    return all;
  }
};

TEST(CorrelationTable, slides_and_includes_both_ends) {
  Table t(correlation(CorrelationType::kEventCount, {{Operator::kGte, 3}}));
  EXPECT_FALSE(t.add(member(0)));
  EXPECT_FALSE(t.add(member(90)));
  EXPECT_FALSE(t.add(member(101)));      // 0 is 101 s away
  EXPECT_TRUE(t.add(member(190), 190));  // 90, 101, 190: exactly 100 s
  EXPECT_EQ(t.fired.members.size(), 3u);
  EXPECT_EQ(t.fired.trigger, moment(190));
  EXPECT_EQ(t.fired.window_start, moment(90));
  EXPECT_EQ(t.fired.window_end, moment(190));
  EXPECT_FALSE(t.add(member(191)));  // the fired ones are spent
}

TEST(CorrelationTable, sees_windows_that_a_late_member_completes) {
  Table t(correlation(CorrelationType::kEventCount, {{Operator::kGt, 2}}));
  EXPECT_FALSE(t.add(member(0)));
  EXPECT_FALSE(t.add(member(80)));
  EXPECT_FALSE(t.add(member(300)));
  EXPECT_TRUE(t.add(member(40), 300));
  EXPECT_EQ(t.fired.window_end, moment(80));
  EXPECT_EQ(t.fired.trigger, moment(300));
}

TEST(CorrelationTable, counts_distinct_values_only) {
  Table t(correlation(CorrelationType::kValueCount, {{Operator::kGte, 3}}));
  for (int i = 0; i < 10; ++i) EXPECT_FALSE(t.add(member(i, static_cast<std::uint64_t>(i % 2))));
  EXPECT_TRUE(t.add(member(11, 7)));
  EXPECT_EQ(t.fired.members.size(), 11u);
}

TEST(CorrelationTable, weighs_members) {
  Table t(correlation(CorrelationType::kEventCount, {{Operator::kGte, 10}}));
  EXPECT_FALSE(t.add(member(0, 0, 4)));
  EXPECT_TRUE(t.add(member(1, 0, 6)));
}

TEST(CorrelationTable, wants_order_only_where_it_is_asked_for) {
  const Correlation ordered = correlation(CorrelationType::kTemporalOrdered, {{Operator::kGte, 2}}, 2);
  Table o(ordered);
  EXPECT_FALSE(o.add(member(10, 0, 1, 1)));
  EXPECT_FALSE(o.add(member(20, 0, 1, 0)));
  EXPECT_TRUE(o.add(member(30, 0, 1, 1)));
  Table any(correlation(CorrelationType::kTemporal, {{Operator::kGte, 2}}, 2));
  EXPECT_FALSE(any.add(member(10, 0, 1, 1)));
  EXPECT_TRUE(any.add(member(20, 0, 1, 0)));
  Table moment(ordered);
  EXPECT_FALSE(moment.add(member(10, 0, 1, 1)));
  EXPECT_TRUE(moment.add(member(10, 0, 1, 0)));
}

// Three in [0, 100], none of them a range of one or two; then two in [150, 250]: fires when nothing can join it,
// an hour after its end.
TEST(CorrelationTable, judges_ranges_when_the_window_is_over) {
  Table t(correlation(CorrelationType::kEventCount, {{Operator::kGt, 0}, {Operator::kLte, 2}}));
  for (const int s : {0, 50, 100, 150, 160}) EXPECT_FALSE(t.add(member(s)));
  EXPECT_EQ(t.close(moment(250 + 3600)).size(), 0u);
  const auto fired = t.close(moment(251 + 3600));
  ASSERT_EQ(fired.size(), 1u);
  EXPECT_EQ(fired[0].trigger, moment(250 + 3600) + Duration::microseconds(1));
  EXPECT_EQ(fired[0].window_start, moment(150));
  EXPECT_EQ(fired[0].window_end, moment(250));
  EXPECT_FALSE(fired[0].absence);
  EXPECT_EQ(t.table.groups(), 0u);
}

// A beat every 40 s: three in each window of 100 s, until it stops at 200. Windows [0, 100], then (100, 200] with
// 120, 160 and 200, then (200, 300] without any: fewer than three, once.
TEST(CorrelationTable, knows_an_absence_after_the_last_window_of_a_group) {
  Table t(correlation(CorrelationType::kEventCount, {{Operator::kLt, 3}}));
  for (int s = 0; s <= 200; s += 40) EXPECT_FALSE(t.add(member(s)));
  const auto fired = t.close(moment(1'000'000));
  ASSERT_EQ(fired.size(), 1u);
  EXPECT_TRUE(fired[0].absence);
  EXPECT_EQ(fired[0].window_start, moment(200) + Duration::microseconds(2));
  ASSERT_EQ(fired[0].members.size(), 1u);
  EXPECT_EQ(fired[0].members[0].time, moment(200));
  EXPECT_EQ(t.table.groups(), 0u);
  Table empty(correlation(CorrelationType::kEventCount, {{Operator::kLt, 3}}));
  EXPECT_EQ(empty.close(Time::max() - Duration::days(1)).size(), 0u);  // no group, no absence
}

TEST(CorrelationTable, starts_its_windows_at_the_earliest_member_even_if_that_comes_late) {
  Table t(correlation(CorrelationType::kEventCount, {{Operator::kEq, 2}}));
  EXPECT_FALSE(t.add(member(90), 90));
  EXPECT_FALSE(t.add(member(180), 180));
  EXPECT_FALSE(t.add(member(0), 181));  // [0, 100] and [180, 280] instead of [90, 190]
  const auto fired = t.close(moment(100'000));
  ASSERT_EQ(fired.size(), 1u);
  EXPECT_EQ(fired[0].window_start, moment(0));
}

TEST(CorrelationTable, sums_averages_and_ranks) {
  // 10 once and 40 twice: sum 50 and 90 as given, average 90 / 3, median 40, 33rd percentile 10.
  const auto fires = [](CorrelationType type, Operator op, double number, double percentile = 50) {
    Correlation c = correlation(type, {{op, number}});
    c.percentile = percentile;
    Table t(c);
    const bool sums = type != CorrelationType::kValuePercentile;
    const bool early = t.add(member(0, 10)) || t.add(member(1, sums ? 80 : 40, 2));
    return early || !t.close(moment(100'000)).empty();
  };
  EXPECT_TRUE(fires(CorrelationType::kValueSum, Operator::kGte, 90));
  EXPECT_FALSE(fires(CorrelationType::kValueSum, Operator::kGt, 90));
  EXPECT_TRUE(fires(CorrelationType::kValueAvg, Operator::kEq, 30));
  EXPECT_TRUE(fires(CorrelationType::kValuePercentile, Operator::kEq, 40));
  EXPECT_TRUE(fires(CorrelationType::kValuePercentile, Operator::kEq, 10, 33));
  EXPECT_TRUE(fires(CorrelationType::kValuePercentile, Operator::kEq, 40, 34));
  EXPECT_TRUE(fires(CorrelationType::kValuePercentile, Operator::kEq, 40, 100));
}

TEST(CorrelationTable, keeps_groups_apart_and_refuses_more_than_allowed) {
  Table t(correlation(CorrelationType::kEventCount, {{Operator::kGte, 2}}), {2, 100});
  EXPECT_FALSE(t.add(member(0), 0, 1));
  EXPECT_FALSE(t.add(member(0), 0, 2));
  EXPECT_FALSE(t.add(member(0), 0, 3));
  EXPECT_EQ(t.table.groups_refused(), 1u);
  EXPECT_TRUE(t.add(member(1), 1, 1));
  EXPECT_FALSE(t.add(member(100'000), 100'000, 4));  // old groups have made room
  EXPECT_EQ(t.table.groups_refused(), 1u);
  EXPECT_EQ(t.table.groups(), 1u);
  EXPECT_EQ(t.table.members(), 1u);
}

TEST(CorrelationTable, holds_no_more_members_than_allowed_whatever_comes) {
  for (const CorrelationType type :
       {CorrelationType::kEventCount, CorrelationType::kValueCount, CorrelationType::kTemporalOrdered,
        CorrelationType::kValueSum, CorrelationType::kValueAvg}) {
    Table t(correlation(type, {{Operator::kGte, 3}}, 3), {1'000, 500});
    RandomStream random(1, 0, 0, Purpose::kTest);
    std::uint64_t fired = 0;
    for (int i = 0; i < 20'000; ++i) {
      fired += t.add(member(i / 10, random.below(2), 0, static_cast<std::uint32_t>(random.below(2))), i / 10,
                     random.below(300))
                   ? 1
                   : 0;
      ASSERT_LE(t.table.members(), 500u);
    }
    EXPECT_GT(t.table.members_dropped() + t.table.members_merged(), 0u);
    EXPECT_EQ(t.table.groups_refused(), 0u);
    // Every member is there, was spent in a firing or is counted as dropped or merged.
    if (fired == 0) {
      EXPECT_EQ(t.table.members() + t.table.members_dropped() + t.table.members_merged(), 20'000u);
    }
  }
}

/// What a random correlation of a type asks for; about half are met now and then.
Correlation random_correlation(CorrelationType type, RandomStream& random) {
  const double most = type == CorrelationType::kValueSum                                                ? 120
                      : type == CorrelationType::kValueAvg || type == CorrelationType::kValuePercentile ? 20
                                                                                                        : 6;
  const double number = 1 + static_cast<double>(random.below(static_cast<std::uint64_t>(most)));
  Correlation c;
  switch (random.below(4)) {
    case 0:
    case 1:
      c = correlation(type, {{random.chance(0.5) ? Operator::kGt : Operator::kGte, number}}, 4);
      break;
    case 2: {
      constexpr Operator kOperators[] = {Operator::kLt, Operator::kLte, Operator::kEq, Operator::kNeq};
      c = correlation(type, {{kOperators[random.below(4)], number}}, 4);
      break;
    }
    default:
      c = correlation(type, {{Operator::kGte, number}, {Operator::kLt, number + 3}}, 4);
  }
  c.percentile = 1 + static_cast<double>(random.below(100));
  return c;
}

struct Arrival {
  Time time;
  std::uint64_t group;
  CorrelationMember member;
};

/// Members of three groups over an hour, up to `delay` late; several of one moment.
std::vector<Arrival> random_arrivals(RandomStream& random, Duration delay) {
  std::vector<Arrival> arrivals;
  std::int64_t now = 0;
  for (std::uint32_t i = 0; i < 150; ++i) {
    now += static_cast<std::int64_t>(random.chance(0.3) ? 0 : random.below(random.chance(0.1) ? 400 : 40));
    CorrelationMember m = member(now, random.below(20), 1 + static_cast<std::uint32_t>(random.below(2)),
                                 static_cast<std::uint32_t>(random.below(4)));
    m.sequence = i;
    const auto late = static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(delay.count_seconds()) + 1));
    arrivals.push_back({m.time + Duration::seconds(random.chance(0.5) ? 0 : late), random.below(3), m});
  }
  std::stable_sort(arrivals.begin(), arrivals.end(), [](const auto& a, const auto& b) { return a.time < b.time; });
  return arrivals;
}

/// `lost`: what bounds took; nothing is expected to be lost where nobody asks.
std::vector<NaiveFiring> run_table(const Correlation& c, const std::vector<Arrival>& arrivals, Duration lateness,
                                   std::uint64_t* lost = nullptr) {
  const RuleSet rules = one_rule(c);
  CorrelationTable table(rules, {100, 100'000}, lateness);
  std::vector<NaiveFiring> firings;
  CorrelationFiring fired;
  const auto take = [&] {
    NaiveFiring f{fired.trigger, fired.window_start, fired.window_end, fired.absence, {}};
    for (const CorrelationMember& m : fired.members) f.sequences.push_back(m.sequence);
    std::sort(f.sequences.begin(), f.sequences.end());
    firings.push_back(std::move(f));
  };
  for (const Arrival& a : arrivals) {
    while (table.next_close() < a.time) {
      if (table.close_next(fired)) take();
    }
    if (table.add(0, {a.group}, a.member, a.time, fired)) take();
  }
  while (table.next_close() < Time::max()) {
    if (table.close_next(fired)) take();
  }
  const std::uint64_t losses = table.members_dropped() + table.members_merged();
  if (lost == nullptr) {
    EXPECT_EQ(losses, 0u);
  } else {
    *lost = losses;
  }
  std::sort(firings.begin(), firings.end(), [](const auto& a, const auto& b) { return a.order() < b.order(); });
  return firings;
}

/// What fires, without the members.
std::vector<std::tuple<Time, Time, Time, bool>> windows_of(const std::vector<NaiveFiring>& firings) {
  std::vector<std::tuple<Time, Time, Time, bool>> windows;
  for (const NaiveFiring& f : firings) windows.emplace_back(f.trigger, f.window_start, f.window_end, f.absence);
  std::sort(windows.begin(), windows.end());
  return windows;
}

// Two rules match twice an hour each, for four days. Every window of an hour has both, so neither "fewer than two" nor
// "exactly one" ever holds, but for what follows the last match.
TEST(CorrelationTable, a_steady_beat_is_no_absence_however_long_windows_wait) {
  for (const Operator op : {Operator::kLt, Operator::kEq}) {
    Correlation c = correlation(CorrelationType::kTemporal, {{op, op == Operator::kLt ? 2.0 : 1.0}}, 2);
    c.timespan = Duration::hours(1);
    std::vector<Arrival> arrivals;
    for (std::uint32_t i = 0; i < 4 * 24 * 4; ++i) {
      CorrelationMember m = member(std::int64_t{i} * 900, 0, 1, i % 2);
      m.sequence = i;
      arrivals.push_back({m.time, 1, m});
    }
    const auto firings = run_table(c, arrivals, Duration::hours(25));
    EXPECT_LE(firings.size(), 1u) << to_string(c.type);
    for (const NaiveFiring& f : firings) EXPECT_GE(f.window_end, arrivals.back().time);
  }
}

/// Independent truth: NaiveCorrelation, which drops nothing. Far more members than a group holds wait for their
/// windows, in bursts and silences, of few values and of many; the table gives up repeats and nothing of a verdict.
TEST(CorrelationTable, what_a_full_group_gives_up_changes_no_verdict_on_absence) {
  std::size_t fired = 0;
  std::uint64_t dropped = 0;
  for (const CorrelationType type : {CorrelationType::kTemporal, CorrelationType::kValueCount}) {
    for (std::uint32_t seed = 0; seed < 6; ++seed) {
      RandomStream random(seed, 0, 0, Purpose::kTest);
      Correlation c = correlation(type, {{random.chance(0.5) ? Operator::kLt : Operator::kLte,
                                          static_cast<double>(2 + random.below(2))}}, 4);
      c.timespan = Duration::minutes(30);
      std::vector<Arrival> arrivals;
      std::int64_t now = 0;
      std::uint64_t kinds = 2;
      while (arrivals.size() < 40'000) {
        if (random.below(4'000) == 0) {
          now += static_cast<std::int64_t>(random.below(7'200));
          kinds = 1 + random.below(4);
        }
        now += random.below(3) == 0 ? 1 : 0;
        const bool flood = type == CorrelationType::kValueCount && random.below(10) == 0;
        CorrelationMember m = member(now, flood ? 1'000 + random.below(100'000) : random.below(kinds), 1,
                                     static_cast<std::uint32_t>(random.below(kinds)));
        if (kinds == 1) m.value = 0;
        m.sequence = static_cast<std::uint32_t>(arrivals.size());
        const auto late = static_cast<std::int64_t>(random.below(3'600));
        arrivals.push_back({m.time + Duration::seconds(random.chance(0.5) ? 0 : late), 1, m});
      }
      std::stable_sort(arrivals.begin(), arrivals.end(), [](const auto& a, const auto& b) { return a.time < b.time; });
      NaiveCorrelation truth(c, Duration::hours(25));
      for (const Arrival& a : arrivals) truth.add(a.group, a.member, a.time);
      truth.finish();
      std::uint64_t lost = 0;
      const auto got = run_table(c, arrivals, Duration::hours(25), &lost);
      ASSERT_EQ(windows_of(got), windows_of(truth.firings)) << to_string(type) << " seed " << seed;
      fired += got.size();
      dropped += lost;
    }
  }
  EXPECT_GT(fired, 20u);
  EXPECT_GT(dropped, 100'000u);
}

// Four groups of one member each fill the table. Ten days later nothing of them can fire: a fifth finds room.
TEST(CorrelationTable, dead_groups_make_room_for_the_members_of_others) {
  Table t(correlation(CorrelationType::kEventCount, {{Operator::kGte, 3}}), {100, 4});
  for (std::uint64_t group = 1; group <= 4; ++group) EXPECT_FALSE(t.add(member(0), 0, group));
  EXPECT_FALSE(t.add(member(1), 1, 5));
  EXPECT_EQ(t.table.members_dropped(), 1u);
  const std::int64_t later = 10 * 86'400;
  EXPECT_FALSE(t.add(member(later), later, 5));
  EXPECT_FALSE(t.add(member(later + 1), later + 1, 5));
  EXPECT_TRUE(t.add(member(later + 2), later + 2, 5));
  EXPECT_EQ(t.table.members_dropped(), 1u);
}

constexpr CorrelationType kTypes[] = {CorrelationType::kEventCount,     CorrelationType::kValueCount,
                                      CorrelationType::kTemporal,       CorrelationType::kTemporalOrdered,
                                      CorrelationType::kValueSum,       CorrelationType::kValueAvg,
                                      CorrelationType::kValuePercentile};

class CorrelationTableAgainstTruth : public ::testing::TestWithParam<CorrelationType> {};

/// Independent truth: NaiveCorrelation. Members in order, a little and very late; every condition.
TEST_P(CorrelationTableAgainstTruth, fires_where_every_window_counted_anew_says) {
  std::size_t firings = 0;
  for (std::uint32_t seed = 0; seed < 300; ++seed) {
    RandomStream random(seed, 0, 0, Purpose::kTest);
    const Correlation c = random_correlation(GetParam(), random);
    const Duration lateness = Duration::seconds(seed % 3 == 0 ? 0 : seed % 3 == 1 ? 60 : 1'000);
    const auto arrivals = random_arrivals(random, lateness);
    NaiveCorrelation truth(c, lateness);
    for (const Arrival& a : arrivals) truth.add(a.group, a.member, a.time);
    truth.finish();
    ASSERT_TRUE(run_table(c, arrivals, lateness) == truth.firings) << "seed " << seed;
    firings += truth.firings.size();
  }
  EXPECT_GT(firings, 300u);
}

TEST_P(CorrelationTableAgainstTruth, does_not_depend_on_the_order_of_arrival) {
  for (std::uint32_t seed = 0; seed < 200; ++seed) {
    RandomStream random(seed, 0, 1, Purpose::kTest);
    const Correlation c = random_correlation(GetParam(), random);
    const Duration lateness = Duration::seconds(500);
    auto arrivals = random_arrivals(random, lateness);
    const auto first = run_table(c, arrivals, lateness);
    for (Arrival& a : arrivals)
      a.time = a.member.time + Duration::seconds(static_cast<std::int64_t>(random.below(501)));
    std::stable_sort(arrivals.begin(), arrivals.end(), [](const auto& a, const auto& b) { return a.time < b.time; });
    const auto second = run_table(c, arrivals, lateness);
    if (c.fires_early()) {
      ASSERT_EQ(first.empty(), second.empty()) << "seed " << seed;
    } else {
      ASSERT_TRUE(first == second) << "seed " << seed;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Types, CorrelationTableAgainstTruth, ::testing::ValuesIn(kTypes),
                         [](const auto& given) { return std::string(to_string(given.param)); });

// What the groups' keys are depends on the hash key, and in which order members come on the network: neither may reach
// the order of firings.
TEST(CorrelationTable, closes_windows_that_end_together_in_the_order_of_their_members) {
  for (std::uint32_t seed = 0; seed < 50; ++seed) {
    RandomStream random(seed, 0, 0, Purpose::kTest);
    Table t(correlation(CorrelationType::kEventCount, {{Operator::kLt, 2}}));
    std::vector<CorrelationMember> members;
    for (std::uint32_t device = 0; device < 12; ++device) {
      members.push_back(member(0));
      members.back().device = DeviceId(device);
    }
    std::vector<std::uint64_t> groups(12);
    for (std::uint64_t& group : groups) group = random.next();
    groups[5] = groups[7];  // two members of one moment: of 2 there are not fewer
    for (std::size_t i = members.size(); i > 1; --i) std::swap(members[i - 1], members[random.below(i)]);
    for (const CorrelationMember& m : members)
      EXPECT_FALSE(t.table.add(0, {groups[m.device.value()]}, m, moment(0), t.fired));
    const auto fired = t.close(moment(10'000));
    std::vector<std::pair<bool, std::uint32_t>> got;
    for (const CorrelationFiring& f : fired) got.emplace_back(f.absence, f.members.front().device.value());
    std::vector<std::pair<bool, std::uint32_t>> expected;
    for (const std::uint32_t device : {0, 1, 2, 3, 4, 6, 8, 9, 10, 11}) expected.emplace_back(false, device);
    for (const std::uint32_t device : {0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11}) expected.emplace_back(true, device);
    ASSERT_EQ(got, expected) << "seed " << seed;
    EXPECT_EQ(t.table.groups(), 0u);
  }
}

/// The inverse of mix64: a right shift is undone by the same and twice the same, a product by the factor's inverse.
std::uint64_t unmix64(std::uint64_t x) {
  const auto inverse = [](std::uint64_t factor) {
    std::uint64_t result = factor;  // right in its last 3 bits; each step of Newton's doubles them
    for (int i = 0; i < 5; ++i) result *= 2 - factor * result;
    return result;
  };
  x = (x ^ x >> 31 ^ x >> 62) * inverse(0x94d049bb133111ebULL);
  x = (x ^ x >> 27 ^ x >> 54) * inverse(0xbf58476d1ce4e5b9ULL);
  return x ^ x >> 30 ^ x >> 60;
}

// Values are hashed by a key that nobody knows, so this comes once in 2^64 pairs of groups. It must not put a member
// among those of another correlation, which may have fewer rules.
TEST(CorrelationTable, refuses_a_group_whose_key_is_that_of_another_correlation) {
  ASSERT_EQ(unmix64(mix64(4'711)), 4'711u);
  RuleSet rules = one_rule(correlation(CorrelationType::kTemporalOrdered, {{Operator::kGte, 1}}, 1));
  Rule other;
  other.is_correlation = true;
  other.correlation = correlation(CorrelationType::kTemporalOrdered, {{Operator::kGte, 3}}, 3);
  rules.add_rule(other);
  const std::uint64_t wanted = unmix64(group_key(0, {7})) - (unmix64(group_key(1, {0})) - value_key({0}));
  const std::uint64_t part = unmix64(wanted) - (unmix64(value_key({0})));
  ASSERT_EQ(group_key(1, {part}), group_key(0, {7}));
  CorrelationTable table(rules, {100, 100}, kMemberLateness);
  CorrelationFiring fired;
  EXPECT_FALSE(table.add(1, {part}, member(0, 0, 1, 2), moment(0), fired));
  EXPECT_FALSE(table.add(0, {7}, member(0, 0, 1, 0), moment(0), fired));
  EXPECT_EQ(table.groups_refused(), 1u);
  EXPECT_EQ(table.groups(), 1u);
  EXPECT_EQ(table.members(), 1u);
}

}  // namespace
}  // namespace picket
