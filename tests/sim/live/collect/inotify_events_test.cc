#include "sim/live/collect/inotify_events.h"

#include "agent_core/base/random.h"
#include "tests/sim/live/collect/inotify_bytes.h"

namespace picket::sim {
namespace {

TEST(InotifyEvents, come_one_after_the_other_with_their_names) {
  const std::string bytes = inotify_bytes(1, IN_CREATE, "a") + inotify_bytes(2, IN_DELETE_SELF) +
                            inotify_bytes(1, IN_MODIFY, "sixteen_letters_");
  InotifyEvents events(kernel_bytes(bytes));
  InotifyEvent event;
  ASSERT_TRUE(events.next(event));
  EXPECT_EQ(event.watch, 1);
  EXPECT_EQ(event.mask, static_cast<std::uint32_t>(IN_CREATE));
  EXPECT_EQ(event.name, "a");
  ASSERT_TRUE(events.next(event));
  EXPECT_EQ(event.name, "");
  ASSERT_TRUE(events.next(event));
  EXPECT_EQ(event.name, "sixteen_letters_");
  EXPECT_FALSE(events.next(event));
  EXPECT_FALSE(events.damaged());
}

TEST(InotifyEvents, a_length_that_does_not_fit_ends_the_walk) {
  const std::string whole = inotify_bytes(1, IN_CREATE, "a");
  for (std::size_t length = 1; length < whole.size(); ++length) {
    InotifyEvents events(kernel_bytes(whole).first(length));
    InotifyEvent event;
    EXPECT_FALSE(events.next(event));
    EXPECT_TRUE(events.damaged());
  }
}

TEST(InotifyEvents, any_bytes_end_the_walk) {
  RandomStream random(17, 0, 0, Purpose::kTest);
  for (int i = 0; i < 2'000; ++i) {
    std::string bytes = inotify_bytes(1, IN_CREATE, "name") + inotify_bytes(1, IN_DELETE, "name");
    for (int j = 0; j < 3; ++j) bytes[random.below(bytes.size())] = static_cast<char>(random.below(256));
    InotifyEvents events(kernel_bytes(bytes));
    InotifyEvent event;
    std::size_t names = 0;
    while (events.next(event)) names += event.name.size();
    EXPECT_LT(names, bytes.size());
  }
}

TEST(InotifyEvents, each_change_has_its_operation) {
  EXPECT_EQ(file_operation_of(IN_ACCESS), FileOperation::kAccess);
  EXPECT_EQ(file_operation_of(IN_MODIFY), FileOperation::kModified);
  EXPECT_EQ(file_operation_of(IN_ATTRIB | IN_ISDIR), FileOperation::kMetadataChanged);
  EXPECT_EQ(file_operation_of(IN_CLOSE_WRITE), FileOperation::kClosed);
  EXPECT_EQ(file_operation_of(IN_CLOSE_NOWRITE), FileOperation::kClosed);
  EXPECT_EQ(file_operation_of(IN_OPEN), FileOperation::kOpened);
  EXPECT_EQ(file_operation_of(IN_MOVED_FROM), FileOperation::kMoved);
  EXPECT_EQ(file_operation_of(IN_MOVE_SELF), FileOperation::kMoved);
  EXPECT_EQ(file_operation_of(IN_CREATE | IN_ISDIR), FileOperation::kCreated);
  EXPECT_EQ(file_operation_of(IN_DELETE_SELF), FileOperation::kDeleted);
  EXPECT_FALSE(file_operation_of(IN_IGNORED).has_value());
  EXPECT_FALSE(file_operation_of(IN_Q_OVERFLOW).has_value());
}

}  // namespace
}  // namespace picket::sim
