#pragma once

#include <string>
#include <string_view>

namespace picket {

/// URLs longer than this are not compared. Estimate: what servers commonly take.
inline constexpr std::size_t kMaxUrl = 2048;

/// A URL as lists and look-ups compare it.
struct NormalUrl {
  std::string text;          ///< "host[:port]/path[?query]"
  std::size_t host_size = 0;  ///< the host's part of `text`, brackets of an IPv6 address included
  std::size_t path_at = 0;   ///< where the path begins

  std::string_view host() const { return std::string_view(text).substr(0, host_size); }
  std::string_view path() const { return std::string_view(text).substr(path_at); }
};

/// Normalises "[scheme://][user@]host[:port][/path][?query][#fragment]".
///
/// Model:  scheme, user information, default port and fragment are left out: feeds write the same place with
///         and without them; host in lower case without a final dot; percent-encoded unreserved characters
///         decoded, other codes in upper case; "." and ".." segments removed; an empty path is "/".
/// Errors: false for no host, one with an empty label, a port that is no number from 1 to 65535, white space or
///         control characters, or more than kMaxUrl characters.
/// Limits: http and https of one host are the same; the query is compared as written.
/// Source: RFC 3986 sections 6.2.2 and 6.2.3; leaving out the scheme is ours.
bool normal_url(std::string_view text, NormalUrl& out);

/// The same for a path with query alone, which begins with '/'.
bool normal_url_path(std::string_view text, std::string& out);

}  // namespace picket
