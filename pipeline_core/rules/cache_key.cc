#include "pipeline_core/rules/cache_key.h"

#include "agent_core/base/hash.h"

namespace picket {
namespace {

std::uint64_t word_of(Text text) {
  return static_cast<std::uint64_t>(text.id) << 32 | text.parameter;
}

/// Takes every field of a report in.
struct ReportKey {
  std::uint64_t key;
  void text(const FieldNames&, const Text& value) { add(word_of(value)); }
  void number(const FieldNames&, std::uint32_t value) { add(value); }
  void number_text(const FieldNames&, std::uint32_t value) { add(value); }
  void detail(const FieldNames&, std::uint32_t value) { add(value); }
  void port(const FieldNames&, std::uint16_t value) { add(value); }
  void position(const FieldNames&, std::uint16_t value) { add(value); }
  void address(const FieldNames&, const IpAddress& value) {
    add(value.high());
    add(value.low());
  }
  void flag(const FieldNames&, bool value) { add(value ? 1 : 0); }
  template <class Words, class Enum>
  void word(const FieldNames&, const Words&, Enum value) {
    add(static_cast<std::uint64_t>(value));
  }
  void absent() {}
  void add(std::uint64_t value) { key = hash_combine(key, value); }
};

}  // namespace

std::uint64_t cache_key(const Observation& o, FieldMask mask) {
  std::uint64_t key = o.record.index() + 1;
  const auto mix = [&](FieldMask fields, std::uint64_t value) {
    if ((mask & fields) != 0) key = hash_combine(key, value);
  };
  constexpr auto f = [](Field field) { return bit(field); };
  mix(f(Field::kHitCount), o.hit_count);
  mix(f(Field::kEventTime), static_cast<std::uint64_t>(o.first_time.unix_microseconds()));
  if (const auto* p = std::get_if<ProcessRecord>(&o.record)) {
    mix(f(Field::kImage) | f(Field::kCommandLine), word_of(p->commandline));
    mix(f(Field::kImage), word_of(p->executable));
    mix(f(Field::kOperation) | f(Field::kUser) | f(Field::kUserId),
        static_cast<std::uint64_t>(p->user_id) << 2 | static_cast<std::uint64_t>(p->operation));
    mix(f(Field::kProcessId) | f(Field::kParentProcessId),
        static_cast<std::uint64_t>(p->process_id) << 32 | p->parent_process_id);
  } else if (const auto* n = std::get_if<NetworkRecord>(&o.record)) {
    constexpr FieldMask kAddresses =
        f(Field::kSourceIp) | f(Field::kDestinationIp) | f(Field::kLocalIp) | f(Field::kRemoteIp);
    constexpr FieldMask kEveryPort = f(Field::kSourcePort) | f(Field::kLocalPort) | f(Field::kRemotePort);
    const bool out = n->direction == Direction::kOutbound;
    mix(f(Field::kCommandLine), word_of(n->commandline));
    mix(f(Field::kUser) | f(Field::kUserId), n->user_id);
    std::uint64_t small = static_cast<std::uint64_t>(n->protocol) << 1 | (out ? 1U : 0U);
    if ((mask & kEveryPort) != 0)
      small |= static_cast<std::uint64_t>(n->local_port) << 40 | static_cast<std::uint64_t>(n->remote_port) << 24;
    else if ((mask & f(Field::kDestinationPort)) != 0)
      small |= static_cast<std::uint64_t>(out ? n->remote_port : n->local_port) << 24;
    if ((mask & f(Field::kRemoteScope)) != 0) small |= n->remote_address.is_private() ? 8U : 0U;
    key = hash_combine(key, small);
    if ((mask & kAddresses) != 0) {
      mix(kAddresses, n->local_address.high());
      mix(kAddresses, n->local_address.low());
      mix(kAddresses, n->remote_address.high());
      mix(kAddresses, n->remote_address.low());
    }
    mix(f(Field::kBytesIn), n->bytes_in);
    mix(f(Field::kBytesOut), n->bytes_out);
  } else if (const auto* d = std::get_if<DnsRecord>(&o.record)) {
    key = hash_combine(key, word_of(d->name));
    mix(f(Field::kQueryFailed), d->failed ? 1 : 0);
  } else if (const auto* l = std::get_if<LoginRecord>(&o.record)) {
    key = hash_combine(key, static_cast<std::uint64_t>(l->operation));
    mix(f(Field::kUser), word_of(l->user_name));
    mix(f(Field::kImage), word_of(l->executable));
    mix(f(Field::kProcessId), l->process_id);
    mix(f(Field::kSourceIp) | f(Field::kRemoteIp), l->remote_address.high());
    mix(f(Field::kSourceIp) | f(Field::kRemoteIp), l->remote_address.low());
    mix(f(Field::kRemoteScope),
        (l->remote_address.is_unspecified() ? 2U : 0U) | (l->remote_address.is_private() ? 1U : 0U));
  } else if (const auto* file = std::get_if<FileRecord>(&o.record)) {
    key = hash_combine(key, word_of(file->path));
    key = hash_combine(key, static_cast<std::uint64_t>(file->operation));
  } else if (const auto* u = std::get_if<PeripheralRecord>(&o.record)) {
    key = hash_combine(key, word_of(u->name));
    key = hash_combine(key, (u->connected ? 1U : 0U) | (u->usb ? 2U : 0U));
  } else {
    ReportKey report{key};
    if (visit_report_fields(o.record, report)) key = report.key;
  }
  return key | 1;
}

}  // namespace picket
