#include "agent_core/base/text.h"

#include <array>
#include <charconv>

#include "agent_core/base/check.h"
#include "agent_core/base/ip_address.h"
#include "agent_core/base/json_escape.h"

namespace picket {
namespace {

struct Placeholder {
  std::string_view mark;
  ParameterFormat format;
};
constexpr std::array kPlaceholders{Placeholder{"{decimal}", ParameterFormat::kDecimal},
                                   Placeholder{"{hex8}", ParameterFormat::kHex8},
                                   Placeholder{"{ipv4}", ParameterFormat::kIpv4}};

std::uint32_t json_length_of(std::string_view text) { return static_cast<std::uint32_t>(json_escaped_length(text)); }

/// Writes the parameter; returns its length (at most 15).
std::size_t write_parameter(ParameterFormat format, std::uint32_t value, char* out) {
  switch (format) {
    case ParameterFormat::kNone:
      return 0;
    case ParameterFormat::kDecimal:
      return static_cast<std::size_t>(std::to_chars(out, out + 16, value).ptr - out);
    case ParameterFormat::kHex8:
      for (int i = 0; i < 8; ++i) out[i] = "0123456789abcdef"[(value >> (28 - 4 * i)) & 0xf];
      return 8;
    case ParameterFormat::kIpv4: {
      char* p = out;
      for (int shift = 24; shift >= 0; shift -= 8) {
        p = std::to_chars(p, out + 16, (value >> shift) & 0xff).ptr;
        if (shift != 0) *p++ = '.';
      }
      return static_cast<std::size_t>(p - out);
    }
  }
  return 0;
}

}  // namespace

TextTable::TextTable(std::size_t max_entries, const TextTable* base)
    : base_(base), base_size_(base == nullptr ? 0 : static_cast<std::uint32_t>(base->size())), max_entries_(max_entries) {
  PICKET_CHECK(base == nullptr || base->frozen());
  if (base == nullptr) add(Entry{}, "", index_);
}

const TextTable::Entry& TextTable::entry(Text text) const {
  if (text.id < base_size_) return base_->entry(text);
  PICKET_CHECK(text.id - base_size_ < entries_.size(), "text id", text.id, "size", size());
  return entries_[text.id - base_size_];
}

Text TextTable::add(Entry entry, std::string_view index_key, Index& index) {
  PICKET_CHECK(!frozen_, "a new text after freeze:", index_key);
  if (entries_.size() >= max_entries_) {
    ++refused_;
    return {};
  }
  const auto id = static_cast<std::uint32_t>(size());
  entries_.push_back(std::move(entry));
  index_keys_.emplace_back(index_key);
  index.emplace(index_keys_.back(), id);
  return Text{id, 0};
}

Text TextTable::find_in(Index TextTable::*index, std::string_view key) const {
  if (base_ != nullptr) {
    if (const Text found = base_->find_in(index, key); !found.empty()) return found;
  }
  const Index& own = this->*index;
  const auto it = own.find(key);
  return it == own.end() ? Text{} : Text{it->second, 0};
}

Text TextTable::find(std::string_view text) const { return find_in(&TextTable::index_, text); }

Text TextTable::find_template(std::string_view pattern) const { return find_in(&TextTable::templates_, pattern); }

Text TextTable::intern(std::string_view text) {
  if (text.empty()) return {};
  if (const Text found = find(text); !found.empty()) return found;
  return add(Entry{std::string(text), {}, ParameterFormat::kNone, fnv1a(text), json_length_of(text), {}}, text, index_);
}

Text TextTable::intern_template(std::string_view pattern) {
  for (const Placeholder& placeholder : kPlaceholders) {
    const std::size_t at = pattern.find(placeholder.mark);
    if (at == std::string_view::npos) continue;
    if (const Text found = find_in(&TextTable::templates_, pattern); !found.empty()) return found;
    const std::string_view prefix = pattern.substr(0, at);
    const std::string_view suffix = pattern.substr(at + placeholder.mark.size());
    return add(Entry{std::string(prefix), std::string(suffix), placeholder.format, fnv1a(prefix),
                     json_length_of(prefix) + json_length_of(suffix), {}},
               pattern, templates_);
  }
  return intern(pattern);
}

void TextTable::set_executable(Text commandline, Text executable) {
  PICKET_CHECK(!frozen_ && commandline.id >= base_size_ && !commandline.empty());
  entries_[commandline.id - base_size_].executable = executable;
}

Text TextTable::executable_of(Text commandline) const { return entry(commandline).executable; }

bool TextTable::is_template(Text text) const { return entry(text).format != ParameterFormat::kNone; }

std::uint64_t TextTable::hash(Text text) const {
  const Entry& e = entry(text);
  if (e.format == ParameterFormat::kNone) return e.hash;
  char buffer[16];
  const std::size_t n = write_parameter(e.format, text.parameter, buffer);
  return fnv1a(e.suffix, fnv1a({buffer, n}, e.hash));
}

std::uint32_t TextTable::length(Text text) const {
  const Entry& e = entry(text);
  char buffer[16];
  return static_cast<std::uint32_t>(e.prefix.size() + e.suffix.size() + write_parameter(e.format, text.parameter, buffer));
}

std::uint32_t TextTable::json_length(Text text) const {
  const Entry& e = entry(text);
  char buffer[16];
  return e.json_length + static_cast<std::uint32_t>(write_parameter(e.format, text.parameter, buffer));
}

void TextTable::append_to(Text text, std::string& out) const {
  const Entry& e = entry(text);
  out += e.prefix;
  if (e.format == ParameterFormat::kNone) return;
  char buffer[16];
  out.append(buffer, write_parameter(e.format, text.parameter, buffer));
  out += e.suffix;
}

std::string TextTable::render(Text text) const {
  std::string out;
  append_to(text, out);
  return out;
}

std::string_view TextTable::literal(Text text) const {
  const Entry& e = entry(text);
  PICKET_CHECK(e.format == ParameterFormat::kNone, "a template has no literal:", e.prefix);
  return e.prefix;
}

}  // namespace picket
