#include "pipeline_core/detectors/listed_download.h"

#include <algorithm>
#include <array>

namespace picket {
namespace {

constexpr std::array<std::string_view, 14> kFetchers{"wget", "curl", "tftp", "ftpget", "ftp",  "sftp", "scp",
                                                     "rsync", "git",  "pip",  "pip3",   "fetch", "aria2c", "lynx"};

bool is_word_end(char c) {
  return c == ' ' || c == '\t' || c == ';' || c == '&' || c == '|' || c == '(' || c == ')' || c == '"' || c == '\'' ||
         c == '<' || c == '>' || c == '`' || c == '\n';
}

/// Calls `visit` for each word until it returns true; words end at blanks, quotes and shell separators.
template <class Visit>
bool any_word(std::string_view text, Visit visit) {
  std::size_t at = 0;
  while (at < text.size()) {
    while (at < text.size() && is_word_end(text[at])) ++at;
    std::size_t end = at;
    while (end < text.size() && !is_word_end(text[end])) ++end;
    if (end > at && visit(text.substr(at, end - at))) return true;
    at = end;
  }
  return false;
}

bool is_fetcher(std::string_view word) {
  const std::size_t slash = word.rfind('/');
  if (slash != std::string_view::npos) word.remove_prefix(slash + 1);
  return std::find(kFetchers.begin(), kFetchers.end(), word) != kFetchers.end();
}

/// "user@host:port" without what is not the host; keeps the inside of "[v6]".
std::string_view host_of(std::string_view authority) {
  if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) authority.remove_prefix(at + 1);
  if (authority.starts_with('[')) {
    const std::size_t close = authority.find(']');
    return close == std::string_view::npos ? std::string_view{} : authority.substr(1, close - 1);
  }
  return authority.substr(0, authority.find(':'));
}

/// The host that a word of a command line names, or nothing.
std::string_view host_in(std::string_view word) {
  if (const std::size_t scheme = word.find("://"); scheme != std::string_view::npos) {
    const std::string_view rest = word.substr(scheme + 3);
    return host_of(rest.substr(0, rest.find_first_of("/?#")));
  }
  if (word.starts_with('-') || word.starts_with('/') || word.starts_with('.')) return {};
  const std::string_view host = host_of(word.substr(0, word.find('/')));
  // A bare word is a host only if it looks like one: "mips" and "x.sh:1" are file names for all we know.
  return host.find('.') == std::string_view::npos ? std::string_view{} : host;
}

/// Calls `look` with the hosts of a command line that fetches; true if one call returned true.
template <class Look>
bool any_host(std::string_view commandline, Look look) {
  if (!any_word(commandline, is_fetcher)) return false;
  std::size_t looked = 0;
  return any_word(commandline, [&](std::string_view word) {
    const std::string_view host = host_in(word);
    return !host.empty() && looked++ < kMaxHosts && look(host);
  });
}

}  // namespace

const Indicator* listed_download(const IndicatorSet& indicators, std::string_view commandline, Time now) {
  const Indicator* found = nullptr;
  any_host(commandline, [&](std::string_view host) {
    const auto address = IpAddress::parse(host);
    found = address ? indicators.match(*address, now) : indicators.match_domain(host, now);
    return found != nullptr;
  });
  return found;
}

bool may_be_listed_download(const IndicatorSet& indicators, std::string_view commandline) {
  return any_host(commandline, [&](std::string_view host) {
    // An address is cheap to look up each time, and whether it is listed depends on the time.
    return IpAddress::parse(host).has_value() ? indicators.has_addresses() : indicators.may_match_domain(host);
  });
}

}  // namespace picket
