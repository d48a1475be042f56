#include "sim/live/collect/utmp_records.h"

#include <netinet/in.h>
#include <utmpx.h>

#include <cstring>
#include <string_view>

namespace picket::sim {
namespace {

// By number: utmpx.h has them as macros of everyday words. Source: utmp(5).
constexpr int kRunLevel = 1;
constexpr int kBootTime = 2;
constexpr int kLoginProcess = 6;
constexpr int kUserProcess = 7;
constexpr int kDeadProcess = 8;
constexpr int kLastType = 9;

UtmpRecord::Kind utmp_kind(const utmpx& raw) {
  switch (raw.ut_type) {
    case kBootTime:
      return UtmpRecord::Kind::kBoot;
    case kRunLevel:  // a shutdown is written as the run level "shutdown"
      return std::strncmp(raw.ut_user, "shutdown", sizeof(raw.ut_user)) == 0 ? UtmpRecord::Kind::kBoot
                                                                            : UtmpRecord::Kind::kOther;
    case kLoginProcess:
      return UtmpRecord::Kind::kLogin;
    case kUserProcess:
      return UtmpRecord::Kind::kUser;
    case kDeadProcess:
      return UtmpRecord::Kind::kEnd;
    default:
      return UtmpRecord::Kind::kOther;
  }
}

/// A field that ends with a zero byte, or with the field.
template <std::size_t N>
std::string_view utmp_text(const char (&field)[N]) {
  return {field, ::strnlen(field, N)};
}

/// The address of a field in network order whose last three words are zero for IPv4; else the host's name, if it is
/// one.
IpAddress utmp_address(const utmpx& raw) {
  std::uint32_t words[4];
  static_assert(sizeof(words) == sizeof(raw.ut_addr_v6));
  std::memcpy(words, raw.ut_addr_v6, sizeof(words));
  const auto half = [&](int i) { return static_cast<std::uint64_t>(ntohl(words[i])) << 32 | ntohl(words[i + 1]); };
  if ((words[1] | words[2] | words[3]) != 0) return IpAddress::v6(half(0), half(2));
  if (words[0] != 0) return IpAddress::v4(ntohl(words[0]));
  return IpAddress::parse(utmp_text(raw.ut_host)).value_or(IpAddress());
}

}  // namespace

std::size_t utmp_record_size() { return sizeof(utmpx); }

std::size_t read_utmp(KernelBytes bytes, std::vector<UtmpRecord>& records, MissedCounts& missed) {
  std::size_t used = 0;
  for (; bytes.size() - used >= sizeof(utmpx); used += sizeof(utmpx)) {
    utmpx raw{};
    std::memcpy(&raw, bytes.data() + used, sizeof(raw));
    if (raw.ut_type < 0 || raw.ut_type > kLastType) {
      ++missed[Missed::kDamaged];
      continue;
    }
    UtmpRecord record;
    record.kind = utmp_kind(raw);
    record.process = raw.ut_pid > 0 ? static_cast<std::uint32_t>(raw.ut_pid) : 0;
    record.line = utmp_text(raw.ut_line);
    record.user = utmp_text(raw.ut_user);
    record.remote_address = utmp_address(raw);
    records.push_back(std::move(record));
  }
  return used;
}

}  // namespace picket::sim
