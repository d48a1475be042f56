#include "pipeline_core/intel/url.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "agent_core/base/ascii.h"

namespace picket {
namespace {

bool is_unreserved(char c) {
  return is_alphanumeric(c) || c == '-' || c == '.' || c == '_' || c == '~';
}
int hex_digit(char c) {
  if (is_digit(c)) return c - '0';
  c = lower(c);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/// Appends text with its percent codes in normal form.
void append_decoded(std::string_view text, std::string& out) {
  constexpr char kHex[] = "0123456789ABCDEF";
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
    const int low = high >= 0 ? hex_digit(text[i + 2]) : -1;
    if (low < 0) {
      out.push_back(text[i]);
      continue;
    }
    const char c = static_cast<char>(high * 16 + low);
    if (is_unreserved(c)) {
      out.push_back(c);
    } else {
      out.append({'%', kHex[high], kHex[low]});
    }
    i += 2;
  }
}

/// Appends the path without its dot segments (RFC 3986 section 5.2.4), then the query.
void append_path(std::string_view rest, std::string& out) {
  rest = rest.substr(0, rest.find('#'));
  const std::size_t question = std::min(rest.find('?'), rest.size());
  std::string path;
  append_decoded(rest.substr(0, question), path);
  const std::size_t root = out.size();
  std::string_view left = path;
  if (left.starts_with('/')) left.remove_prefix(1);
  out.push_back('/');
  while (!left.empty()) {
    const std::size_t slash = left.find('/');
    const std::string_view segment = left.substr(0, slash);
    const bool whole = slash != std::string_view::npos;
    if (segment == "..") {
      if (out.size() > root + 1) {
        out.pop_back();
        out.resize(out.rfind('/') + 1);
      }
    } else if (segment != ".") {
      out.append(segment);
      if (whole) out.push_back('/');
    }
    if (!whole) break;
    left.remove_prefix(slash + 1);
  }
  if (question < rest.size()) append_decoded(rest.substr(question), out);
}

bool is_printable(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) > 0x20 && c != 0x7f; });
}

std::uint16_t default_port(std::string_view scheme) {
  if (scheme == "http") return 80;
  if (scheme == "https") return 443;
  if (scheme == "ftp") return 21;
  return scheme == "tftp" ? 69 : 0;
}

/// The scheme in lower case, taken off the front; empty if there is none.
std::string take_scheme(std::string_view& text) {
  const std::size_t end = text.find("://");
  if (end == std::string_view::npos || end == 0 || end > 16 || !is_letter(text[0])) return {};
  std::string scheme(text.substr(0, end));
  for (char& c : scheme) {
    c = lower(c);
    if (!is_alphanumeric(c) && c != '+' && c != '-' && c != '.') return {};
  }
  text.remove_prefix(end + 3);
  return scheme;
}

}  // namespace

bool normal_url(std::string_view text, NormalUrl& out) {
  out = {};
  if (text.size() > kMaxUrl || !is_printable(text)) return false;
  const std::string scheme = take_scheme(text);
  const std::size_t end = std::min(text.find_first_of("/?#"), text.size());
  std::string_view host = text.substr(0, end);
  if (const std::size_t at = host.rfind('@'); at != std::string_view::npos) host.remove_prefix(at + 1);
  std::string_view port;
  const std::size_t bracket = host.starts_with('[') ? host.find(']') : 0;
  if (bracket == std::string_view::npos) return false;
  if (const std::size_t colon = host.find(':', bracket); colon != std::string_view::npos) {
    port = host.substr(colon + 1);
    host = host.substr(0, colon);
    if (port.empty()) return false;
  }
  if (bracket == 0 && host.ends_with('.')) host.remove_suffix(1);
  if (host.empty() || host == "[]") return false;
  // An empty label is no name (RFC 1035, 3.1); and a second final dot would be taken off when the text is read again.
  if (host.front() == '.' || host.back() == '.' || host.find("..") != std::string_view::npos) return false;
  for (const char c : host) {
    if (!is_unreserved(c) && c != '%' && c != '[' && c != ']' && c != ':') return false;
    out.text.push_back(lower(c));
  }
  out.host_size = out.text.size();
  if (!port.empty()) {
    std::uint16_t number = 0;
    const auto [last, error] = std::from_chars(port.data(), port.data() + port.size(), number);
    if (error != std::errc() || last != port.data() + port.size() || number == 0) return false;
    // A host without a scheme is met by what a browser would ask for.
    if (number != (scheme.empty() ? 80 : default_port(scheme))) out.text.append(":").append(std::to_string(number));
  }
  out.path_at = out.text.size();
  append_path(text.substr(end), out.text);
  return true;
}

bool normal_url_path(std::string_view text, std::string& out) {
  out.clear();
  if (!text.starts_with('/') || text.size() > kMaxUrl || !is_printable(text)) return false;
  append_path(text, out);
  return true;
}

}  // namespace picket
