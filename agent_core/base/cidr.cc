#include "agent_core/base/cidr.h"

#include <charconv>

namespace picket {

IpAddress Cidr::masked(const IpAddress& address, int prefix) {
  const auto mask = [](int bits) { return bits <= 0 ? 0 : bits >= 64 ? ~0ULL : ~0ULL << (64 - bits); };
  return IpAddress::v6(address.high() & mask(prefix), address.low() & mask(prefix - 64));
}

bool Cidr::contains(const IpAddress& address) const {
  if (address.is_v4() && !is_v4()) return false;
  return masked(address, prefix) == base;
}

std::optional<Cidr> Cidr::of(const IpAddress& base, int bits) {
  const int width = base.is_v4() ? 32 : 128;
  if (bits < 0 || bits > width) return std::nullopt;
  const Cidr block{base, bits + 128 - width};
  if (masked(base, block.prefix) != base) return std::nullopt;
  return block;
}

std::optional<Cidr> Cidr::parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto address = IpAddress::parse(text.substr(0, slash));
  if (!address) return std::nullopt;
  if (slash == std::string_view::npos) return Cidr{*address, 128};
  const std::string_view digits = text.substr(slash + 1);
  int bits = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return of(*address, bits);
}

std::string Cidr::to_string() const {
  return base.to_string() + '/' + std::to_string(is_v4() ? prefix - 96 : prefix);
}

}  // namespace picket
