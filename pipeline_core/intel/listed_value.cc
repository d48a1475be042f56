#include "pipeline_core/intel/listed_value.h"

#include <charconv>

#include "agent_core/base/cidr.h"
#include "pipeline_core/intel/domain_name.h"

namespace picket {
namespace {

std::uint64_t read_big_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const char c : bytes) value = value << 8 | static_cast<std::uint8_t>(c);
  return value;
}

void write_big_endian(std::uint64_t value, std::size_t bytes, char* out) {
  for (std::size_t i = bytes; i-- > 0; value >>= 8) out[i] = static_cast<char>(value & 0xff);
}

std::optional<std::uint16_t> read_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (text.empty() || error != std::errc() || end != text.data() + text.size() || port == 0) return std::nullopt;
  return port;
}

ListedValue value_of(const Cidr& block) {
  ListedValue value{IndicatorKind::kAddress, std::string(listed_key::kAddress, '\0')};
  listed_key::write_address(block.base, block.prefix, value.key.data());
  return value;
}

std::optional<ListedValue> read_address(std::string_view text) {
  if (text.find('/') != std::string_view::npos) {
    const auto block = Cidr::parse(text);
    return block ? std::optional(value_of(*block)) : std::nullopt;
  }
  if (const auto address = IpAddress::parse(text)) return address_value(*address);
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  std::string_view host = text.substr(0, colon);
  const bool brackets = host.starts_with('[') && host.ends_with(']');
  if (brackets) host = host.substr(1, host.size() - 2);
  const auto address = IpAddress::parse(host);
  const auto port = read_port(text.substr(colon + 1));
  if (!address || !port || brackets == address->is_v4()) return std::nullopt;
  return endpoint_value(*address, *port);
}

std::string without_traps(std::string_view text) {
  std::string out(text);
  if (out.size() > 4 && (out.starts_with("hxxp") || out.starts_with("hXXp"))) out.replace(1, 2, "tt");
  for (const std::string_view trap : {"[.]", "(.)", "[:]"}) {
    for (std::size_t at = out.find(trap); at != std::string::npos; at = out.find(trap, at + 1)) {
      out.replace(at, trap.size(), 1, trap[1]);
    }
  }
  return out;
}

}  // namespace

void listed_key::write_address(const IpAddress& address, int bits, char* out) {
  write_big_endian(address.high(), 8, out);
  write_big_endian(address.low(), 8, out + 8);
  out[16] = static_cast<char>(bits);
}

ListedValue address_value(const IpAddress& address) {
  return value_of({address, 128});
}

std::optional<ListedValue> block_value(const IpAddress& base, int prefix) {
  const auto block = Cidr::of(base, prefix);
  return block ? std::optional(value_of(*block)) : std::nullopt;
}

bool is_too_wide(const ListedValue& value) {
  if (value.kind != IndicatorKind::kAddress || value.key.size() != listed_key::kAddress) return false;
  const std::string_view key = value.key;
  const Cidr block{IpAddress::v6(read_big_endian(key.substr(0, 8)), read_big_endian(key.substr(8, 8))),
                   static_cast<std::uint8_t>(key[16])};
  return block.prefix < (block.is_v4() ? 96 + kShortestListedPrefixV4 : kShortestListedPrefixV6);
}

std::string too_wide_text(std::string_view text) {
  return "'" + std::string(text.substr(0, 80)) + "' lists too many addresses: a block of IPv4 has at least /" +
         std::to_string(kShortestListedPrefixV4) + ", one of IPv6 at least /" + std::to_string(kShortestListedPrefixV6);
}

ListedValue endpoint_value(const IpAddress& address, std::uint16_t port) {
  ListedValue value = address_value(address);
  value.key.resize(listed_key::kEndpoint);
  write_big_endian(port, 2, value.key.data() + listed_key::kAddress);
  return value;
}

std::optional<ListedValue> domain_value(std::string_view name) {
  ListedValue value{IndicatorKind::kDomain, {}};
  if (!normal_domain(name, value.key)) return std::nullopt;
  return value;
}

std::optional<ListedValue> url_value(std::string_view url) {
  ListedValue value{IndicatorKind::kUrl, {}};
  if (url.starts_with('/')) {
    // The root alone would list every host.
    if (!normal_url_path(url, value.key) || value.key == "/") return std::nullopt;
    return value;
  }
  NormalUrl normal;
  if (!normal_url(url, normal)) return std::nullopt;
  value.key = std::move(normal.text);
  return value;
}

std::optional<ListedValue> file_hash_value(std::string_view hex) {
  if (hex.size() != 32 && hex.size() != 40 && hex.size() != 64) return std::nullopt;
  ListedValue value{IndicatorKind::kFileHash, std::string(hex.size() / 2, '\0')};
  for (std::size_t i = 0; i < value.key.size(); ++i) {
    std::uint8_t byte = 0;
    const auto [end, error] = std::from_chars(hex.data() + 2 * i, hex.data() + 2 * i + 2, byte, 16);
    if (error != std::errc() || end != hex.data() + 2 * i + 2) return std::nullopt;
    value.key[i] = static_cast<char>(byte);
  }
  return value;
}

std::optional<ListedValue> read_value(IndicatorKind kind, std::string_view text) {
  switch (kind) {
    case IndicatorKind::kAddress:
      return read_address(text);
    case IndicatorKind::kDomain:
      return domain_value(text);
    case IndicatorKind::kUrl:
      return url_value(text);
    default:
      return file_hash_value(text);
  }
}

std::optional<ListedValue> read_value(std::string_view given) {
  // No value is longer, however its dots and colons are written.
  if (given.size() > 3 * kMaxUrl) return std::nullopt;
  const std::string text = without_traps(given);
  if (const auto address = read_address(text)) return address;
  if (const auto hash = file_hash_value(text)) return hash;
  // "192.0.2.1/24" with host bits is a mistake and not the URL of a host's file "24".
  const std::size_t slash = text.find('/');
  if (slash == std::string::npos) return domain_value(text);
  const bool number = text.size() - slash <= 4 && slash + 1 < text.size() &&
                      text.find_first_not_of("0123456789", slash + 1) == std::string::npos;
  if (number && IpAddress::parse(std::string_view(text).substr(0, slash))) return std::nullopt;
  return url_value(text);
}

std::string to_text(IndicatorKind kind, std::string_view key) {
  if (kind == IndicatorKind::kAddress) {
    const IpAddress address = IpAddress::v6(read_big_endian(key.substr(0, 8)), read_big_endian(key.substr(8, 8)));
    const auto bits = static_cast<std::uint8_t>(key[16]);
    if (key.size() == listed_key::kEndpoint) {
      const std::string port = ":" + std::to_string(read_big_endian(key.substr(17)));
      return (address.is_v4() ? address.to_string() : "[" + address.to_string() + "]") + port;
    }
    return bits == 128 ? address.to_string() : Cidr{address, bits}.to_string();
  }
  if (kind != IndicatorKind::kFileHash) return std::string(key);
  constexpr char kHex[] = "0123456789abcdef";
  std::string out;
  for (const char c : key) {
    out.push_back(kHex[static_cast<std::uint8_t>(c) >> 4]);
    out.push_back(kHex[static_cast<std::uint8_t>(c) & 15]);
  }
  return out;
}

}  // namespace picket
