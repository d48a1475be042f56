// That equal keys have equal verdicts is tested where verdicts are made: rule_matcher_test.cc.
#include "pipeline_core/rules/cache_key.h"

#include <gmock/gmock.h>

#include <set>

#include "pipeline_core/rules/verdict_cache.h"
#include "tests/pipeline_core/support.h"
#include "tests/support/report_fields.h"

namespace picket {
namespace {

using namespace testing_support;
using ::testing::ElementsAre;
using Words = std::vector<std::uint64_t>;

Words words_of(const Observation& o, FieldMask mask) {
  const CacheKey key = cache_key(o, mask);
  return {key.words().begin(), key.words().end()};
}
constexpr FieldMask kAll = ~FieldMask{0};

/// Observations that differ in one thing each from the first, with the fields of which one tells them apart.
struct Variant {
  Observation observation;
  FieldMask told_by;
};

void expect_told_apart(const std::vector<Variant>& variants) {
  for (std::size_t i = 0; i < variants.size(); ++i) {
    for (std::size_t f = 0; f < kFields; ++f) {
      const FieldMask mask = bit(static_cast<Field>(f));
      if ((mask & variants[i].told_by) == 0) continue;
      EXPECT_NE(words_of(variants[0].observation, mask), words_of(variants[i].observation, mask))
          << i << ' ' << to_string(static_cast<Field>(f));
    }
    EXPECT_EQ(words_of(variants[0].observation, kAll) == words_of(variants[i].observation, kAll), i == 0) << i;
  }
}

template <class Change>
Observation changed(Observation o, Change&& change) {
  change(o);
  return o;
}

TEST(CacheKey, of_a_process_holds_what_its_fields_say) {
  TextTable texts;
  const Observation o = exec(texts, kStart, "ls -la", "/bin/ls");
  const auto with = [&](auto member, auto value) {
    return changed(o, [&](Observation& c) { std::get<ProcessRecord>(c.record).*member = value; });
  };
  expect_told_apart({
      {o, 0},
      {with(&ProcessRecord::commandline, texts.intern("ls")), bit(Field::kCommandLine) | bit(Field::kImage)},
      {with(&ProcessRecord::executable, texts.intern("/sbin/ls")), bit(Field::kImage)},
      {with(&ProcessRecord::user_id, 5U), bit(Field::kUser) | bit(Field::kUserId)},
      {with(&ProcessRecord::process_id, 5U), bit(Field::kProcessId)},
      {with(&ProcessRecord::parent_process_id, 5U), bit(Field::kParentProcessId)},
      {with(&ProcessRecord::operation, ProcessOperation::kFork), bit(Field::kOperation)},
      {changed(o, [](Observation& c) { c.hit_count = 2; }), bit(Field::kHitCount)},
      {changed(o, [](Observation& c) { c.first_time += Duration::seconds(1); }), bit(Field::kEventTime)},
  });
  const FieldMask usual = bit(Field::kImage) | bit(Field::kCommandLine) | bit(Field::kOperation);
  EXPECT_EQ(words_of(o, usual), words_of(with(&ProcessRecord::process_id, 5U), usual)) << "a process id is no content";
  EXPECT_EQ(words_of(o, usual).size(), 3u);
}

TEST(CacheKey, of_a_flow_holds_what_its_fields_say) {
  TextTable texts;
  const Observation o = flow(kStart, "203.0.113.7", 443);
  const auto with = [&](auto member, auto value) {
    return changed(o, [&](Observation& c) { std::get<NetworkRecord>(c.record).*member = value; });
  };
  const FieldMask either = bit(Field::kSourceIp) | bit(Field::kDestinationIp);
  expect_told_apart({
      {o, 0},
      {with(&NetworkRecord::local_address, *IpAddress::parse("192.168.1.6")), either | bit(Field::kLocalIp)},
      {with(&NetworkRecord::remote_address, *IpAddress::parse("192.168.1.6")), either | bit(Field::kRemoteIp) | bit(Field::kRemoteScope)},
      {with(&NetworkRecord::local_port, std::uint16_t{7}), bit(Field::kSourcePort) | bit(Field::kLocalPort)},
      {with(&NetworkRecord::remote_port, std::uint16_t{7}), bit(Field::kDestinationPort) | bit(Field::kRemotePort)},
      {with(&NetworkRecord::protocol, TransportProtocol::kUdp), bit(Field::kProtocol)},
      {with(&NetworkRecord::direction, Direction::kInbound), bit(Field::kInitiated) | bit(Field::kDestinationPort)},
      {with(&NetworkRecord::user_id, 5U), bit(Field::kUser) | bit(Field::kUserId)},
      {with(&NetworkRecord::bytes_in, std::uint64_t{5}), bit(Field::kBytesIn)},
      {with(&NetworkRecord::bytes_out, std::uint64_t{5}), bit(Field::kBytesOut)},
      {with(&NetworkRecord::commandline, texts.intern("nc")), bit(Field::kCommandLine)},
  });
  const FieldMask usual = bit(Field::kDestinationPort) | bit(Field::kRemoteScope);
  EXPECT_EQ(words_of(o, usual), words_of(with(&NetworkRecord::local_port, std::uint16_t{7}), usual));
  EXPECT_EQ(words_of(o, usual).size(), 1u) << "addresses that no rule asks for";
}

TEST(CacheKey, of_other_activity_holds_what_its_fields_say) {
  TextTable texts;
  const Observation l = login(texts, kStart, LoginOperation::kLogin, "203.0.113.7");
  const auto with = [&](auto member, auto value) {
    return changed(l, [&](Observation& c) { std::get<LoginRecord>(c.record).*member = value; });
  };
  const FieldMask from = bit(Field::kSourceIp) | bit(Field::kRemoteIp);
  expect_told_apart({
      {l, 0},
      {with(&LoginRecord::user_name, texts.intern("eve")), bit(Field::kUser)},
      {with(&LoginRecord::executable, texts.intern("tty1")), bit(Field::kImage)},
      {with(&LoginRecord::remote_address, *IpAddress::parse("10.0.0.1")), from | bit(Field::kRemoteScope)},
      {with(&LoginRecord::remote_address, IpAddress()), from | bit(Field::kRemoteScope)},
      {with(&LoginRecord::process_id, 5U), bit(Field::kProcessId)},
      {with(&LoginRecord::operation, LoginOperation::kLoginFailed), bit(Field::kLoginOperation)},
  });
  const Text name = texts.intern("a.example");
  expect_told_apart({{at(kStart, DnsRecord{name, false}), 0},
                     {at(kStart, DnsRecord{texts.intern("b.example"), false}), bit(Field::kQueryName)},
                     {at(kStart, DnsRecord{name, true}), bit(Field::kQueryFailed)}});
  expect_told_apart({{at(kStart, FileRecord{name, FileOperation::kCreated}), 0},
                     {at(kStart, FileRecord{texts.intern("/x"), FileOperation::kCreated}), bit(Field::kTargetFilename)},
                     {at(kStart, FileRecord{name, FileOperation::kDeleted}), bit(Field::kFileOperation)}});
  expect_told_apart({{at(kStart, PeripheralRecord{name, true, true}), 0},
                     {at(kStart, PeripheralRecord{texts.intern("x"), true, true}), bit(Field::kPeripheralName)},
                     {at(kStart, PeripheralRecord{name, false, true}), bit(Field::kConnected)},
                     {at(kStart, PeripheralRecord{name, true, false}), bit(Field::kPeripheralType)}});
}

/// Reports enter whole: two of a kind have one key exactly if they are equal. Of system information and lines of statistics
/// rules can name nothing.
TEST(CacheKey, of_a_report_holds_all_its_fields) {
  TextTable texts;
  RandomStream random(1, 0, 0, Purpose::kTest);
  const auto any_text = [&](RandomStream& r) { return r.below(3) == 0 ? Text{} : texts.intern(std::to_string(r.below(3))); };
  const auto any_address = [](RandomStream& r) { return IpAddress::v6(r.below(2), r.below(2)); };
  for (std::size_t kind = kActivityKinds; kind < kEventKinds; ++kind) {
    const auto report = static_cast<EventKind>(kind);
    if (report_fields(report).empty() && report != EventKind::kHeartbeat) continue;
    std::vector<Record> reports;
    for (int i = 0; i < 60; ++i) reports.push_back(test::random_report(random, report, any_text, any_address));
    for (const Record& a : reports) {
      for (const Record& b : reports) EXPECT_EQ(words_of(at(kStart, a), 0) == words_of(at(kStart, b), 0), a == b) << kind;
    }
    EXPECT_LE(words_of(at(kStart, reports[0]), kAll).size(), CacheKey::kMaxWords);
  }
}

TEST(CacheKey, tells_kinds_apart) {
  std::set<Words> seen;
  for (std::size_t kind = 0; kind < kEventKinds; ++kind) {
    Observation o;
    o.record = default_record(static_cast<EventKind>(kind));
    EXPECT_TRUE(seen.insert(words_of(o, kAll)).second) << kind;
  }
}

// A rule that asks for addresses puts 256 bits of an attacker's choice into the key. Whatever the hash, he can solve for
// two flows of one: the last word undoes what the others did. The cache must tell them apart.
TEST(CacheKey, chosen_flows_of_one_hash_keep_their_verdicts) {
  const FieldMask mask = bit(Field::kDestinationIp) | bit(Field::kDestinationPort);
  const Observation harmless = flow(kStart, "2001:db8::1", 443);
  const auto hash_before_last = [&](const Observation& o) {
    CacheKey key;
    const Words words = words_of(o, mask);
    for (std::size_t i = 0; i + 1 < words.size(); ++i) key.add(words[i]);
    return key.hash();
  };
  Observation hostile = flow(kStart, "2001:db8:bad::", 443);
  auto& remote = std::get<NetworkRecord>(hostile.record).remote_address;
  const std::uint64_t harmless_low = std::get<NetworkRecord>(harmless.record).remote_address.low();
  remote = IpAddress::v6(remote.high(), std::rotl(hash_before_last(harmless), 29) ^ std::rotl(hash_before_last(hostile), 29) ^ harmless_low);
  const CacheKey a = cache_key(harmless, mask);
  const CacheKey b = cache_key(hostile, mask);
  ASSERT_EQ(a.hash(), b.hash());
  VerdictCache cache;
  cache.store(a, {}, 0, false);
  EXPECT_EQ(cache.find(b), nullptr);
  cache.store(b, std::vector<std::uint32_t>{3}, 0, false);
  EXPECT_THAT(cache.rules(cache.find(b)->verdict), ElementsAre(3u));
  EXPECT_EQ(cache.find(a)->verdict, 0u);
}

}  // namespace
}  // namespace picket
