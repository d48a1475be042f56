#include "sim/live/collect/proc_event.h"

#include <linux/cn_proc.h>
#include <linux/connector.h>
#include <linux/netlink.h>

#include <cstddef>
#include <cstring>

namespace picket::sim {
namespace {

// By number, as the headers of different kernels have them in different enums.
constexpr std::uint32_t kProcNone = 0;
constexpr std::uint32_t kProcFork = 1;
constexpr std::uint32_t kProcExec = 2;
constexpr std::uint32_t kProcExit = 0x8000'0000U;
constexpr std::uint32_t kProcListen = 1;  // enum proc_cn_mcast_op
constexpr std::uint32_t kProcIgnore = 2;

constexpr std::size_t kEventHead = offsetof(proc_event, event_data);

std::uint32_t process_number(__kernel_pid_t pid) { return pid > 0 ? static_cast<std::uint32_t>(pid) : 0; }

}  // namespace

bool read_proc_event(KernelBytes payload, ProcEvent& event) {
  cn_msg head{};
  if (!copy_struct(payload, head)) return false;
  if (head.id.idx != CN_IDX_PROC || head.id.val != CN_VAL_PROC) return false;
  KernelBytes body = payload.subspan(sizeof(cn_msg));
  if (head.len > body.size()) return false;
  body = body.first(head.len);
  proc_event raw{};
  if (!copy_start_of_struct(body, kEventHead + sizeof(std::uint32_t), raw)) return false;
  const std::size_t data = body.size() - kEventHead;
  std::uint32_t what = 0;
  std::memcpy(&what, body.data(), sizeof(what));

  event = {};
  event.cpu = raw.cpu;
  event.sequence = head.seq;
  switch (what) {
    case kProcNone:
      event.kind = ProcEvent::Kind::kAnswer;
      event.error = raw.event_data.ack.err;
      return true;
    case kProcFork: {
      const auto& fork = raw.event_data.fork;
      if (data < sizeof(fork)) return false;
      event.kind = fork.child_pid == fork.child_tgid ? ProcEvent::Kind::kFork : ProcEvent::Kind::kThread;
      event.process = process_number(fork.child_tgid);
      event.parent = process_number(fork.parent_tgid);
      return true;
    }
    case kProcExec: {
      const auto& exec = raw.event_data.exec;
      if (data < sizeof(exec)) return false;
      event.kind = ProcEvent::Kind::kExec;
      event.process = process_number(exec.process_tgid);
      return true;
    }
    case kProcExit: {
      const auto& exit = raw.event_data.exit;
      if (data < 2 * sizeof(__kernel_pid_t)) return false;
      event.kind = exit.process_pid == exit.process_tgid ? ProcEvent::Kind::kExit : ProcEvent::Kind::kThread;
      event.process = process_number(exit.process_tgid);
      event.parent = process_number(exit.parent_tgid);
      return true;
    }
    default:
      return true;
  }
}

std::vector<std::byte> proc_event_request(bool listen) {
  nlmsghdr head{};
  cn_msg message{};
  const std::uint32_t operation = listen ? kProcListen : kProcIgnore;
  head.nlmsg_len = sizeof(head) + sizeof(message) + sizeof(operation);
  head.nlmsg_type = NLMSG_DONE;
  message.id.idx = CN_IDX_PROC;
  message.id.val = CN_VAL_PROC;
  message.len = sizeof(operation);
  std::vector<std::byte> bytes(head.nlmsg_len);
  std::memcpy(bytes.data(), &head, sizeof(head));
  std::memcpy(bytes.data() + sizeof(head), &message, sizeof(message));
  std::memcpy(bytes.data() + sizeof(head) + sizeof(message), &operation, sizeof(operation));
  return bytes;
}

std::uint32_t ProcSequence::gap_before(const ProcEvent& event) {
  if (event.kind == ProcEvent::Kind::kAnswer || event.cpu >= kMaxCpus) return 0;
  if (event.cpu >= last_.size()) last_.resize(event.cpu + 1);
  Last& last = last_[event.cpu];
  const std::uint32_t gap = event.sequence - last.sequence - 1;  // modulo 2^32, as the kernel counts
  const bool backwards = gap >= 0x8000'0000U;                    // not lost, but out of order or said twice
  const bool known = last.known;
  if (!known || !backwards) last = {event.sequence, true};
  return known && !backwards ? gap : 0;
}

}  // namespace picket::sim
