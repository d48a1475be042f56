#include "agent_core/aggregate/event_key.h"

#include <gtest/gtest.h>

#include "tests/support/agent_driver.h"

namespace picket {
namespace {

using test::Vocabulary;

/// The key's fields one by one, as text: an independent definition of "the same".
std::string fields_of(const Record& record, std::uint32_t f, const TextTable& texts) {
  std::ostringstream out;
  const auto has = [f](std::uint32_t bits) { return (f & bits) != 0; };
  if (const auto* p = std::get_if<ProcessRecord>(&record)) {
    if (has(kKeyCommandline)) out << "c" << texts.render(p->commandline) << '|';
    if (has(kKeyExecutable)) out << "e" << texts.render(p->executable) << '|';
    if (has(kKeyUser)) out << "u" << p->user_id << '|';
    if (has(kKeyOperation)) out << "o" << static_cast<int>(p->operation);
  } else if (const auto* n = std::get_if<NetworkRecord>(&record)) {
    const bool in = n->direction == Direction::kInbound;
    if (has(kKeyLocalAddress)) out << "l" << n->local_address.to_string() << '|';
    if (has(kKeyRemoteAddress)) out << "r" << n->remote_address.to_string() << '|';
    if (has(kKeyLocalPort)) out << "lp" << n->local_port << '|';
    if (has(kKeyRemotePort)) out << "rp" << n->remote_port << '|';
    if (has(kKeyServicePort)) out << "s" << in << (in ? n->local_port : n->remote_port) << '|';
    if (has(kKeyProtocol)) out << "p" << static_cast<int>(n->protocol) << '|';
    if (has(kKeyDirection)) out << "d" << in << '|';
    if (has(kKeyUser)) out << "u" << n->user_id << '|';
    if (has(kKeyCommandline)) out << "c" << texts.render(n->commandline);
  } else if (const auto* d = std::get_if<DnsRecord>(&record)) {
    if (has(kKeyName)) out << "n" << texts.render(d->name) << '|';
    if (has(kKeyOperation)) out << "o" << d->failed;
  } else if (const auto* l = std::get_if<LoginRecord>(&record)) {
    if (has(kKeyUser)) out << "u" << texts.render(l->user_name) << '|';
    if (has(kKeyExecutable)) out << "e" << texts.render(l->executable) << '|';
    if (has(kKeyRemoteAddress)) out << "r" << l->remote_address.to_string() << '|';
    if (has(kKeyOperation)) out << "o" << static_cast<int>(l->operation);
  } else if (const auto* file = std::get_if<FileRecord>(&record)) {
    if (has(kKeyName)) out << "n" << texts.render(file->path) << '|';
    if (has(kKeyOperation)) out << "o" << static_cast<int>(file->operation);
  } else if (const auto* per = std::get_if<PeripheralRecord>(&record)) {
    if (has(kKeyName)) out << "n" << texts.render(per->name) << per->usb << '|';
    if (has(kKeyOperation)) out << "o" << per->connected;
  }
  return out.str();
}

TEST(EventKey, is_the_content_of_its_fields) {
  const Vocabulary words;
  int equal_pairs = 0;
  for (std::uint32_t seed = 0; seed < 20'000; ++seed) {
    RandomStream random(seed, 0, 0, Purpose::kTest);
    const Record a = test::random_record(random, words);
    Record b = test::random_record(random, words);
    if (a.index() != b.index()) b = a;
    if (random.chance(0.5)) {
      if (auto* n = std::get_if<NetworkRecord>(&b)) n->local_port = static_cast<std::uint16_t>(random.below(3));
    }
    const auto fields = static_cast<std::uint32_t>(random.below(1U << kKeyFieldNames.size()));
    const EventKey key(kind_of(a), fields);
    const bool same = fields_of(a, fields, words.texts) == fields_of(b, fields, words.texts);
    equal_pairs += same ? 1 : 0;
    ASSERT_EQ(key.hash(a, words.texts) == key.hash(b, words.texts), same) << "seed " << seed << " fields " << fields;
    Slot x;
    Slot y;
    WideAddresses wide;
    if (pack(a, x, wide) || pack(b, y, wide)) continue;
    ASSERT_TRUE(same || !key.equal_bytes(x, y)) << "seed " << seed;
    ASSERT_TRUE(!same || key.may_match(x, y)) << "seed " << seed;
  }
  EXPECT_GT(equal_pairs, 1'000);
}

// A kind has a field if the definition above says something for it; other bits change no key.
TEST(EventKey, fields_of_a_kind_are_those_that_say_something) {
  Vocabulary words;
  RandomStream random(7, 0, 0, Purpose::kTest);
  for (int round = 0; round < 2'000; ++round) {
    const Record record = test::random_record(random, words);
    const EventKind kind = kind_of(record);
    for (std::size_t i = 0; i < kKeyFieldNames.size(); ++i) {
      const std::uint32_t field = 1U << i;
      ASSERT_EQ(!fields_of(record, field, words.texts).empty(), (key_fields_of(kind) & field) != 0)
          << to_string(kind) << ' ' << kKeyFieldNames[i];
    }
    const auto fields = static_cast<std::uint32_t>(random.below(1U << kKeyFieldNames.size()));
    ASSERT_EQ(EventKey(kind, fields).hash(record, words.texts),
              EventKey(kind, fields & key_fields_of(kind)).hash(record, words.texts));
  }
  EXPECT_EQ(key_fields_of(EventKind::kHeartbeat), 0u);
}

}  // namespace
}  // namespace picket
