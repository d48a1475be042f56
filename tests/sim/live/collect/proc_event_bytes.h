#pragma once

#include <linux/cn_proc.h>
#include <linux/connector.h>
#include <linux/netlink.h>

#include <cstddef>
#include <cstring>
#include <string>

#include "tests/sim/live/collect/collect_world.h"

namespace picket::sim {

inline proc_event fork_event(int parent, int child, int child_tgid) {
  proc_event raw{};
  raw.what = static_cast<decltype(raw.what)>(1);
  raw.event_data.fork.parent_pid = raw.event_data.fork.parent_tgid = parent;
  raw.event_data.fork.child_pid = child;
  raw.event_data.fork.child_tgid = child_tgid;
  return raw;
}
inline proc_event exec_event(int process) {
  proc_event raw{};
  raw.what = static_cast<decltype(raw.what)>(2);
  raw.event_data.exec.process_pid = raw.event_data.exec.process_tgid = process;
  return raw;
}
inline proc_event exit_event(int pid, int tgid, int parent) {
  proc_event raw{};
  raw.what = static_cast<decltype(raw.what)>(0x8000'0000U);
  raw.event_data.exit.process_pid = pid;
  raw.event_data.exit.process_tgid = tgid;
  raw.event_data.exit.parent_pid = raw.event_data.exit.parent_tgid = parent;
  return raw;
}

/// The payload of a message of the process connector; `length` of the event's bytes.
inline std::string proc_payload(proc_event raw, std::uint32_t sequence, std::uint32_t cpu,
                                std::size_t length = sizeof(proc_event)) {
  raw.cpu = cpu;
  cn_msg head{};
  head.id.idx = CN_IDX_PROC;
  head.id.val = CN_VAL_PROC;
  head.seq = sequence;
  head.len = static_cast<std::uint16_t>(length);
  std::string event = raw_bytes(raw);
  event.resize(length);
  return std::string(reinterpret_cast<const char*>(&head), sizeof(head)) + event;
}

/// The same as a whole datagram.
inline std::string proc_datagram(const proc_event& raw, std::uint32_t sequence, std::uint32_t cpu) {
  const std::string payload = proc_payload(raw, sequence, cpu);
  nlmsghdr head{};
  head.nlmsg_len = static_cast<std::uint32_t>(sizeof(head) + payload.size());
  head.nlmsg_type = NLMSG_DONE;
  return raw_bytes(head) + payload;
}

}  // namespace picket::sim
