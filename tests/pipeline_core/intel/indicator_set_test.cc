#include "pipeline_core/intel/indicator_set.h"

#include <gtest/gtest.h>

#include "agent_core/base/random.h"
#include "tests/pipeline_core/clock.h"

namespace picket {
namespace {

using testing_support::unix_second;

const Time kNow = Time::from_unix_seconds(1000);

Indicator from(std::string source) {
  Indicator words;
  words.source = std::move(source);
  return words;
}
IpAddress ip(std::string_view text) {
  return *IpAddress::parse(text);
}
/// Whose word an entry is, or "" if there is none.
std::string source(const IndicatorSet& set, IndicatorSet::Entry entry) {
  return entry == IndicatorSet::kNone ? "" : set.reason(entry, kNow).source;
}
NormalUrl url(std::string_view text) {
  NormalUrl out;
  EXPECT_TRUE(normal_url(text, out)) << text;
  return out;
}

TEST(IndicatorSet, matches_addresses_and_blocks_of_both_families) {
  IndicatorSet::Builder builder;
  builder.add(*read_value("203.0.113.9"), from("a"));
  builder.add(*read_value("198.51.0.0/16"), from("b"));
  builder.add(*read_value("2001:db8::/32"), from("c"));
  builder.add(*read_value("2001:db8::7"), from("d"));
  const auto set = builder.seal();
  EXPECT_EQ(source(*set, set->find(ip("203.0.113.9"), kNow)), "a");
  EXPECT_EQ(source(*set, set->find(ip("203.0.113.8"), kNow)), "");
  EXPECT_EQ(source(*set, set->find(ip("198.51.255.255"), kNow)), "b");
  EXPECT_EQ(source(*set, set->find(ip("198.52.0.0"), kNow)), "");
  EXPECT_EQ(source(*set, set->find(ip("2001:db8:1::5"), kNow)), "c");
  EXPECT_EQ(source(*set, set->find(ip("2001:db8::7"), kNow)), "d");
  EXPECT_EQ(source(*set, set->find(ip("2001:db9::"), kNow)), "");
}

TEST(IndicatorSet, a_block_of_ipv6_holds_no_ipv4_address) {
  IndicatorSet::Builder builder;
  builder.add(*read_value("::/0"), from("v6"));
  const auto only_v6 = builder.seal();
  EXPECT_EQ(only_v6->find(ip("192.0.2.1"), kNow), IndicatorSet::kNone);
  EXPECT_NE(only_v6->find(ip("2001:db8::1"), kNow), IndicatorSet::kNone);
  IndicatorSet::Builder other;
  other.add(*read_value("0.0.0.0/0"), from("v4"));
  const auto only_v4 = other.seal();
  EXPECT_NE(only_v4->find(ip("255.255.255.255"), kNow), IndicatorSet::kNone);
  EXPECT_EQ(only_v4->find(ip("2001:db8::1"), kNow), IndicatorSet::kNone);
}

TEST(IndicatorSet, a_port_narrows_an_address) {
  IndicatorSet::Builder builder;
  builder.add(*read_value("203.0.113.9:3561"), from("port"));
  builder.add(*read_value("203.0.113.10"), from("any"));
  const auto set = builder.seal();
  EXPECT_EQ(source(*set, set->find_endpoint(ip("203.0.113.9"), 3561, kNow)), "port");
  EXPECT_EQ(source(*set, set->find_endpoint(ip("203.0.113.9"), 80, kNow)), "");
  EXPECT_EQ(source(*set, set->find(ip("203.0.113.9"), kNow)), "");
  EXPECT_EQ(source(*set, set->find_endpoint(ip("203.0.113.10"), 80, kNow)), "any");
}

TEST(IndicatorSet, holds_from_the_first_moment_to_before_the_last) {
  IndicatorSet::Builder builder;
  Indicator early = from("a");
  early.valid_from = unix_second(10);
  early.valid_until = unix_second(20);
  Indicator late = from("b");
  late.valid_from = unix_second(30);
  builder.add(*read_value("203.0.113.9"), early);
  builder.add(*read_value("203.0.113.9"), late);
  const auto set = builder.seal();
  EXPECT_EQ(source(*set, set->find(ip("203.0.113.9"), unix_second(9))), "");
  EXPECT_EQ(source(*set, set->find(ip("203.0.113.9"), unix_second(10))), "a");
  EXPECT_EQ(source(*set, set->find(ip("203.0.113.9"), unix_second(20))), "");
  EXPECT_EQ(source(*set, set->find(ip("203.0.113.9"), unix_second(30))), "b");
  EXPECT_TRUE(set->may_list(ip("203.0.113.9")));
}

TEST(IndicatorSet, matches_names_by_whole_labels_longest_first) {
  IndicatorSet::Builder builder;
  builder.add(*domain_value("Evil.example."), from("parent"));
  builder.add(*domain_value("b.evil.example"), from("child"));
  const auto set = builder.seal();
  EXPECT_EQ(source(*set, set->find_domain("evil.example", kNow)), "parent");
  EXPECT_EQ(source(*set, set->find_domain("A.b.EVIL.example.", kNow)), "child");
  EXPECT_EQ(source(*set, set->find_domain("c.evil.example", kNow)), "parent");
  EXPECT_EQ(source(*set, set->find_domain("notevil.example", kNow)), "");
  EXPECT_EQ(source(*set, set->find_domain("example", kNow)), "");
  EXPECT_EQ(source(*set, set->find_domain("", kNow)), "");
  EXPECT_EQ(source(*set, set->find_domain(std::string(250, '.') + "evil.example", kNow)), "");
  EXPECT_TRUE(set->may_list_domain("x.evil.example"));
}

TEST(IndicatorSet, an_expired_child_leaves_the_name_to_its_parent) {
  IndicatorSet::Builder builder;
  Indicator expired = from("child");
  expired.valid_until = unix_second(1);
  builder.add(*domain_value("b.evil.example"), expired);
  builder.add(*domain_value("evil.example"), from("parent"));
  const auto set = builder.seal();
  EXPECT_EQ(source(*set, set->find_domain("b.evil.example", kNow)), "parent");
}

TEST(IndicatorSet, matches_urls_in_normal_form_and_by_path) {
  IndicatorSet::Builder builder;
  builder.add(*url_value("http://evil.example:80/a/../x.sh"), from("whole"));
  builder.add(*url_value("/bins/arm7"), from("path"));
  const auto set = builder.seal();
  EXPECT_EQ(source(*set, set->find_url(url("https://EVIL.example/x.sh#now"), kNow)), "whole");
  EXPECT_EQ(source(*set, set->find_url(url("http://evil.example/y.sh"), kNow)), "");
  EXPECT_EQ(source(*set, set->find_url(url("http://192.0.2.1/bins/arm7"), kNow)), "path");
}

TEST(IndicatorSet, matches_file_hashes_of_three_lengths) {
  for (const std::string& hex : {std::string(32, 'a'), std::string(40, 'b'), std::string(64, 'c')}) {
    IndicatorSet::Builder builder;
    builder.add(*file_hash_value(hex), from("h"));
    const auto set = builder.seal();
    EXPECT_EQ(source(*set, set->find_file_hash(file_hash_value(hex)->key, kNow)), "h");
    EXPECT_EQ(source(*set, set->find_file_hash(file_hash_value(std::string(hex.size(), 'd'))->key, kNow)), "");
  }
}

TEST(IndicatorSet, the_latest_version_of_an_id_replaces_and_a_revocation_ends_it) {
  const auto version = [](std::int64_t second, std::string who) {
    Indicator words = from(std::move(who));
    words.id = "indicator--1";
    words.modified = unix_second(second);
    return words;
  };
  IndicatorSet::Builder builder;
  builder.add(*read_value("203.0.113.1"), version(20, "new"));
  builder.add(*read_value("203.0.113.2"), version(10, "old"));
  const auto set = builder.seal();
  EXPECT_EQ(source(*set, set->find(ip("203.0.113.1"), kNow)), "new");
  EXPECT_EQ(source(*set, set->find(ip("203.0.113.2"), kNow)), "");
  EXPECT_EQ(set->dropped()[IndicatorDrop::kSuperseded], 1U);

  IndicatorSet::Builder revoked;
  revoked.add(*read_value("203.0.113.1"), version(20, "new"));
  revoked.revoke("indicator--1", unix_second(30));
  revoked.revoke("indicator--2", unix_second(30));
  EXPECT_EQ(revoked.seal()->dropped()[IndicatorDrop::kRevoked], 1U);

  // An older revocation was itself replaced.
  IndicatorSet::Builder again;
  again.add(*read_value("203.0.113.1"), version(20, "new"));
  again.revoke("indicator--1", unix_second(10));
  EXPECT_EQ(again.seal()->size(), 1U);
}

TEST(IndicatorSet, counts_what_it_does_not_keep) {
  IndicatorSettings settings;
  settings.max_entries = 20;
  settings.min_confidence = 50;
  IndicatorSet::Builder builder(settings);
  for (int i = 0; i < 18; ++i) builder.add(*read_value("203.0.113.1"), from("source" + std::to_string(i)));
  builder.add(*read_value("203.0.113.1"), from("source0"));
  Indicator weak = from("weak");
  weak.valid_from = unix_second(10);
  weak.confidence = 49;
  builder.add(*read_value("203.0.113.2"), weak);
  builder.add(*read_value("203.0.113.3"), from("too many"));
  const auto set = builder.seal();
  EXPECT_EQ(set->size(), 16U);
  EXPECT_EQ(set->dropped()[IndicatorDrop::kCrowded], 2U);
  EXPECT_EQ(set->dropped()[IndicatorDrop::kRepeated], 1U);
  EXPECT_EQ(set->dropped()[IndicatorDrop::kNeverValid], 1U);
  EXPECT_EQ(set->dropped()[IndicatorDrop::kFull], 1U);
  IndicatorSet::Builder twice;
  twice.add(*read_value("203.0.113.1"), from("s"));
  twice.add(*read_value("203.0.113.1"), from("s"));
  EXPECT_EQ(twice.seal()->dropped()[IndicatorDrop::kRepeated], 1U);
}

TEST(IndicatorSet, confidence_decays_by_kind_and_ends_where_too_little_is_left) {
  IndicatorSettings settings;
  settings.min_confidence = 40;
  IndicatorSet::Builder builder(settings);
  Indicator words = from("s");
  words.valid_from = unix_second(0);
  words.confidence = 80;
  words.tlp = Tlp::kRed;
  words.id = "indicator--7";
  builder.add(*read_value("203.0.113.1"), words);
  builder.add(*file_hash_value(std::string(32, 'a')), words);
  const auto set = builder.seal();
  const IpAddress address = ip("203.0.113.1");
  const Time month = unix_second(30 * 86'400);
  const IndicatorReason reason = set->reason(set->find(address, month), month);
  EXPECT_DOUBLE_EQ(reason.confidence, 40);
  EXPECT_EQ(reason.value, "203.0.113.1");
  EXPECT_EQ(reason.id, "indicator--7");
  EXPECT_EQ(reason.tlp, Tlp::kRed);
  EXPECT_EQ(reason.valid_until, Time::max());
  EXPECT_EQ(set->find(address, month + Duration::seconds(1)), IndicatorSet::kNone);
  const auto hash = set->find_file_hash(std::string(16, '\xaa'), unix_second(3650 * 86'400LL));
  ASSERT_NE(hash, IndicatorSet::kNone);
  EXPECT_DOUBLE_EQ(set->reason(hash, unix_second(3650 * 86'400LL)).confidence, 80);
}

TEST(IndicatorSet, an_empty_set_matches_nothing) {
  const auto set = IndicatorSet::Builder().seal();
  EXPECT_EQ(set->find(ip("192.0.2.1"), kNow), IndicatorSet::kNone);
  EXPECT_EQ(set->find_endpoint(ip("2001:db8::1"), 80, kNow), IndicatorSet::kNone);
  EXPECT_EQ(set->find_domain("a.example", kNow), IndicatorSet::kNone);
  EXPECT_EQ(set->find_url(url("http://a.example/"), kNow), IndicatorSet::kNone);
  EXPECT_EQ(set->find_file_hash(std::string(16, 'x'), kNow), IndicatorSet::kNone);
  EXPECT_EQ(set->size(), 0U);
}

/// Linear search over everything that was added, written without any of the set's parts.
struct PlainList {
  struct Row {
    std::string text;  ///< a name, or an address
    IpAddress base;
    int bits = -1;  ///< of the block, counted over 128; -1: a name
    Time from;
    Time until;
    std::string source;
  };
  std::vector<Row> rows;

  static bool bit(const IpAddress& a, int i) { return ((i < 64 ? a.high() >> (63 - i) : a.low() >> (127 - i)) & 1) != 0; }
  static bool holds(const Row& row, const IpAddress& address) {
    if (row.bits < 0 || row.base.is_v4() != address.is_v4()) return false;
    for (int i = 0; i < row.bits; ++i) {
      if (bit(row.base, i) != bit(address, i)) return false;
    }
    return true;
  }
  static bool covers(const Row& row, const std::string& name) {
    if (row.bits >= 0) return false;
    if (name == row.text) return true;
    return name.size() > row.text.size() + 1 && name.compare(name.size() - row.text.size(), std::string::npos, row.text) == 0 &&
           name[name.size() - row.text.size() - 1] == '.';
  }
  template <class Fits, class Length>
  std::string best(Time now, Fits fits, Length length) const {
    const Row* found = nullptr;
    for (const Row& row : rows) {
      if (!fits(row) || now < row.from || now >= row.until) continue;
      if (found == nullptr || length(row) > length(*found)) found = &row;
    }
    return found == nullptr ? "" : found->source;
  }
};

TEST(IndicatorSet, agrees_with_a_plain_search_over_addresses_at_any_time) {
  for (std::uint32_t seed = 0; seed < 20; ++seed) {
    RandomStream random(seed, 0, 0, Purpose::kTest);
    IndicatorSet::Builder builder;
    PlainList plain;
    for (int i = 0; i < 150; ++i) {
      // Few distinct high bits, so that blocks nest, addresses hit and values repeat.
      const bool v4 = random.below(2) == 0;
      const int prefix = v4 ? static_cast<int>(8 + random.below(25)) : static_cast<int>(16 + random.below(113));
      const int bits = v4 ? prefix + 96 : prefix;
      IpAddress base = v4 ? IpAddress::v4(static_cast<std::uint32_t>(random.next() & 0x03030007))
                          : IpAddress::v6(0x20010db8'00000000ULL | (random.next() & 0x3), random.next() & 0x7);
      const auto mask = [](int n) { return n <= 0 ? 0 : n >= 64 ? ~0ULL : ~0ULL << (64 - n); };
      base = IpAddress::v6(base.high() & mask(bits), base.low() & mask(bits - 64));
      Indicator words = from(std::to_string(i));
      words.valid_from = unix_second(static_cast<std::int64_t>(random.below(50)));
      words.valid_until = words.valid_from + Duration::seconds(1 + static_cast<std::int64_t>(random.below(50)));
      const auto repeats = std::count_if(plain.rows.begin(), plain.rows.end(),
                                         [&](const auto& r) { return r.base == base && r.bits == bits; });
      if (repeats >= 16) continue;
      plain.rows.push_back({"", base, bits, words.valid_from, words.valid_until, words.source});
      const auto value = block_value(base, prefix);
      ASSERT_TRUE(value.has_value());
      builder.add(*value, words);
    }
    const auto set = builder.seal();
    ASSERT_EQ(set->dropped().total(), 0U);
    for (int i = 0; i < 3000; ++i) {
      const IpAddress address = random.below(2) == 0
                                    ? IpAddress::v4(static_cast<std::uint32_t>(random.next() & 0x03030107))
                                    : IpAddress::v6(0x20010db8'00000000ULL | (random.next() & 0x3), random.next() & 0xf);
      const Time now = unix_second(static_cast<std::int64_t>(random.below(110)));
      const std::string truth = plain.best(now, [&](const auto& r) { return PlainList::holds(r, address); },
                                           [](const auto& r) { return r.bits; });
      ASSERT_EQ(source(*set, set->find(address, now)), truth) << "seed " << seed << " " << address.to_string();
    }
  }
}

TEST(IndicatorSet, agrees_with_a_plain_search_over_names_at_any_time) {
  constexpr const char* kLabels[] = {"a", "b", "evil", "evilx", "cdn", "example", "a-label-of-some-length", "x1"};
  for (std::uint32_t seed = 0; seed < 20; ++seed) {
    RandomStream random(seed, 0, 0, Purpose::kTest);
    const auto name = [&] {
      std::string out = "example";
      for (std::uint64_t depth = 1 + random.below(4); depth > 0; --depth) out = std::string(kLabels[random.below(8)]) + "." + out;
      return out;
    };
    IndicatorSet::Builder builder;
    PlainList plain;
    for (int i = 0; i < 200; ++i) {
      Indicator words = from(std::to_string(i));
      words.valid_from = unix_second(static_cast<std::int64_t>(random.below(50)));
      words.valid_until = words.valid_from + Duration::seconds(1 + static_cast<std::int64_t>(random.below(50)));
      const std::string listed = name();
      const auto repeats = std::count_if(plain.rows.begin(), plain.rows.end(), [&](const auto& r) { return r.text == listed; });
      if (repeats >= 16) continue;
      plain.rows.push_back({listed, {}, -1, words.valid_from, words.valid_until, words.source});
      builder.add(*domain_value(listed), words);
    }
    const auto set = builder.seal();
    ASSERT_EQ(set->dropped().total(), 0U);
    for (int i = 0; i < 3000; ++i) {
      const std::string asked = name();
      const Time now = unix_second(static_cast<std::int64_t>(random.below(110)));
      const std::string truth = plain.best(now, [&](const auto& r) { return PlainList::covers(r, asked); },
                                           [](const auto& r) { return r.text.size(); });
      ASSERT_EQ(source(*set, set->find_domain(asked, now)), truth) << "seed " << seed << " " << asked;
    }
  }
}

}  // namespace
}  // namespace picket
