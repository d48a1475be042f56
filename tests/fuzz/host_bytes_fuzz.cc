// libFuzzer: any bytes in the place of what a host's kernel and files say to the collectors. Nothing may crash, hang or
// read beyond them; what is read and what is counted as damaged is no more than there is room for.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "agent_core/base/check.h"
#include "agent_core/base/utf8.h"
#include "sim/live/collect/auth_log.h"
#include "sim/live/collect/collected_text.h"
#include "sim/live/collect/host_information.h"
#include "sim/live/collect/inotify_events.h"
#include "sim/live/collect/local_users.h"
#include "sim/live/collect/netlink_messages.h"
#include "sim/live/collect/proc_event.h"
#include "sim/live/collect/proc_net.h"
#include "sim/live/collect/process_facts.h"
#include "sim/live/collect/sock_diag.h"
#include "sim/live/collect/socket_owners.h"
#include "sim/live/collect/utmp_records.h"

namespace picket::sim {
namespace {

void fuzz_netlink(KernelBytes bytes) {
  NetlinkMessages messages(bytes);
  NetlinkMessage message;
  std::size_t seen = 0;
  while (messages.next(message)) {
    seen += 16 + message.payload.size();
    ProcEvent event;
    SocketRow row;
    static_cast<void>(read_proc_event(message.payload, event));
    static_cast<void>(read_socket(message.payload, TransportProtocol::kTcp, row));
  }
  PICKET_CHECK(seen <= bytes.size());
  // Without the head that hardly any bytes have.
  ProcEvent event;
  SocketRow row;
  static_cast<void>(read_proc_event(bytes, event));
  static_cast<void>(read_socket(bytes, TransportProtocol::kUdp, row));
}

void fuzz_records(KernelBytes bytes) {
  MissedCounts missed;
  std::vector<UtmpRecord> records;
  const std::size_t used = read_utmp(bytes, records, missed);
  PICKET_CHECK(used <= bytes.size() && bytes.size() - used < utmp_record_size());
  PICKET_CHECK(records.size() + missed[Missed::kDamaged] == used / utmp_record_size());
  InotifyEvents events(bytes);
  InotifyEvent event;
  std::size_t names = 0;
  while (events.next(event)) names += event.name.size();
  PICKET_CHECK(names <= bytes.size());
}

void fuzz_lines(std::string_view text) {
  MissedCounts missed;
  std::vector<SocketRow> rows;
  read_proc_net(text, TransportProtocol::kTcp, rows, missed);
  for (const LocalUser& user : local_users_of(text, text, missed)) {
    PICKET_CHECK(user.group_ids.size() == user.group_names.size());
  }
  if (const auto logins = read_auth_log_line(text)) PICKET_CHECK(logins->count >= 1 && logins->count <= kMaxRepeats);
  ProcessFacts facts;
  static_cast<void>(read_stat(text, facts));
  static_cast<void>(real_user_of(text));
  static_cast<void>(forks_of(text));
  static_cast<void>(socket_inode_of(text));
  static_cast<void>(os_release_value(text, "NAME"));
  static_cast<void>(total_memory_of(text));
}

void fuzz_text(std::string_view text) {
  TextTable texts;
  CollectedEvents out;
  out.texts = &texts;
  MissedCounts missed;
  const std::string kept = texts.render(collected_text(commandline_of(text), 64, out, missed));
  PICKET_CHECK(kept.size() <= 64 && is_utf8(kept), kept);
}

}  // namespace
}  // namespace picket::sim

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace picket::sim;
  const KernelBytes bytes(reinterpret_cast<const std::byte*>(data), size);
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  fuzz_netlink(bytes);
  fuzz_records(bytes);
  fuzz_lines(text);
  fuzz_text(text);
  return 0;
}
