#include "sim/live/collect/socket_source.h"

#include <utility>

namespace picket::sim {

SocketSource::SocketSource(bool ends, std::string* problem, std::string proc) : proc_(std::move(proc)) {
  auto diag = SockDiag::open(ends);
  if (diag)
    diag_ = std::move(diag).value();
  else if (problem != nullptr)
    *problem = diag.error();
}

SocketSource SocketSource::of_proc(std::string proc) { return SocketSource(OfProc{}, std::move(proc)); }

bool SocketSource::read(std::vector<SocketRow>& rows, MissedCounts& missed) {
  bool any = false;
  for (const SocketFamily family : kSocketFamilies) {
    any |= (diag_ && diag_->dump(family, rows, missed)) || read_proc_net_file(proc_, family, rows, missed);
  }
  return any;
}

void SocketSource::take_ends(std::vector<SocketRow>& rows, MissedCounts& missed) {
  if (diag_) diag_->take_ends(rows, missed);
}

}  // namespace picket::sim
