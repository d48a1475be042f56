#include "sim/generate/message_store.h"

#include <gtest/gtest.h>

#include <map>

#include "agent_core/base/random.h"

namespace picket::sim {
namespace {

Observation heartbeat(std::uint32_t hits) {
  Observation observation;
  observation.record = HeartbeatRecord{};
  observation.hit_count = hits;
  return observation;
}

/// A batch with one message for each number: so many observations, counted from `first`, and as many bytes.
std::unique_ptr<MessageBatch> batch_of(const std::vector<std::uint32_t>& sizes, std::vector<CarriedMessage>& messages, std::uint32_t first = 1) {
  auto batch = std::make_unique<MessageBatch>();
  for (const std::uint32_t size : sizes) {
    CarriedMessage message;
    message.first_observation = static_cast<std::uint32_t>(batch->observations.size());
    message.first_byte = static_cast<std::uint32_t>(batch->bytes.size());
    message.observations = size;
    message.holds_observations = true;
    message.body_bytes = size;
    message.hits = first;
    for (std::uint32_t i = 0; i < size; ++i) batch->observations.push_back(heartbeat(first));
    batch->bytes.append(size, static_cast<char>('a' + first % 26));
    messages.push_back(message);
    ++batch->live;
    ++first;
  }
  return batch;
}

bool intact(const MessageStore& store, std::uint32_t index) {
  const CarriedMessage& message = store[index];
  const MessageBatch& batch = store.batch_of(message);
  if (batch.bytes.substr(message.first_byte, message.body_bytes) != std::string(message.body_bytes, static_cast<char>('a' + message.hits % 26))) {
    return false;
  }
  for (std::uint32_t i = 0; i < message.observations; ++i) {
    if (batch.observations.at(message.first_observation + i).hit_count != message.hits) return false;
  }
  return true;
}

TEST(MessageStore, gives_slots_and_batches_again_once_they_are_released) {
  MessageStore store;
  std::vector<CarriedMessage> messages;
  const std::uint32_t batch = store.add_batch(batch_of({2, 3}, messages));
  for (CarriedMessage& m : messages) m.batch = batch;
  const std::uint32_t one = store.add(messages[0]);
  const std::uint32_t two = store.add(messages[1]);
  EXPECT_EQ(store.live(), 2U);
  store.release(one);
  EXPECT_TRUE(intact(store, two));
  store.release(two);
  EXPECT_EQ(store.live(), 0U);
  std::vector<CarriedMessage> more;
  EXPECT_EQ(store.add_batch(batch_of({1}, more)), batch);
  more[0].batch = batch;
  const std::uint32_t again = store.add(more[0]);
  EXPECT_TRUE(again == one || again == two);
}

TEST(MessageStore, gives_a_message_storage_of_its_own_that_outlives_its_batch) {
  MessageStore store;
  std::vector<CarriedMessage> messages;
  const std::uint32_t batch = store.add_batch(batch_of({2, 3, 4}, messages));
  std::vector<std::uint32_t> at;
  for (CarriedMessage& m : messages) {
    m.batch = batch;
    at.push_back(store.add(m));
  }
  store.detach(at[1]);
  EXPECT_NE(store[at[1]].batch, batch);
  EXPECT_EQ(store.batch_of(store[at[1]]).observations.size(), 3U);
  store.release(at[0]);
  store.release(at[2]);  // the shared batch goes
  EXPECT_TRUE(intact(store, at[1]));
  const std::uint32_t own = store[at[1]].batch;
  store.detach(at[1]);  // has its own already
  EXPECT_EQ(store[at[1]].batch, own);
  store.release(at[1]);
  EXPECT_EQ(store.live(), 0U);
}

// Where bytes travel only some messages keep their observations too: one that did not must not take
// its neighbour's along, nor read past the end of what the batch holds.
TEST(MessageStore, detaches_a_message_without_observations_from_a_batch_that_holds_some) {
  MessageStore store;
  auto batch = std::make_unique<MessageBatch>();
  batch->bytes = "aaabbb";
  batch->observations.assign(2, heartbeat(7));
  batch->live = 2;
  CarriedMessage kept;
  kept.observations = 2;
  kept.body_bytes = 3;
  kept.holds_observations = true;
  CarriedMessage bare;
  bare.observations = 5;
  bare.body_bytes = 3;
  bare.first_byte = 3;
  bare.first_observation = 2;
  kept.batch = bare.batch = store.add_batch(std::move(batch));
  const std::uint32_t first = store.add(kept);
  const std::uint32_t second = store.add(bare);
  store.detach(second);
  EXPECT_TRUE(store.batch_of(store[second]).observations.empty());
  EXPECT_EQ(store.batch_of(store[second]).bytes, "bbb");
  store.detach(first);
  EXPECT_EQ(store.batch_of(store[first]).observations.size(), 2U);
  EXPECT_EQ(store.batch_of(store[first]).bytes, "aaa");
}

// Against a plain map, with random adds, detachments and releases.
TEST(MessageStore, keeps_every_message_s_content_whatever_happens_to_the_others) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    RandomStream random(seed, 0, 0, Purpose::kTest);
    MessageStore store;
    std::map<std::uint32_t, std::uint32_t> live;  // slot -> hits
    std::uint32_t next = 1;
    for (int step = 0; step < 300; ++step) {
      if (live.empty() || random.chance(0.3)) {
        std::vector<std::uint32_t> sizes(1 + random.below(5));
        for (std::uint32_t& s : sizes) s = static_cast<std::uint32_t>(random.below(4));
        std::vector<CarriedMessage> messages;
        const std::uint32_t batch = store.add_batch(batch_of(sizes, messages, next));
        next += static_cast<std::uint32_t>(sizes.size());
        for (CarriedMessage& m : messages) {
          m.batch = batch;
          const std::uint32_t slot = store.add(m);
          ASSERT_TRUE(live.emplace(slot, m.hits).second) << "seed " << seed;
        }
        continue;
      }
      auto victim = live.begin();
      std::advance(victim, static_cast<std::ptrdiff_t>(random.below(live.size())));
      if (random.chance(0.5)) {
        store.detach(victim->first);
      } else {
        store.release(victim->first);
        live.erase(victim);
      }
      ASSERT_EQ(store.live(), live.size()) << "seed " << seed;
      for (const auto& [slot, hits] : live) ASSERT_TRUE(store[slot].hits == hits && intact(store, slot)) << "seed " << seed;
    }
  }
}

TEST(MessageStore, finds_the_labels_of_one_observation_among_those_of_its_message) {
  std::vector<MessageLabel> labels;
  for (const std::uint32_t observation : {0U, 2U, 2U, 2U, 5U}) {
    labels.push_back({observation, {static_cast<std::uint32_t>(labels.size()), 0, 1, Time()}});
  }
  const auto units = [&](std::uint32_t observation) {
    std::vector<std::uint32_t> out;
    for (const MessageLabel& label : labels_of_observation(labels, observation)) out.push_back(label.label.unit);
    return out;
  };
  EXPECT_EQ(units(0), (std::vector<std::uint32_t>{0}));
  EXPECT_EQ(units(1), (std::vector<std::uint32_t>{}));
  EXPECT_EQ(units(2), (std::vector<std::uint32_t>{1, 2, 3}));
  EXPECT_EQ(units(5), (std::vector<std::uint32_t>{4}));
  EXPECT_EQ(units(9), (std::vector<std::uint32_t>{}));
  EXPECT_TRUE(labels_of_observation({}, 0).empty());
}

}  // namespace
}  // namespace picket::sim
