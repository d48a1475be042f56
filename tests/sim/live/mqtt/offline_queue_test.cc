#include "sim/live/mqtt/offline_queue.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <set>
#include <vector>

#include "tests/sim/results/temporary_folder.h"

namespace picket::sim {
namespace {

constexpr Time kQueuedAt = Time::from_unix_seconds(1'800'000'000);

MarkedMessage message_of(const std::string& body) { return {body, security_marking()}; }

OfflineQueue opened_queue(const std::string& path, QueueLimits limits = {}, std::uint64_t random = 0x1122334455667788) {
  Result<OfflineQueue, std::string> queue = OfflineQueue::open(path, limits, random);
  EXPECT_TRUE(queue.ok()) << queue.error();
  return std::move(queue).value();
}

std::vector<std::string> drained(OfflineQueue& queue) {
  std::vector<std::string> bodies;
  while (const auto head = queue.head()) {
    bodies.push_back(head->body);
    EXPECT_TRUE(queue.remove(head->id));
  }
  return bodies;
}

TEST(OfflineQueue, gives_messages_back_in_order_after_the_program_has_ended) {
  const TemporaryFolder folder;
  const std::string path = folder.file("queue");
  {
    OfflineQueue queue = opened_queue(path);
    EXPECT_EQ(queue.opened(), 1U);
    EXPECT_EQ(queue.add(kQueuedAt, message_of("one")).value(), 1U);
    EXPECT_EQ(queue.add(kQueuedAt + Duration::seconds(1), message_of("")).value(), 2U);
    EXPECT_EQ(queue.add(kQueuedAt, message_of(std::string("th\0ree", 6))).value(), 3U);
    EXPECT_EQ(queue.size(), 3U);
  }
  struct stat about {};
  ASSERT_EQ(::stat(path.c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777, 0600U);
  OfflineQueue queue = opened_queue(path, {}, 99);
  EXPECT_EQ(queue.opened(), 2U);
  EXPECT_EQ(queue.lineage(), 0x1122334455667788U) << "the file's, not the caller's";
  EXPECT_EQ(queue.size(), 3U);
  const QueuedMessage head = queue.head().value();
  EXPECT_EQ(head.id, 1U);
  EXPECT_EQ(head.queued_at, kQueuedAt);
  EXPECT_EQ(head.properties,
            "%24.mid=11223344-5566-7788-0000-000000000001&%24.ct=application%2Fjson&%24.ce=utf-8&%24.ifid=urn%3Aazureiot%3ASecurity%3A"
            "SecurityAgent%3A1");
  EXPECT_EQ(drained(queue), (std::vector<std::string>{"one", "", std::string("th\0ree", 6)}));
  EXPECT_EQ(queue.bytes(), 0U);
}

TEST(OfflineQueue, never_gives_an_id_twice) {
  const TemporaryFolder folder;
  for (std::uint64_t life = 1; life <= 3; ++life) {
    OfflineQueue queue = opened_queue(folder.file("queue"));
    EXPECT_EQ(queue.add(kQueuedAt, message_of("x")).value(), life);
    EXPECT_EQ(drained(queue).size(), 1U);
  }
}

TEST(OfflineQueue, keeps_an_identifier_that_the_message_has_already) {
  OfflineQueue queue = opened_queue(":memory:");
  MarkedMessage message = message_of("x");
  message.marking.message_id = "mine";
  ASSERT_TRUE(queue.add(kQueuedAt, message).ok());
  EXPECT_EQ(queue.head().value().properties.substr(0, 13), "%24.mid=mine&");
}

TEST(OfflineQueue, drops_the_oldest_at_its_bound_but_not_the_one_in_flight) {
  OfflineQueue queue = opened_queue(":memory:", {3, 1'000'000});
  for (const char* body : {"1", "2", "3"}) ASSERT_TRUE(queue.add(kQueuedAt, message_of(body)).ok());
  ASSERT_TRUE(queue.add(kQueuedAt, message_of("4"), 1).ok());
  EXPECT_EQ(queue.losses()[QueueLoss::kOldestDropped], 1U);
  ASSERT_TRUE(queue.add(kQueuedAt, message_of("5")).ok());
  EXPECT_EQ(queue.losses()[QueueLoss::kOldestDropped], 2U);
  EXPECT_EQ(queue.size(), 3U);
  EXPECT_EQ(drained(queue), (std::vector<std::string>{"3", "4", "5"}));
}

TEST(OfflineQueue, is_bounded_in_bytes) {
  const std::uint64_t around = mqtt_property_bag(security_marking()).size() + std::string("%24.mid=&").size() + 36;
  OfflineQueue queue = opened_queue(":memory:", {100, 3 * (around + 1'000)});
  for (const char c : {'a', 'b', 'c', 'd'}) ASSERT_TRUE(queue.add(kQueuedAt, message_of(std::string(1'000, c))).ok());
  EXPECT_EQ(queue.size(), 3U);
  EXPECT_EQ(queue.bytes(), 3 * (around + 1'000));
  ASSERT_TRUE(queue.add(kQueuedAt, message_of(std::string(2'000, 'e'))).ok());
  EXPECT_EQ(queue.losses()[QueueLoss::kOldestDropped], 3U) << "a, then two for the larger one";
  const auto refused = queue.add(kQueuedAt, message_of(std::string(9'000, 'f')));
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error(), QueueLoss::kTooLarge);
  EXPECT_EQ(queue.size(), 2U) << "what cannot be kept displaces nothing";
}

TEST(OfflineQueue, expires_what_is_too_old) {
  OfflineQueue queue = opened_queue(":memory:");
  for (int i = 0; i < 4; ++i) ASSERT_TRUE(queue.add(kQueuedAt + Duration::seconds(i), message_of(std::to_string(i))).ok());
  EXPECT_EQ(queue.expire(kQueuedAt + Duration::seconds(2), 1), 1U);
  EXPECT_EQ(queue.losses()[QueueLoss::kExpired], 1U);
  EXPECT_EQ(drained(queue), (std::vector<std::string>{"0", "2", "3"}));
}

TEST(OfflineQueue, refuses_a_file_that_is_used_or_is_something_else) {
  const TemporaryFolder folder;
  const std::string path = folder.file("queue");
  {
    const OfflineQueue first = opened_queue(path);
    const auto second = OfflineQueue::open(path, {}, 1);
    ASSERT_FALSE(second.ok());
    EXPECT_EQ(second.error(), path + ": another agent uses this queue; give each its own file");
  }
  const std::string text = folder.file("text");
  std::ofstream(text) << std::string(5'000, 'x');
  EXPECT_NE(OfflineQueue::open(text, {}, 1).error().find("is no queue, or damaged"), std::string::npos);
  EXPECT_EQ(content_of(text), std::string(5'000, 'x'));
  EXPECT_NE(OfflineQueue::open(folder.file("no/folder"), {}, 1).error().find("No such file or directory"), std::string::npos);
  const std::string other = folder.file("other");
  {
    sqlite3* raw = nullptr;
    ASSERT_EQ(sqlite3_open(other.c_str(), &raw), SQLITE_OK);
    const Database database(raw);
    ASSERT_EQ(sqlite3_exec(raw, "CREATE TABLE finding(id)", nullptr, nullptr, nullptr), SQLITE_OK);
  }
  EXPECT_EQ(OfflineQueue::open(other, {}, 1).error(), other + ": is a database, but no queue of messages; give another file");
}

/// Runs `child` in a process of its own; what it returns is its exit code.
template <class Child>
pid_t started(const Child& child) {
  const pid_t process = ::fork();
  if (process == 0) ::_exit(child());
  return process;
}

// What add() has returned for is there; what remove() has returned for is gone; no id is there twice.
TEST(OfflineQueue, survives_kill_9_at_any_moment) {
  const TemporaryFolder folder;
  const std::string path = folder.file("queue");
  std::set<std::uint64_t> added;
  std::set<std::uint64_t> removed;
  for (const std::size_t killed_after : {1U, 2U, 7U, 20U}) {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const pid_t process = started([&] {
      OfflineQueue queue = opened_queue(path);
      for (int i = 0; i < 10'000; ++i) {
        const auto id = queue.add(kQueuedAt, message_of("body " + std::to_string(i)));
        if (!id.ok()) return 1;
        std::int64_t told = static_cast<std::int64_t>(id.value());
        if (::write(ends[1], &told, sizeof told) != sizeof told) return 1;
        if (i % 3 != 2) continue;
        const std::uint64_t head = queue.head()->id;
        if (!queue.remove(head)) return 1;
        told = -static_cast<std::int64_t>(head);
        if (::write(ends[1], &told, sizeof told) != sizeof told) return 1;
      }
      return 0;
    });
    ::close(ends[1]);
    const auto take = [&](std::int64_t told) {
      if (told < 0) {
        removed.insert(static_cast<std::uint64_t>(-told));
      } else {
        EXPECT_TRUE(added.insert(static_cast<std::uint64_t>(told)).second) << "id given twice: " << told;
      }
    };
    std::int64_t told = 0;
    for (std::size_t i = 0; i < killed_after && ::read(ends[0], &told, sizeof told) == sizeof told; ++i) take(told);
    ASSERT_EQ(::kill(process, SIGKILL), 0);
    ASSERT_EQ(::waitpid(process, nullptr, 0), process);
    while (::read(ends[0], &told, sizeof told) == sizeof told) take(told);  // said before the end
    ::close(ends[0]);
  }
  OfflineQueue queue = opened_queue(path);
  std::set<std::uint64_t> held;
  std::uint64_t last = 0;
  while (const auto head = queue.head()) {
    EXPECT_GT(head->id, last);
    last = head->id;
    held.insert(head->id);
    ASSERT_TRUE(queue.remove(head->id));
  }
  for (const std::uint64_t id : added) {
    // The child may have died between a removal and telling of it: then it was the oldest of its time.
    EXPECT_TRUE(held.contains(id) || removed.contains(id) || held.empty() || id < *held.begin()) << "lost: " << id;
  }
  for (const std::uint64_t id : removed) {
    EXPECT_FALSE(held.contains(id)) << "back again: " << id;
  }
  // 30 notices were read at least, and at most every fourth is of a removal.
  EXPECT_GE(added.size(), 22U);
}

TEST(OfflineQueue, tells_of_a_full_disk_and_keeps_what_it_has) {
  const TemporaryFolder folder;
  const std::string path = folder.file("queue");
  const pid_t process = started([&] {
    OfflineQueue queue = opened_queue(path);
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit small{200'000, 200'000};
    if (::setrlimit(RLIMIT_FSIZE, &small) != 0) return 1;
    std::uint64_t held = 0;
    for (int i = 0; i < 100; ++i) {
      const auto id = queue.add(kQueuedAt, message_of(std::string(10'000, 'x')));
      if (id.ok()) {
        ++held;
      } else if (id.error() != QueueLoss::kDiskFull) {
        return 2;
      }
    }
    if (held == 0 || held == 100) return 3;
    if (queue.losses()[QueueLoss::kDiskFull] != 100 - held || queue.size() != held) return 4;
    return queue.head().has_value() && queue.head()->id == 1 ? static_cast<int>(held) : 5;
  });
  int status = 0;
  ASSERT_EQ(::waitpid(process, &status, 0), process);
  ASSERT_TRUE(WIFEXITED(status));
  ASSERT_GT(WEXITSTATUS(status), 5) << "see the numbers above";
  OfflineQueue queue = opened_queue(path);
  EXPECT_EQ(queue.size(), static_cast<std::uint64_t>(WEXITSTATUS(status)));
  ASSERT_TRUE(queue.add(kQueuedAt, message_of("room again")).ok());
  EXPECT_EQ(drained(queue).back(), "room again");
}

}  // namespace
}  // namespace picket::sim
