#include "sim/live/collect/proc_event.h"

#include <linux/cn_proc.h>
#include <linux/connector.h>
#include <linux/netlink.h>

#include "agent_core/base/random.h"
#include "sim/live/collect/netlink_messages.h"
#include "tests/sim/live/collect/proc_event_bytes.h"

namespace picket::sim {
namespace {

TEST(ProcEvent, reads_a_fork_of_a_process) {
  ProcEvent event;
  ASSERT_TRUE(read_proc_event(kernel_bytes(proc_payload(fork_event(100, 200, 200), 5, 1)), event));
  EXPECT_EQ(event.kind, ProcEvent::Kind::kFork);
  EXPECT_EQ(event.process, 200U);
  EXPECT_EQ(event.parent, 100U);
  EXPECT_EQ(event.sequence, 5U);
  EXPECT_EQ(event.cpu, 1U);
}

TEST(ProcEvent, a_fork_within_a_process_is_a_thread) {
  ProcEvent event;
  ASSERT_TRUE(read_proc_event(kernel_bytes(proc_payload(fork_event(100, 201, 200), 5, 0)), event));
  EXPECT_EQ(event.kind, ProcEvent::Kind::kThread);
}

TEST(ProcEvent, reads_exec_and_exit) {
  ProcEvent event;
  ASSERT_TRUE(read_proc_event(kernel_bytes(proc_payload(exec_event(300), 5, 0)), event));
  EXPECT_EQ(event.kind, ProcEvent::Kind::kExec);
  EXPECT_EQ(event.process, 300U);
  ASSERT_TRUE(read_proc_event(kernel_bytes(proc_payload(exit_event(300, 300, 44), 6, 0)), event));
  EXPECT_EQ(event.kind, ProcEvent::Kind::kExit);
  EXPECT_EQ(event.parent, 44U);
  ASSERT_TRUE(read_proc_event(kernel_bytes(proc_payload(exit_event(301, 300, 44), 7, 0)), event));
  EXPECT_EQ(event.kind, ProcEvent::Kind::kThread);
}

// Kernels before 4.18: the exit ends after its code and its signal, 16 bytes of data.
TEST(ProcEvent, an_exit_of_an_old_kernel_has_no_parent) {
  const std::string payload = proc_payload(exit_event(300, 300, 44), 6, 0, offsetof(proc_event, event_data) + 16);
  ProcEvent event;
  ASSERT_TRUE(read_proc_event(kernel_bytes(payload), event));
  EXPECT_EQ(event.kind, ProcEvent::Kind::kExit);
  EXPECT_EQ(event.parent, 0U);
}

TEST(ProcEvent, reads_the_answer_to_a_request) {
  proc_event raw{};
  raw.event_data.ack.err = 1;
  ProcEvent event;
  ASSERT_TRUE(read_proc_event(kernel_bytes(proc_payload(raw, 0, 0xffff'ffff)), event));
  EXPECT_EQ(event.kind, ProcEvent::Kind::kAnswer);
  EXPECT_EQ(event.error, 1U);
}

TEST(ProcEvent, a_change_of_user_or_name_is_another_event_that_counts_in_the_sequence) {
  proc_event raw{};
  raw.what = static_cast<decltype(raw.what)>(0x200);
  ProcEvent event;
  ASSERT_TRUE(read_proc_event(kernel_bytes(proc_payload(raw, 9, 2)), event));
  EXPECT_EQ(event.kind, ProcEvent::Kind::kOther);
  EXPECT_EQ(event.sequence, 9U);
}

TEST(ProcEvent, refuses_what_is_cut_and_what_is_of_another_connector) {
  const std::string whole = proc_payload(fork_event(100, 200, 200), 5, 1);
  ProcEvent event;
  for (std::size_t length = 0; length < whole.size(); ++length) {
    EXPECT_FALSE(read_proc_event(kernel_bytes(whole).first(length), event)) << length;
  }
  cn_msg head{};
  std::memcpy(&head, whole.data(), sizeof(head));
  head.id.idx = 4;
  EXPECT_FALSE(read_proc_event(kernel_bytes(raw_bytes(head) + whole.substr(sizeof(head))), event));
  // A fork in as few bytes as an exec has.
  const std::string brief = proc_payload(fork_event(100, 200, 200), 5, 1, offsetof(proc_event, event_data) + 8);
  EXPECT_FALSE(read_proc_event(kernel_bytes(brief), event));
}

TEST(ProcEvent, any_bytes_are_read_or_refused) {
  RandomStream random(12, 0, 0, Purpose::kTest);
  int read = 0;
  for (int i = 0; i < 5'000; ++i) {
    std::string bytes = proc_payload(exec_event(300), 5, 0);
    for (int j = 0; j < 2; ++j) bytes[random.below(bytes.size())] = static_cast<char>(random.below(256));
    ProcEvent event;
    read += read_proc_event(kernel_bytes(bytes), event) ? 1 : 0;
  }
  EXPECT_GT(read, 0);
  EXPECT_LT(read, 5'000);
}

TEST(ProcEvent, the_request_is_one_message_that_asks_to_listen) {
  for (const bool listen : {true, false}) {
    const std::vector<std::byte> request = proc_event_request(listen);
    NetlinkMessages messages(request);
    NetlinkMessage message;
    ASSERT_TRUE(messages.next(message));
    cn_msg head{};
    ASSERT_TRUE(copy_struct(message.payload, head));
    EXPECT_EQ(head.id.idx, static_cast<unsigned>(CN_IDX_PROC));
    EXPECT_EQ(head.len, sizeof(std::uint32_t));
    std::uint32_t operation = 0;
    ASSERT_TRUE(copy_struct(message.payload.subspan(sizeof(head)), operation));
    EXPECT_EQ(operation, static_cast<std::uint32_t>(listen ? PROC_CN_MCAST_LISTEN : PROC_CN_MCAST_IGNORE));
    EXPECT_FALSE(messages.next(message));
    EXPECT_FALSE(messages.damaged());
  }
}

ProcEvent numbered(std::uint32_t cpu, std::uint32_t sequence) {
  ProcEvent event;
  event.cpu = cpu;
  event.sequence = sequence;
  return event;
}

TEST(ProcSequence, counts_what_each_cpu_left_out) {
  ProcSequence sequence;
  EXPECT_EQ(sequence.gap_before(numbered(0, 1'000)), 0U);
  EXPECT_EQ(sequence.gap_before(numbered(1, 7)), 0U);
  EXPECT_EQ(sequence.gap_before(numbered(0, 1'001)), 0U);
  EXPECT_EQ(sequence.gap_before(numbered(1, 11)), 3U);
  EXPECT_EQ(sequence.gap_before(numbered(0, 1'002)), 0U);
}

TEST(ProcSequence, goes_on_where_the_numbers_begin_anew) {
  ProcSequence sequence;
  EXPECT_EQ(sequence.gap_before(numbered(0, 0xffff'fffe)), 0U);
  EXPECT_EQ(sequence.gap_before(numbered(0, 0xffff'ffff)), 0U);
  EXPECT_EQ(sequence.gap_before(numbered(0, 2)), 2U);
}

TEST(ProcSequence, a_number_that_was_there_already_is_no_gap) {
  ProcSequence sequence;
  EXPECT_EQ(sequence.gap_before(numbered(0, 10)), 0U);
  EXPECT_EQ(sequence.gap_before(numbered(0, 10)), 0U);
  EXPECT_EQ(sequence.gap_before(numbered(0, 8)), 0U);
  EXPECT_EQ(sequence.gap_before(numbered(0, 11)), 0U);
}

TEST(ProcSequence, answers_and_impossible_cpus_have_no_place_in_it) {
  ProcSequence sequence;
  ProcEvent answer = numbered(0, 500);
  answer.kind = ProcEvent::Kind::kAnswer;
  EXPECT_EQ(sequence.gap_before(numbered(0, 1)), 0U);
  EXPECT_EQ(sequence.gap_before(answer), 0U);
  EXPECT_EQ(sequence.gap_before(numbered(0xffff'ffff, 9)), 0U);
  EXPECT_EQ(sequence.gap_before(numbered(0, 2)), 0U);
}

}  // namespace
}  // namespace picket::sim
