#include "sim/live/agent/collector_set.h"

#include <gtest/gtest.h>

#include "tests/sim/live/collect/collect_world.h"

namespace picket::sim {
namespace {

Policy file_policy(const std::string& path) {
  Policy policy;
  policy.name = "files";
  policy.of(EventKind::kFile).collect = true;
  policy.file_paths = {path};
  return policy;
}

TEST(CollectorSet, reads_what_is_ready_and_follows_a_policy) {
  const CollectFolder folder;
  folder.write("watched/a", "1");
  folder.write("other/a", "1");
  CollectorSet collectors({folder.path("watched/queue")});
  collectors.follow(file_policy(folder.path("watched")));
  CollectWorld world;
  const auto turn = [&] {
    std::vector<pollfd> wanted;
    collectors.add_wanted(wanted);
    ASSERT_EQ(wanted.size(), 1U);
    ::poll(wanted.data(), wanted.size(), 100);
    collectors.read(Time::from_unix_seconds(1'772'496'000), wanted, world.out);
  };
  folder.append("watched/a", "2");
  folder.append("watched/queue", "2");
  folder.append("other/a", "2");
  turn();
  ASSERT_FALSE(world.all<FileRecord>().empty());
  for (const FileRecord& record : world.all<FileRecord>()) EXPECT_EQ(world.text(record.path), folder.path("watched/a"));

  world.out.events.clear();
  collectors.follow(file_policy(folder.path("other")));
  folder.append("watched/a", "3");
  folder.append("other/a", "3");
  turn();
  ASSERT_FALSE(world.all<FileRecord>().empty());
  for (const FileRecord& record : world.all<FileRecord>()) EXPECT_EQ(world.text(record.path), folder.path("other/a"));
}

TEST(CollectorSet, a_policy_that_wants_the_same_leaves_them_open) {
  const Policy policy = file_policy("/tmp");
  Policy same = policy;
  same.max_delay = Duration::seconds(3);
  EXPECT_TRUE(wants_same_collectors(policy, same));
  same.of(EventKind::kLogin).collect = true;
  EXPECT_FALSE(wants_same_collectors(policy, same));
}

}  // namespace
}  // namespace picket::sim
