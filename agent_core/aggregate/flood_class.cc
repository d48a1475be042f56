#include "agent_core/aggregate/flood_class.h"

#include "agent_core/base/hash.h"

namespace picket {
namespace {

std::uint8_t to_class(std::uint64_t hash) {
  return static_cast<std::uint8_t>(1 + (hash >> 32) % 255);
}

/// Texts of one template have one class: that of the template with parameter 0.
std::uint8_t template_class(Text text, const TextTable& texts) {
  return texts.is_template(text) ? to_class(mix64(texts.hash({text.id, 0}))) : std::uint8_t{0};
}

std::uint8_t name_class(Text name, const TextTable& texts) {
  if (texts.is_template(name)) return template_class(name, texts);
  const std::string_view text = texts.literal(name);
  std::size_t at = text.rfind('.');
  if (at == std::string_view::npos || at == 0) return 0;
  at = text.rfind('.', at - 1);
  // "example.com" itself has no parent that it shares with siblings.
  if (at == std::string_view::npos) return 0;
  return to_class(mix64(fnv1a(text.substr(at + 1))));
}

std::uint64_t address_hash(const IpAddress& address) {
  return hash_combine(address.high(), address.low());
}

}  // namespace

FloodClasses flood_classes_of(const Record& record, const TextTable& texts) {
  switch (kind_of(record)) {
    case EventKind::kNetwork: {
      const auto& r = std::get<NetworkRecord>(record);
      const bool in = r.direction == Direction::kInbound;
      const std::uint64_t service =
          std::uint64_t{in} << 24 | static_cast<std::uint64_t>(r.protocol) << 16 | (in ? r.local_port : r.remote_port);
      return {to_class(mix64(service + 1)), to_class(address_hash(r.remote_address))};
    }
    case EventKind::kProcess: {
      const auto& r = std::get<ProcessRecord>(record);
      return {r.executable.empty() ? std::uint8_t{0} : to_class(mix64(texts.hash(r.executable))),
              template_class(r.commandline, texts)};
    }
    case EventKind::kDns:
      return {name_class(std::get<DnsRecord>(record).name, texts), 0};
    case EventKind::kLogin: {
      const auto& r = std::get<LoginRecord>(record);
      return {r.remote_address.is_unspecified() ? std::uint8_t{0} : to_class(address_hash(r.remote_address)),
              to_class(mix64(texts.hash(r.user_name)))};
    }
    default:
      return {};
  }
}

}  // namespace picket
