#include "agent_core/base/ip_address.h"

#include <charconv>

namespace picket {
namespace {

std::optional<std::uint32_t> parse_v4(std::string_view text) {
  std::uint32_t value = 0;
  for (int part = 0; part < 4; ++part) {
    if (text.empty() || text[0] < '0' || text[0] > '9') return std::nullopt;
    // A leading zero would be octal for some readers and decimal for others: refused.
    if (text.size() > 1 && text[0] == '0' && text[1] >= '0' && text[1] <= '9') return std::nullopt;
    unsigned octet = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), octet);
    if (error != std::errc() || octet > 255) return std::nullopt;
    value = value << 8 | octet;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (part < 3) {
      if (text.empty() || text[0] != '.') return std::nullopt;
      text.remove_prefix(1);
    }
  }
  return text.empty() ? std::optional(value) : std::nullopt;
}

std::array<std::uint16_t, 8> groups_of(std::uint64_t high, std::uint64_t low) {
  std::array<std::uint16_t, 8> groups{};
  for (int i = 0; i < 4; ++i) {
    groups[static_cast<std::size_t>(i)] = static_cast<std::uint16_t>(high >> (48 - 16 * i));
    groups[static_cast<std::size_t>(i + 4)] = static_cast<std::uint16_t>(low >> (48 - 16 * i));
  }
  return groups;
}

int decimal_digits(std::uint32_t octet) { return octet >= 100 ? 3 : octet >= 10 ? 2 : 1; }

}  // namespace

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
  if (text.size() > 45) return std::nullopt;
  if (text.find(':') == std::string_view::npos) {
    const auto value = parse_v4(text);
    return value ? std::optional(v4(*value)) : std::nullopt;
  }
  std::array<std::uint16_t, 8> head{};
  std::array<std::uint16_t, 8> tail{};
  std::size_t head_size = 0;
  std::size_t tail_size = 0;
  bool gap = false;
  if (text.starts_with("::")) {
    gap = true;
    text.remove_prefix(2);
  } else if (text.starts_with(":")) {
    return std::nullopt;
  }
  while (!text.empty()) {
    if (head_size + tail_size >= 8) return std::nullopt;
    const auto push = [&](std::uint16_t group) { gap ? tail[tail_size++] = group : head[head_size++] = group; };
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos && text.find('.') != std::string_view::npos) {
      const auto value = parse_v4(text);
      if (!value || head_size + tail_size > 6) return std::nullopt;
      push(static_cast<std::uint16_t>(*value >> 16));
      push(static_cast<std::uint16_t>(*value));
      break;
    }
    const std::string_view part = text.substr(0, colon);
    unsigned group = 0;
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), group, 16);
    if (part.empty() || part.size() > 4 || error != std::errc() || end != part.data() + part.size()) return std::nullopt;
    push(static_cast<std::uint16_t>(group));
    if (colon == std::string_view::npos) break;
    text.remove_prefix(colon + 1);
    if (text.starts_with(":")) {
      if (gap) return std::nullopt;
      gap = true;
      text.remove_prefix(1);
    } else if (text.empty()) {
      return std::nullopt;  // a single colon at the end
    }
  }
  const std::size_t total = head_size + tail_size;
  if (gap ? total > 7 : total != 8) return std::nullopt;
  std::array<std::uint16_t, 8> groups{};
  for (std::size_t i = 0; i < head_size; ++i) groups[i] = head[i];
  for (std::size_t i = 0; i < tail_size; ++i) groups[8 - tail_size + i] = tail[i];
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    high = high << 16 | groups[i];
    low = low << 16 | groups[i + 4];
  }
  return v6(high, low);
}

bool IpAddress::is_private() const {
  if (is_v4()) {
    const std::uint32_t a = v4_value();
    return (a >> 24) == 10 || (a >> 20) == 0xac1 || (a >> 16) == 0xc0a8 || (a >> 22) == (0x64400000U >> 22) ||
           (a >> 24) == 127 || (a >> 16) == 0xa9fe;
  }
  return (high_ >> 57) == (0xfcULL >> 1) || (high_ >> 54) == (0xfe80ULL >> 6) || (high_ == 0 && low_ == 1);
}

std::string IpAddress::to_string() const {
  char buffer[64];  // the longest text has 39 characters
  char* out = buffer;
  if (is_v4()) {
    for (int shift = 24; shift >= 0; shift -= 8) {
      out = std::to_chars(out, out + 3, (v4_value() >> shift) & 0xff).ptr;
      if (shift != 0) *out++ = '.';
    }
    return {buffer, out};
  }
  const auto groups = groups_of(high_, low_);
  // RFC 5952 section 4.2: the longest run of two or more zero groups, the first on a tie.
  std::size_t best = 8;
  std::size_t best_length = 1;
  for (std::size_t i = 0; i < 8;) {
    std::size_t j = i;
    while (j < 8 && groups[j] == 0) ++j;
    if (j - i > best_length) {
      best = i;
      best_length = j - i;
    }
    i = j > i ? j : i + 1;
  }
  for (std::size_t i = 0; i < 8;) {
    if (i == best) {
      *out++ = ':';
      *out++ = ':';
      i += best_length;
      continue;
    }
    if (i != 0 && i != best + best_length) *out++ = ':';
    out = std::to_chars(out, out + 4, static_cast<unsigned>(groups[i]), 16).ptr;
    ++i;
  }
  return {buffer, out};
}

int IpAddress::text_length() const {
  if (!is_v4()) return static_cast<int>(to_string().size());
  const std::uint32_t a = v4_value();
  return 3 + decimal_digits(a >> 24) + decimal_digits((a >> 16) & 0xff) + decimal_digits((a >> 8) & 0xff) +
         decimal_digits(a & 0xff);
}

}  // namespace picket
