#pragma once

#include <array>
#include <string_view>

#include "agent_core/base/random.h"
#include "agent_core/base/text.h"
#include "agent_core/message/record.h"
#include "tests/support/report_fields.h"

namespace picket::sim {

/// Texts with and without characters to escape, a template, and a command line with its program.
struct SampleTexts {
  SampleTexts() {
    const Text sshd = texts.intern("/usr/sbin/sshd");
    const Text sshd_line = texts.intern("/usr/sbin/sshd -D");
    texts.set_executable(sshd_line, sshd);
    all = {Text{},
           sshd,
           sshd_line,
           texts.intern("sh -c \"echo 'a\\b'\"\n"),
           texts.intern("caf\xc3\xa9"),
           texts.intern_template("wget \"http://{ipv4}/x\"")};
  }
  Text any(RandomStream& random) const {
    Text text = all[random.below(all.size())];
    if (texts.is_template(text)) text.parameter = static_cast<std::uint32_t>(random.next());
    return text;
  }
  TextTable texts;
  std::array<Text, 6> all;
};

inline IpAddress random_address(RandomStream& random) {
  if (random.chance(0.1)) return {};
  if (random.chance(0.3)) return IpAddress::v6(random.next(), random.next());
  return IpAddress::v4(static_cast<std::uint32_t>(random.next()));
}

inline Record random_record(RandomStream& random, const SampleTexts& t, EventKind kind) {
  const auto small = [&random](std::uint64_t n) { return static_cast<std::uint32_t>(random.below(n)); };
  switch (kind) {
    case EventKind::kProcess:
      return ProcessRecord{t.any(random), t.any(random),    small(40'000),
                           small(40'000), small(2) * 1'000, static_cast<ProcessOperation>(small(3))};
    case EventKind::kNetwork:
      return NetworkRecord{random_address(random),
                           random_address(random),
                           static_cast<std::uint16_t>(small(65'536)),
                           static_cast<std::uint16_t>(small(65'536)),
                           static_cast<TransportProtocol>(small(3)),
                           static_cast<Direction>(small(2)),
                           false,
                           {},
                           small(2'000),
                           random.next(),
                           random.below(1'000),
                           t.any(random)};
    case EventKind::kDns:
      return DnsRecord{t.any(random), random.chance(0.5)};
    case EventKind::kLogin:
      return LoginRecord{t.any(random), t.any(random), random_address(random), small(40'000),
                         static_cast<LoginOperation>(small(3))};
    case EventKind::kFile:
      return FileRecord{t.any(random), static_cast<FileOperation>(small(8))};
    case EventKind::kPeripheral:
      return PeripheralRecord{t.any(random), random.chance(0.5), random.chance(0.5)};
    case EventKind::kSystemInformation:
      return SystemInformationRecord{t.any(random), t.any(random), t.any(random), t.any(random), t.any(random)};
    default:
      return test::random_report(
          random, kind, [&t](RandomStream& r) { return t.any(r); }, [](RandomStream& r) { return random_address(r); });
  }
}

inline Observation random_observation(RandomStream& random, const SampleTexts& t, EventKind kind) {
  Observation o;
  o.record = random_record(random, t, kind);
  o.hit_count = random.chance(0.5) ? 1 : static_cast<std::uint32_t>(random.below(100'000));
  o.first_time =
      Time::from_unix_microseconds(1'772'496'000'000'000 + static_cast<std::int64_t>(random.below(1'000'000'000)));
  o.last_time = o.first_time + Duration::seconds(60);
  o.window_start = o.first_time;
  o.window_end = o.last_time;
  o.aggregated = random.chance(0.3);
  return o;
}

}  // namespace picket::sim
