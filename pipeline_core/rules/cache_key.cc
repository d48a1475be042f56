#include "pipeline_core/rules/cache_key.h"

namespace picket {
namespace {

std::uint64_t word_of(Text text) {
  return static_cast<std::uint64_t>(text.id) << 32 | text.parameter;
}

void add_address(const IpAddress& address, CacheKey& key) {
  key.add(address.high());
  key.add(address.low());
}

/// Takes every field of a report in.
struct ReportKey {
  CacheKey& key;
  void text(const FieldNames&, const Text& value) { key.add(word_of(value)); }
  void number(const FieldNames&, std::uint32_t value) { key.add(value); }
  void number_text(const FieldNames&, std::uint32_t value) { key.add(value); }
  void detail(const FieldNames&, std::uint32_t value) { key.add(value); }
  void port(const FieldNames&, std::uint16_t value) { key.add(value); }
  void position(const FieldNames&, std::uint16_t value) { key.add(value); }
  void address(const FieldNames&, const IpAddress& value) { add_address(value, key); }
  void flag(const FieldNames&, bool value) { key.add(value ? 1 : 0); }
  template <class Words, class Enum>
  void word(const FieldNames&, const Words&, Enum value) {
    key.add(static_cast<std::uint64_t>(value));
  }
  void absent() {}
};

}  // namespace

CacheKey cache_key(const Observation& o, FieldMask mask) {
  CacheKey key;
  const auto add_if = [&](FieldMask fields, std::uint64_t value) {
    if ((mask & fields) != 0) key.add(value);
  };
  constexpr auto f = [](Field field) { return bit(field); };
  // First the kind, and with it what is small: which words follow depends on it and on the mask alone.
  const std::uint64_t kind = static_cast<std::uint64_t>(o.record.index()) << 56;
  if (const auto* p = std::get_if<ProcessRecord>(&o.record)) {
    constexpr FieldMask kWho = f(Field::kOperation) | f(Field::kUser) | f(Field::kUserId);
    const bool who = (mask & kWho) != 0;
    key.add(kind | (who ? static_cast<std::uint64_t>(p->user_id) << 2 | static_cast<std::uint64_t>(p->operation) : 0));
    add_if(f(Field::kImage) | f(Field::kCommandLine), word_of(p->commandline));
    add_if(f(Field::kImage), word_of(p->executable));
    add_if(f(Field::kProcessId) | f(Field::kParentProcessId),
           static_cast<std::uint64_t>(p->process_id) << 32 | p->parent_process_id);
  } else if (const auto* n = std::get_if<NetworkRecord>(&o.record)) {
    constexpr FieldMask kAddresses =
        f(Field::kSourceIp) | f(Field::kDestinationIp) | f(Field::kLocalIp) | f(Field::kRemoteIp);
    constexpr FieldMask kEveryPort = f(Field::kSourcePort) | f(Field::kLocalPort) | f(Field::kRemotePort);
    const bool out = n->direction == Direction::kOutbound;
    std::uint64_t small = static_cast<std::uint64_t>(n->protocol) << 1 | (out ? 1U : 0U);
    if ((mask & kEveryPort) != 0)
      small |= static_cast<std::uint64_t>(n->local_port) << 40 | static_cast<std::uint64_t>(n->remote_port) << 24;
    else if ((mask & f(Field::kDestinationPort)) != 0)
      small |= static_cast<std::uint64_t>(out ? n->remote_port : n->local_port) << 24;
    if ((mask & f(Field::kRemoteScope)) != 0) small |= n->remote_address.is_private() ? 8U : 0U;
    key.add(kind | small);
    add_if(f(Field::kCommandLine), word_of(n->commandline));
    add_if(f(Field::kUser) | f(Field::kUserId), n->user_id);
    if ((mask & kAddresses) != 0) {
      add_address(n->local_address, key);
      add_address(n->remote_address, key);
    }
    add_if(f(Field::kBytesIn), n->bytes_in);
    add_if(f(Field::kBytesOut), n->bytes_out);
  } else if (const auto* d = std::get_if<DnsRecord>(&o.record)) {
    key.add(kind | ((mask & f(Field::kQueryFailed)) != 0 && d->failed ? 1U : 0U));
    key.add(word_of(d->name));
  } else if (const auto* l = std::get_if<LoginRecord>(&o.record)) {
    std::uint64_t small = static_cast<std::uint64_t>(l->operation) << 2;
    if ((mask & f(Field::kRemoteScope)) != 0)
      small |= (l->remote_address.is_unspecified() ? 2U : 0U) | (l->remote_address.is_private() ? 1U : 0U);
    key.add(kind | small);
    add_if(f(Field::kUser), word_of(l->user_name));
    add_if(f(Field::kImage), word_of(l->executable));
    add_if(f(Field::kProcessId), l->process_id);
    if ((mask & (f(Field::kSourceIp) | f(Field::kRemoteIp))) != 0) add_address(l->remote_address, key);
  } else if (const auto* file = std::get_if<FileRecord>(&o.record)) {
    key.add(kind | static_cast<std::uint64_t>(file->operation));
    key.add(word_of(file->path));
  } else if (const auto* u = std::get_if<PeripheralRecord>(&o.record)) {
    key.add(kind | (u->connected ? 1U : 0U) | (u->usb ? 2U : 0U));
    key.add(word_of(u->name));
  } else {
    key.add(kind);
    ReportKey report{key};
    visit_report_fields(o.record, report);
  }
  add_if(f(Field::kHitCount), o.hit_count);
  add_if(f(Field::kEventTime), static_cast<std::uint64_t>(o.first_time.unix_microseconds()));
  return key;
}

}  // namespace picket
