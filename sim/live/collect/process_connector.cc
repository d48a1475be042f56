#include "sim/live/collect/process_connector.h"

#include <linux/connector.h>
#include <linux/netlink.h>

#include <cstring>

#include "sim/live/collect/collected_text.h"
#include "sim/live/collect/netlink_messages.h"

namespace picket::sim {
namespace {

constexpr int kAnswerMilliseconds = 1'000;
constexpr int kMaxBeforeAnswer = 10'000;  // events of a listener that was there before may come first

/// The kernel's answer to our request: its errno, or none if it gave none in time.
std::optional<std::uint32_t> connector_answer(NetlinkSocket& socket) {
  for (int i = 0; i < kMaxBeforeAnswer; ++i) {
    KernelBytes datagram;
    const auto receipt = socket.receive(datagram);
    if (receipt == NetlinkSocket::Receipt::kNothing) {
      if (!socket.wait(kAnswerMilliseconds)) return std::nullopt;
      continue;
    }
    if (receipt == NetlinkSocket::Receipt::kFailed) return std::nullopt;
    if (receipt != NetlinkSocket::Receipt::kDatagram) continue;
    NetlinkMessages messages(datagram);
    NetlinkMessage message;
    ProcEvent event;
    while (messages.next(message)) {
      if (read_proc_event(message.payload, event) && event.kind == ProcEvent::Kind::kAnswer) return event.error;
    }
  }
  return std::nullopt;
}

}  // namespace

Result<std::unique_ptr<ProcessConnector>, std::string> ProcessConnector::open(const Settings& settings) {
  const std::string prefix = "process connector: ";
  auto socket = NetlinkSocket::open(NETLINK_CONNECTOR, 1U << (CN_IDX_PROC - 1), settings.buffer_bytes);
  if (!socket) return prefix + socket.error();
  if (auto problem = socket.value().send(proc_event_request(true))) return prefix + *problem;
  const auto answer = connector_answer(socket.value());
  if (!answer) {
    return prefix + "the kernel does not answer: it has no CONFIG_PROC_EVENTS, or this is a container's namespace";
  }
  if (*answer != 0) return prefix + std::strerror(static_cast<int>(*answer));
  return std::unique_ptr<ProcessConnector>(new ProcessConnector(std::move(socket).value(), settings.proc));
}

ProcessConnector::~ProcessConnector() {
  // The kernel counts its listeners, and would go on making events for one that is gone.
  static_cast<void>(socket_.send(proc_event_request(false)));
}

void ProcessConnector::read(Time now, CollectedEvents& out) {
  for (int i = 0; i < kMaxDatagrams && !out.full(); ++i) {
    KernelBytes datagram;
    switch (socket_.receive(datagram)) {
      case NetlinkSocket::Receipt::kDatagram:
        take(datagram, now, out);
        break;
      case NetlinkSocket::Receipt::kOverflow:
        ++missed_[Missed::kOverflow];
        break;
      case NetlinkSocket::Receipt::kTruncated:
        ++missed_[Missed::kDamaged];
        break;
      case NetlinkSocket::Receipt::kNothing:
      case NetlinkSocket::Receipt::kFailed:
        return;
    }
  }
}

void ProcessConnector::take(KernelBytes datagram, Time now, CollectedEvents& out) {
  NetlinkMessages messages(datagram);
  NetlinkMessage message;
  ProcEvent event;
  while (messages.next(message)) {
    if (read_proc_event(message.payload, event))
      take_event(event, now, out);
    else
      ++missed_[Missed::kDamaged];
  }
  if (messages.damaged()) ++missed_[Missed::kDamaged];
}

void ProcessConnector::take_event(const ProcEvent& event, Time now, CollectedEvents& out) {
  missed_[Missed::kSequenceGap] += sequence_.gap_before(event);
  ProcessRecord record;
  record.process_id = event.process;
  record.parent_process_id = event.parent;
  switch (event.kind) {
    case ProcEvent::Kind::kFork:
      record.operation = ProcessOperation::kFork;
      if (parents_.size() == kMaxParents) parents_.clear();
      parents_[event.process] = event.parent;
      break;
    case ProcEvent::Kind::kExec: {
      record.operation = ProcessOperation::kExec;
      const auto facts = proc_.facts(event.process);
      if (facts) {
        const CollectedCommand command = collected_command(facts->commandline, facts->executable, out, missed_);
        record.commandline = command.commandline;
        record.executable = command.executable;
        record.parent_process_id = facts->parent;
        record.user_id = facts->user_id;
      } else if (const auto parent = parents_.find(event.process); parent != parents_.end()) {
        record.parent_process_id = parent->second;
      }
      if (!facts || facts->has_no_program()) ++missed_[Missed::kGoneBeforeRead];
      break;
    }
    case ProcEvent::Kind::kExit: {
      record.operation = ProcessOperation::kExit;
      const auto parent = parents_.find(event.process);
      if (parent != parents_.end()) {
        if (record.parent_process_id == 0) record.parent_process_id = parent->second;
        parents_.erase(parent);
      }
      break;
    }
    case ProcEvent::Kind::kAnswer:
    case ProcEvent::Kind::kThread:
    case ProcEvent::Kind::kOther:
      return;
  }
  out.events.push_back({now, record});
}

}  // namespace picket::sim
