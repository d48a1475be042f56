#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <variant>
#include <vector>

#include "agent_core/base/ip_address.h"
#include "agent_core/event/raw_event.h"

namespace picket::sim {

/// A flow, an attempt or a log-in as an attack leaves it, recorded or generated.
struct Contact {
  double seconds = 0;       ///< since any moment
  IpAddress peer;           ///< the other machine, whoever began
  std::uint16_t port = 0;   ///< of the service: the peer's of outbound flows, the device's own of inbound ones; 0: none
  std::uint16_t other_port = 0;
  bool failed = false;      ///< flows: no byte of payload came back; log-ins: refused
  double bytes_out = 0;     ///< from whoever began
  bool operator==(const Contact&) const = default;
};

/// What is put side by side of a recorded attack and its template.
struct ContactFigures {
  double contacts = 0;
  double per_minute_median = 0;  ///< over the minutes from the first to the last contact, idle ones among them
  double per_minute_p90 = 0;
  double peers_per_hour = 0;     ///< distinct peers in each hour from the first contact on, mean over these hours
  double five_tuples = 0;        ///< distinct
  double top_port_share = 0;
  double failed_share = 0;
  double bytes_out_median = 0;   ///< of a contact
  double bytes_out_sum = 0;
  double gap_median = 0;         ///< seconds between neighbouring contacts with the peer and port met most
  double gap_cv = 0;             ///< standard deviation over mean of these gaps
};

/// The value that a share q of the sorted values does not exceed; 0 if there are none.
/// Source: nearest rank, ceil(q n).
inline double ranked(std::vector<double> values, double q) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const double rank = std::ceil(q * static_cast<double>(values.size()));
  return values[static_cast<std::size_t>(std::max(rank, 1.0)) - 1];
}

/// The mean of the two in the middle where their number is even.
inline double middle(std::vector<double> values) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const std::size_t n = values.size();
  return (values[(n - 1) / 2] + values[n / 2]) / 2;
}

/// Ports by their share, the largest first; of equals the smaller number.
inline std::vector<std::pair<std::uint16_t, double>> port_shares(const std::vector<Contact>& contacts) {
  std::map<std::uint16_t, double> counts;
  for (const Contact& c : contacts) counts[c.port] += 1;
  std::vector<std::pair<std::uint16_t, double>> shares(counts.begin(), counts.end());
  for (auto& [port, n] : shares) n /= static_cast<double>(contacts.size());
  std::stable_sort(shares.begin(), shares.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  return shares;
}

/// Input: contacts in order of time, at least one.
inline ContactFigures figures_of(const std::vector<Contact>& contacts) {
  ContactFigures f;
  const double first = contacts.front().seconds;
  const double span = contacts.back().seconds - first;
  const auto n = static_cast<double>(contacts.size());
  std::vector<double> minutes(static_cast<std::size_t>(span / 60) + 1);
  std::vector<std::set<IpAddress>> hours(static_cast<std::size_t>(span / 3'600) + 1);
  std::map<std::pair<IpAddress, std::uint16_t>, std::vector<double>> times;
  std::set<std::tuple<IpAddress, std::uint16_t, std::uint16_t>> tuples;
  std::vector<double> bytes;
  for (const Contact& c : contacts) {
    minutes[static_cast<std::size_t>((c.seconds - first) / 60)] += 1;
    hours[static_cast<std::size_t>((c.seconds - first) / 3'600)].insert(c.peer);
    times[{c.peer, c.port}].push_back(c.seconds);
    tuples.insert({c.peer, c.port, c.other_port});
    bytes.push_back(c.bytes_out);
    f.bytes_out_sum += c.bytes_out;
    f.failed_share += c.failed ? 1 : 0;
  }
  f.contacts = n;
  f.failed_share /= n;
  f.per_minute_median = middle(minutes);
  f.per_minute_p90 = ranked(minutes, 0.9);
  for (const auto& peers : hours) f.peers_per_hour += static_cast<double>(peers.size()) / static_cast<double>(hours.size());
  f.five_tuples = static_cast<double>(tuples.size());
  f.top_port_share = port_shares(contacts).front().second;
  f.bytes_out_median = middle(bytes);
  const auto& most = std::max_element(times.begin(), times.end(), [](const auto& a, const auto& b) {
                       return a.second.size() < b.second.size();
                     })->second;
  std::vector<double> gaps;
  double sum = 0, squares = 0;
  for (std::size_t i = 1; i < most.size(); ++i) {
    gaps.push_back(most[i] - most[i - 1]);
    sum += gaps.back();
    squares += gaps.back() * gaps.back();
  }
  f.gap_median = middle(gaps);
  if (sum > 0) {
    const double mean = sum / static_cast<double>(gaps.size());
    f.gap_cv = std::sqrt(std::max(0.0, squares / static_cast<double>(gaps.size()) - mean * mean)) / mean;
  }
  return f;
}

/// An event as a contact; none for what is neither a flow nor a log-in.
inline std::optional<Contact> contact_of(const RawEvent& event) {
  Contact c;
  c.seconds = static_cast<double>(event.time.unix_microseconds()) * 1e-6;
  if (const auto* n = std::get_if<NetworkRecord>(&event.record)) {
    const bool out = n->direction == Direction::kOutbound;
    c.peer = n->remote_address;
    c.port = out ? n->remote_port : n->local_port;
    c.other_port = out ? n->local_port : n->remote_port;
    c.failed = (out ? n->bytes_in : n->bytes_out) == 0;
    c.bytes_out = static_cast<double>(out ? n->bytes_out : n->bytes_in);
    return c;
  }
  if (const auto* l = std::get_if<LoginRecord>(&event.record)) {
    c.peer = l->remote_address;
    c.failed = l->operation == LoginOperation::kLoginFailed;
    return c;
  }
  return std::nullopt;
}

/// Contacts of the peer met most; of equals the one with the smaller address.
inline std::vector<Contact> of_busiest_peer(const std::vector<Contact>& contacts) {
  std::map<IpAddress, std::vector<Contact>> peers;
  for (const Contact& c : contacts) peers[c.peer].push_back(c);
  return std::max_element(peers.begin(), peers.end(), [](const auto& a, const auto& b) {
           return a.second.size() < b.second.size();
         })->second;
}

/// How many contacts each peer has.
inline std::vector<double> contacts_of_peers(const std::vector<Contact>& contacts) {
  std::map<IpAddress, double> peers;
  for (const Contact& c : contacts) peers[c.peer] += 1;
  std::vector<double> counts;
  for (const auto& [peer, n] : peers) counts.push_back(n);
  return counts;
}

}  // namespace picket::sim
