#include "sim/live/fit/event_sort.h"

#include <variant>

namespace picket::sim {

std::optional<EventSort> sort_of(const Record& record) {
  if (const auto* process = std::get_if<ProcessRecord>(&record)) {
    switch (process->operation) {
      case ProcessOperation::kFork: return EventSort::kFork;
      case ProcessOperation::kExec: return EventSort::kExec;
      case ProcessOperation::kExit: return EventSort::kExit;
    }
  }
  if (const auto* flow = std::get_if<NetworkRecord>(&record)) return flow->direction == Direction::kOutbound ? EventSort::kOutbound : EventSort::kInbound;
  if (const auto* login = std::get_if<LoginRecord>(&record)) {
    switch (login->operation) {
      case LoginOperation::kLogin: return EventSort::kLogin;
      case LoginOperation::kLoginFailed: return EventSort::kLoginFailed;
      case LoginOperation::kLogout: return EventSort::kLogout;
    }
  }
  switch (kind_of(record)) {
    case EventKind::kDns: return EventSort::kDns;
    case EventKind::kFile: return EventSort::kFile;
    case EventKind::kPeripheral: return EventSort::kPeripheral;
    default: return std::nullopt;
  }
}

}  // namespace picket::sim
