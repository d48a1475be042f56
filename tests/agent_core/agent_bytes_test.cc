#include "agent_core/agent_bytes.h"

#include <gtest/gtest.h>

#include "tests/support/saved_agents.h"

// What is saved is the agent: restored elsewhere it goes on as the one that was not saved. Times of saving,
// events, deliveries and connections are random; the seed is in the trace of a failure.

namespace picket {
namespace {

using test::Device;
using test::kStart;
using test::live_until;
using test::Vocabulary;

/// A vocabulary of the same words whose ids differ: interned in another order, among others.
struct OtherVocabulary {
  TextTable texts;

  explicit OtherVocabulary(const Vocabulary& words, bool with_words = true) {
    texts.intern("something else");
    texts.intern_template("other {hex8}");
    if (!with_words) return;
    texts.intern_template("cmd {decimal}");
    for (const auto* list : {&words.names, &words.users, &words.executables, &words.commandlines}) {
      for (auto text = list->rbegin(); text != list->rend(); ++text) texts.intern(words.texts.literal(*text));
    }
  }
};

/// A message as it leaves, without text ids.
std::string wire_of(const Device& device, const Device::Sent& sent) {
  AgentIdentity identity{};
  identity.module_name = device.plan->policy.module_name;
  identity.agent_version = device.plan->policy.agent_version;
  identity.extended = device.plan->policy.extended_fields;
  const SecurityMessage message{sent.message.sequence, sent.at, sent.observations, sent.message.collection_interval};
  std::string out;
  encode(device.plan->policy.encoding, identity, message, device.plan->texts, out);
  return out;
}

void expect_same_future(const Device& a, const Device& b, std::size_t sent_before) {
  EXPECT_EQ(a.observed, b.observed);
  EXPECT_EQ(a.emitted, b.emitted);
  EXPECT_EQ(a.dropped, b.dropped);
  EXPECT_EQ(a.held(), b.held());
  ASSERT_EQ(a.sent.size(), sent_before + b.sent.size());
  const bool same_texts = &a.plan->texts == &b.plan->texts;
  for (std::size_t i = 0; i < b.sent.size(); ++i) {
    const Device::Sent& of_a = a.sent[sent_before + i];
    const Device::Sent& of_b = b.sent[i];
    ASSERT_EQ(of_a.at, of_b.at) << "message " << i;
    ASSERT_EQ(of_a.message.sequence, of_b.message.sequence);
    ASSERT_EQ(of_a.message.priority, of_b.message.priority);
    ASSERT_EQ(of_a.message.collection_interval, of_b.message.collection_interval);
    ASSERT_EQ(of_a.slots, of_b.slots) << "message " << i;
    if (same_texts) {
      ASSERT_EQ(of_a.observations, of_b.observations) << "message " << i;
    } else {
      ASSERT_EQ(wire_of(a, of_a), wire_of(b, of_b)) << "message " << i;
    }
  }
}

/// The device, restored from bytes under a plan of other texts, in a pool that holds something already.
Device restored(const Device& device, const std::string& bytes, TextTable& texts) {
  Device other(device.plan->policy, texts);
  stop(*other.plan, other.state, other.pool);
  other.pool.allocate(3);
  const auto state = restore(*other.plan, bytes, other.pool, &texts);
  EXPECT_TRUE(state.ok());
  if (!state) {
    ADD_FAILURE() << to_string(state.error().kind) << " in " << state.error().field << " at " << state.error().offset;
    return other;
  }
  other.state = state.value();
  other.observed = device.observed;
  other.emitted = device.emitted;
  other.dropped = device.dropped;
  other.sent_messages = device.sent_messages;
  return other;
}

TEST(AgentBytes, a_restored_agent_goes_on_as_the_one_that_was_not_saved) {
  const Vocabulary words;
  for (const Policy& policy : test::policies_to_save()) {
    for (std::uint32_t seed = 0; seed < 8; ++seed) {
      SCOPED_TRACE(testing::Message() << policy.name << " seed " << seed);
      Device original(policy, words.texts, kStart, seed);
      original.inventory = test::full_inventory(words);
      RandomStream random(seed, 0, 2, Purpose::kTest);
      const Time saved_at = kStart + Duration::from_seconds(random.uniform(0, 40'000));
      const Time now = live_until(original, random, words, kStart, saved_at);
      const std::string bytes = save(*original.plan, original.state, original.pool);

      // The same words, so that both may be given the same records; another pool.
      Device twin(policy, words.texts);
      stop(*twin.plan, twin.state, twin.pool);
      twin.pool.allocate(7);
      auto state = restore(*twin.plan, bytes, twin.pool);
      ASSERT_TRUE(state.ok()) << to_string(state.error().kind) << " in " << state.error().field;
      twin.state = state.value();
      twin.inventory = original.inventory;
      twin.observed = original.observed;
      twin.emitted = original.emitted;
      twin.dropped = original.dropped;
      EXPECT_EQ(save(*twin.plan, twin.state, twin.pool), bytes);
      EXPECT_EQ(compare({*original.plan, original.state, original.pool}, {*twin.plan, twin.state, twin.pool}),
                std::nullopt);
      if (original.state.phase == AgentPhase::kRunning) {
        EXPECT_EQ(test::contents_of(*twin.plan, twin.state, twin.pool),
                  test::contents_of(*original.plan, original.state, original.pool));
      }
      const std::size_t sent = original.sent.size();
      RandomStream again = random;
      const Time until = now + Duration::hours(30);
      live_until(original, random, words, now, until);
      live_until(twin, again, words, now, until);
      expect_same_future(original, twin, sent);
      EXPECT_EQ(save(*twin.plan, twin.state, twin.pool), save(*original.plan, original.state, original.pool));
    }
  }
}

/// Ids differ, content does not: the messages are the same bytes.
TEST(AgentBytes, texts_travel_by_content) {
  const Vocabulary words;
  for (const Policy& policy : test::policies_to_save()) {
    for (const bool interns : {false, true}) {
      SCOPED_TRACE(testing::Message() << policy.name << (interns ? " interns" : " finds"));
      Device original(policy, words.texts, kStart, 3);
      original.inventory = test::full_inventory(words);
      RandomStream random(5, 0, 3, Purpose::kTest);
      const Time now = live_until(original, random, words, kStart, kStart + Duration::hours(5));
      const std::string bytes = save(*original.plan, original.state, original.pool);
      OtherVocabulary other(words, !interns);
      if (!interns) other.texts.freeze();
      Device elsewhere = restored(original, bytes, other.texts);
      EXPECT_EQ(save(*elsewhere.plan, elsewhere.state, elsewhere.pool), bytes);
      const std::size_t sent = original.sent.size();
      // Reports of the inventory are texts of the first table: both report without items.
      original.inventory.clear();
      elsewhere.inventory.clear();
      for (Device* device : {&original, &elsewhere}) {
        device->give(now + Duration::minutes(1), ProcessRecord{{}, {}, 5, 1, 0, ProcessOperation::kExec});
        device->advance(now + Duration::hours(30));
      }
      expect_same_future(original, elsewhere, sent);
    }
  }
}

/// Fork, pool and history of the pool leave no trace in the bytes.
TEST(AgentBytes, equal_agents_give_equal_bytes) {
  const Vocabulary words;
  for (const Policy& policy : test::policies_to_save()) {
    SCOPED_TRACE(policy.name);
    Device device(policy, words.texts);
    device.inventory = test::full_inventory(words);
    RandomStream random(9, 0, 4, Purpose::kTest);
    const Time now = live_until(device, random, words, kStart, kStart + Duration::hours(7));
    const std::string bytes = save(*device.plan, device.state, device.pool);
    const Device copy = device;
    EXPECT_EQ(save(*copy.plan, copy.state, copy.pool), bytes);
    SlotPool shared;
    shared.allocate(11);
    const AgentState fork = copy_agent(*device.plan, device.state, device.pool, shared);
    EXPECT_EQ(save(*device.plan, fork, shared), bytes);
    Device later = device;
    live_until(later, random, words, now, now + Duration::hours(2));
    EXPECT_EQ(save(*device.plan, device.state, device.pool), bytes) << "the fork changed the original";
    const auto difference =
        compare({*device.plan, device.state, device.pool}, {*later.plan, later.state, later.pool});
    EXPECT_EQ(difference.has_value(), policy.generation != Generation::kNone);
    if (difference) {
      EXPECT_NE(difference->a, difference->b) << difference->field;
    }
  }
}

/// A fork under another policy: restore under the policy that saved, then on_twin.
TEST(AgentBytes, a_fork_under_another_policy_is_the_same_from_a_restored_agent) {
  const Vocabulary words;
  const std::vector<Policy> policies = test::policies_to_save();
  for (std::size_t p = 0; p < policies.size(); ++p) {
    const Policy& next_policy = policies[(p * 5 + 3) % policies.size()];
    SCOPED_TRACE(policies[p].name + " to " + next_policy.name);
    Device a(policies[p], words.texts);
    a.inventory = test::full_inventory(words);
    RandomStream random(11, 0, 5, Purpose::kTest);
    const Time now = live_until(a, random, words, kStart, kStart + Duration::hours(6));
    Device b = a;
    b.sent.clear();
    auto state = restore(*a.plan, save(*a.plan, a.state, a.pool), b.pool);
    ASSERT_TRUE(state.ok());
    stop(*b.plan, b.state, b.pool);
    b.state = state.value();
    const std::size_t sent = a.sent.size();
    RandomStream again = random;
    for (Device* device : {&a, &b}) {
      const auto plan = compile(next_policy, words.texts);
      device->state = on_twin(*device->plan, std::move(device->state), *plan, now, device->pool, device->out);
      device->plan = plan;
      device->dropped += device->out.dropped;
      for (const Observation& o : device->out.observations) device->emitted += o.hit_count;
      for (const Emission::Message& m : device->out.messages) {
        device->sent.push_back({now,
                                m,
                                {device->out.observations.begin() + m.begin, device->out.observations.begin() + m.end},
                                {device->out.slots.begin() + m.begin, device->out.slots.begin() + m.end}});
      }
    }
    live_until(a, random, words, now, now + Duration::hours(20));
    live_until(b, again, words, now, now + Duration::hours(20));
    expect_same_future(a, b, sent);
  }
}

TEST(AgentBytes, an_agent_that_was_never_started_or_was_stopped_is_saved_too) {
  const Vocabulary words;
  const auto plan = compile(test::picket_policy(), words.texts);
  SlotPool pool;
  for (const bool was_started : {false, true}) {
    AgentState state;
    if (was_started) {
      start(*plan, state, kStart, 9, pool);
      stop(*plan, state, pool);
    }
    auto again = restore(*plan, save(*plan, state, pool), pool);
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(again.value().phase, AgentPhase::kStopped);
    start(*plan, again.value(), kStart + Duration::hours(1), 5, pool);
    AgentState direct = state;
    start(*plan, direct, kStart + Duration::hours(1), 5, pool);
    EXPECT_EQ(compare({*plan, direct, pool}, {*plan, again.value(), pool}), std::nullopt);
  }
}

/// One entry of 1,024 bytes reaches a limit of 1,024: killed at 10 s, back 60 s later, also where it is restored.
TEST(AgentBytes, a_killed_agent_comes_back_where_it_is_restored) {
  const Vocabulary words;
  Policy policy = test::g1_c_policy();
  policy.agent_memory_limit = 1'024;
  Device device(policy, words.texts);
  device.advance(kStart);
  device.give(kStart + Duration::seconds(10),
              ProcessRecord{words.commandlines[0], {}, 1, 1, 0, ProcessOperation::kExec});
  ASSERT_EQ(device.state.phase, AgentPhase::kDead);
  const std::string bytes = save(*device.plan, device.state, device.pool);
  Device again(policy, words.texts);
  stop(*again.plan, again.state, again.pool);
  const auto state = restore(*again.plan, bytes, again.pool);
  ASSERT_TRUE(state.ok());
  again.state = state.value();
  EXPECT_EQ(next_wake_up(again.state), kStart + Duration::seconds(70));
  for (Device* d : {&device, &again}) d->advance(kStart + Duration::seconds(70));
  EXPECT_EQ(again.state.phase, AgentPhase::kRunning);
  EXPECT_EQ(save(*again.plan, again.state, again.pool), save(*device.plan, device.state, device.pool));
}

/// The answer to a wanted snapshot may come to the restored agent.
TEST(AgentBytes, an_agent_that_waits_for_its_snapshot_still_does) {
  const Vocabulary words;
  Device device(test::g2_linux_policy(), words.texts);
  const Time tick = next_wake_up(device.state);
  poll(*device.plan, device.state, tick, device.pool, device.out);
  ASSERT_TRUE(device.out.wants_snapshot);
  SlotPool pool;
  auto state = restore(*device.plan, save(*device.plan, device.state, device.pool), pool);
  ASSERT_TRUE(state.ok());
  const Fate fate = on_snapshot(*device.plan, state.value(), tick, device.inventory, pool);
  EXPECT_EQ(fate.created, 2U) << "system information and heartbeat";
  Emission out;
  poll(*device.plan, state.value(), tick, pool, out);
  EXPECT_FALSE(out.wants_snapshot);
  ASSERT_EQ(out.messages.size(), 1U);
}

TEST(AgentBytes, a_difference_names_its_first_field) {
  const Vocabulary words;
  Device a(test::g2_linux_policy(), words.texts);
  a.give(kStart + Duration::seconds(1), DnsRecord{words.names[0], false});
  const auto differ = [&](const Device& b) {
    const auto found = compare({*a.plan, a.state, a.pool}, {*b.plan, b.state, b.pool});
    return found ? found->field + ": " + found->a + " / " + found->b : "none";
  };
  Device b = a;
  EXPECT_EQ(differ(b), "none");
  b.state.sequence = 4;
  EXPECT_EQ(differ(b), "sequence: 0 / 4");
  b = a;
  b.give(kStart + Duration::seconds(1), DnsRecord{words.names[0], false});
  EXPECT_EQ(differ(b), "table[2].entry[0].hits: 1 / 2");
  Device c(test::g2_linux_policy(), words.texts);
  c.give(kStart + Duration::seconds(1), DnsRecord{words.names[1], false});
  EXPECT_EQ(differ(c), "table[2].entry[0].name: 'host0.example.com' / 'host1.example.com'");
  b.give(kStart + Duration::seconds(1), DnsRecord{words.names[1], false});
  EXPECT_EQ(differ(b), "table[2].entries.size: 1 / 2");
  const Device d(test::picket_policy(), words.texts);
  EXPECT_EQ(differ(d).substr(0, 5), "plan:");
}

// ---- errors

struct Refusal {
  const Vocabulary words;
  Device device{test::with_all_reports(test::picket_policy()), words.texts};
  std::string bytes;

  Refusal() {
    device.inventory = test::full_inventory(words);
    RandomStream random(2, 0, 6, Purpose::kTest);
    live_until(device, random, words, kStart, kStart + Duration::hours(3));
    bytes = save(*device.plan, device.state, device.pool);
  }
  RestoreError of(std::string_view damaged) const {
    SlotPool pool;
    const auto result = restore(*device.plan, damaged, pool);
    EXPECT_FALSE(result.ok());
    EXPECT_EQ(pool.bytes_in_use(), 0U);
    return result.ok() ? RestoreError{RestoreFailure::kCount_, {}, 0} : result.error();
  }
};

/// Magic at 0, version at 8, plan at 10, texts from 18 on.
TEST(AgentBytes, every_refusal_has_its_kind) {
  const Refusal refusal;
  std::string bytes = refusal.bytes;
  bytes[3] = 'x';
  EXPECT_EQ(refusal.of(bytes), (RestoreError{RestoreFailure::kBadMagic, "magic", 0}));
  EXPECT_EQ(refusal.of("x").kind, RestoreFailure::kBadMagic);
  bytes = refusal.bytes;
  bytes[8] = 2;
  EXPECT_EQ(refusal.of(bytes), (RestoreError{RestoreFailure::kNewerVersion, "version", 10}));
  bytes[8] = 0;
  EXPECT_EQ(refusal.of(bytes).kind, RestoreFailure::kInvalidField);
  bytes = refusal.bytes;
  bytes[10] = static_cast<char>(bytes[10] + 1);
  EXPECT_EQ(refusal.of(bytes), (RestoreError{RestoreFailure::kOtherPlan, "plan", 18}));
  const std::string longer = refusal.bytes + '\0';
  EXPECT_EQ(refusal.of(longer), (RestoreError{RestoreFailure::kInvalidField, "end", refusal.bytes.size()}));
  // 2^23 + 1 texts: 0x81 0x80 0x80 0x04.
  bytes = refusal.bytes.substr(0, 18) + "\x81" + "\x80" + "\x80" + "\x04";
  EXPECT_EQ(refusal.of(bytes), (RestoreError{RestoreFailure::kTooManyTexts, "texts", 22}));
}

TEST(AgentBytes, every_prefix_is_truncated) {
  const Refusal refusal;
  for (std::size_t n = 0; n < refusal.bytes.size(); ++n) {
    ASSERT_EQ(refusal.of(std::string_view(refusal.bytes).substr(0, n)).kind, RestoreFailure::kTruncated) << n;
  }
}

TEST(AgentBytes, texts_that_cannot_be_had_are_named) {
  const Refusal refusal;
  const auto failure = [&](TextTable& texts, bool give) {
    const auto plan = compile(refusal.device.plan->policy, texts);
    SlotPool pool;
    const std::size_t before = texts.size();
    const auto result = restore(*plan, refusal.bytes, pool, give ? &texts : nullptr);
    EXPECT_FALSE(result.ok());
    EXPECT_EQ(texts.size(), before) << "a refusal interns nothing";
    EXPECT_EQ(pool.bytes_in_use(), 0U);
    return result.ok() ? RestoreFailure::kCount_ : result.error().kind;
  };
  TextTable frozen;
  frozen.freeze();
  EXPECT_EQ(failure(frozen, true), RestoreFailure::kUnknownText);
  TextTable not_given;
  EXPECT_EQ(failure(not_given, false), RestoreFailure::kUnknownText);
  TextTable small(5);
  EXPECT_EQ(failure(small, true), RestoreFailure::kTooManyTexts);
}

/// A flow's message names the program that its command line runs, so the program comes along.
TEST(AgentBytes, a_command_line_comes_with_the_program_it_runs) {
  TextTable texts;
  const Text sshd = texts.intern("sshd");
  texts.set_executable(sshd, texts.intern("/usr/sbin/sshd"));
  Device device(test::g2_linux_policy(), texts);
  NetworkRecord flow;
  flow.remote_address = IpAddress::v4(0xc6336407);
  flow.commandline = sshd;
  device.give(kStart + Duration::seconds(1), flow);
  const std::string bytes = save(*device.plan, device.state, device.pool);

  TextTable empty;
  Device elsewhere = restored(device, bytes, empty);
  const Text there = empty.find("sshd");
  EXPECT_EQ(empty.render(empty.executable_of(there)), "/usr/sbin/sshd");

  TextTable other;
  other.set_executable(other.intern("sshd"), other.intern("/opt/sshd"));
  const auto plan = compile(device.plan->policy, other);
  SlotPool pool;
  const auto result = restore(*plan, bytes, pool, &other);
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().kind, RestoreFailure::kOtherExecutable);
}

TEST(AgentBytes, every_failure_has_a_name) {
  for (const std::string_view name : kRestoreFailureNames) EXPECT_FALSE(name.empty());
  EXPECT_EQ(to_string(RestoreFailure::kUnknownText), "unknown text");
}

}  // namespace
}  // namespace picket
