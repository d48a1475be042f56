#include "pipeline_core/intel/observed_value.h"

#include <algorithm>

namespace picket {
namespace {

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_hex(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/// Length of the scheme that ends right before `at`, 0 if it is none that fetches files.
std::size_t scheme_before(std::string_view text, std::size_t at) {
  std::size_t begin = at;
  while (begin > 0 && at - begin < 6 && is_letter(text[begin - 1])) --begin;
  std::string word(text.substr(begin, at - begin));
  for (char& c : word) c = static_cast<char>(c | 0x20);
  return word == "http" || word == "https" || word == "ftp" || word == "tftp" ? at - begin : 0;
}

/// Where a URL in a command line ends: white space, quotes, what a shell takes as its own, and a comma behind the
/// host, which joins URLs.
std::size_t url_end(std::string_view text, std::size_t from, std::size_t host) {
  std::size_t end = std::min(text.find_first_of(" \t\r\n\"'`<>|;(){}\\^$", from), text.size());
  end = std::min(end, text.find("&&", from));
  const std::size_t host_end = std::min(text.find_first_of("/?#,", host), end);
  if (host_end < end && text[host_end] == ',') end = host_end;
  while (end > from && (text[end - 1] == '.' || text[end - 1] == ',' || text[end - 1] == ':')) --end;
  return end;
}

class Scanner {
 public:
  explicit Scanner(std::vector<ObservedValue>& out) : out_(out), first_(out.size()) {}

  void scan_urls(std::string_view text) {
    for (std::size_t at = text.find("://"); at != std::string_view::npos; at = text.find("://", at + 3)) {
      const std::size_t scheme = scheme_before(text, at);
      if (scheme == 0) continue;
      const std::size_t begin = at - scheme;
      ObservedValue url{ObservedValue::Place::kDownload, IndicatorKind::kUrl, 0, {}, {}};
      if (!normal_url(text.substr(begin, url_end(text, begin, at + 3) - begin), url.text)) continue;
      add_host(url.text.host());
      add(std::move(url));
    }
  }

  void scan_hashes(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
      std::size_t end = at;
      bool hex = true;
      for (; end < text.size() && (is_letter(text[end]) || is_digit(text[end])); ++end) hex = hex && is_hex(text[end]);
      if (hex && end - at >= 32) {
        if (auto hash = file_hash_value(text.substr(at, end - at))) {
          ObservedValue value{ObservedValue::Place::kFile, IndicatorKind::kFileHash, 0, {}, {}};
          value.text.text = std::move(hash->key);
          add(std::move(value));
        }
      }
      at = end + 1;
    }
  }

  void add(ObservedValue value) {
    if (out_.size() - first_ == kMaxObservedValues) {
      whole_ = false;
    } else {
      out_.push_back(std::move(value));
    }
  }
  std::string_view cut(std::string_view text) {
    whole_ = whole_ && text.size() <= kMaxScannedText;
    return text.substr(0, kMaxScannedText);
  }
  bool whole() const { return whole_; }

 private:
  void add_host(std::string_view host) {
    ObservedValue value{ObservedValue::Place::kDownload, IndicatorKind::kDomain, 0, {}, {}};
    if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
    if (const auto address = IpAddress::parse(host)) {
      value.kind = IndicatorKind::kAddress;
      value.address = *address;
    } else {
      value.text.text = host;
    }
    add(std::move(value));
  }

  std::vector<ObservedValue>& out_;
  std::size_t first_;
  bool whole_ = true;
};

}  // namespace

IndicatorSet::Entry find(const IndicatorSet& set, const ObservedValue& value, Time now) {
  switch (value.kind) {
    case IndicatorKind::kAddress:
      return value.port == 0 ? set.find(value.address, now) : set.find_endpoint(value.address, value.port, now);
    case IndicatorKind::kDomain:
      return set.find_domain(value.text.text, now);
    case IndicatorKind::kUrl:
      return set.find_url(value.text, now);
    default:
      return set.find_file_hash(value.text.text, now);
  }
}

bool may_list(const IndicatorSet& set, const ObservedValue& value) {
  switch (value.kind) {
    case IndicatorKind::kAddress:
      return set.may_list(value.address);
    case IndicatorKind::kDomain:
      return set.may_list_domain(value.text.text);
    case IndicatorKind::kUrl:
      return set.may_list_url(value.text);
    default:
      return set.may_list_file_hash(value.text.text);
  }
}

bool observed_peer(const Observation& o, ObservedValue& peer) {
  if (const auto* n = std::get_if<NetworkRecord>(&o.record)) {
    peer.address = n->remote_address;
    // Who calls from outside chose its port by chance.
    peer.port = n->direction == Direction::kOutbound ? n->remote_port : 0;
    return true;
  }
  const auto* l = std::get_if<LoginRecord>(&o.record);
  if (l == nullptr || l->remote_address.is_unspecified()) return false;
  peer.address = l->remote_address;
  peer.port = 0;
  return true;
}

bool observed_texts(const Observation& o, const TextTable& texts, std::vector<ObservedValue>& out) {
  Scanner scanner(out);
  if (const auto* p = std::get_if<ProcessRecord>(&o.record)) {
    const std::string text = texts.render(p->commandline);
    const std::string_view seen = scanner.cut(text);
    scanner.scan_urls(seen);
    scanner.scan_hashes(seen);
  } else if (const auto* d = std::get_if<DnsRecord>(&o.record)) {
    ObservedValue name{ObservedValue::Place::kQuery, IndicatorKind::kDomain, 0, {}, {}};
    texts.append_to(d->name, name.text.text);
    if (name.text.text.size() <= kMaxScannedText) {
      scanner.add(std::move(name));
    } else {
      scanner.cut(name.text.text);
    }
  } else if (const auto* f = std::get_if<FileRecord>(&o.record)) {
    const std::string text = texts.render(f->path);
    scanner.scan_hashes(scanner.cut(text));
  }
  return scanner.whole();
}

}  // namespace picket
