#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "agent_core/base/text.h"
#include "agent_core/event/raw_event.h"
#include "sim/fleet/event_template.h"
#include "sim/fleet/keyed_draws.h"
#include "sim/fleet/quantile.h"

namespace picket::sim {

/// A text of an event template, interned, with what its placeholder takes.
struct TemplateText {
  enum class Slot : std::uint8_t { kNone, kNumber, kAddress };
  Text text;
  Text executable;  ///< process: image that the command line runs
  Slot slot = Slot::kNone;
};

/// Interns `pattern` and notes the program that it runs: `executable`, or the first word if empty.
TemplateText intern_text(TextTable& texts, const std::string& pattern, const std::string& executable);

/// Ports by weight; port 0 is any port, or an ephemeral one.
class PortTable {
 public:
  explicit PortTable(const std::vector<PortChoice>& choices);
  bool empty() const { return ports_.empty(); }
  std::uint16_t pick(std::uint64_t bits) const {
    if (ports_.size() == 1 && ports_[0] != 0) return ports_[0];
    return pick_slow(bits);
  }
  /// A port that the kernel would give to a client, Linux' range.
  static std::uint16_t ephemeral(std::uint64_t bits) {
    return static_cast<std::uint16_t>(32'768 + KeyedDraws::scale(bits, 28'232));
  }

 private:
  std::uint16_t pick_slow(std::uint64_t bits) const;
  std::vector<std::uint16_t> ports_;
  std::vector<double> cumulated_;  ///< of weights, last one 1
};

/// A peer as it is now.
struct Peer {
  IpAddress address;
  Text name;
  NetworkInterface interface = NetworkInterface::kEth0;  ///< of the device, that leads to it
};

/// An event template made ready: texts interned, a prototype to copy, distributions as tables.
/// Cost of `fill`: 10 to 25 ns.
class EventMaker {
 public:
  /// `executable` of logins, texts of all kinds and what `variants` needs go into `texts`.
  EventMaker(const EventTemplate& source, TextTable& texts);

  StepKind kind() const { return kind_; }
  bool forks() const { return forks_; }
  bool needs_peer() const { return needs_peer_; }
  std::uint32_t text_count() const { return static_cast<std::uint32_t>(texts_.size()); }
  Pick pick() const { return pick_; }

  /// Writes the event whose draws `bits` decides. `from_last` numbers the events of the step
  /// backwards: the last one is 0 and takes the last text.
  void fill(EventRun& out, Time time, std::uint64_t bits, std::uint32_t from_last, const IpAddress& local,
            const Peer& peer) const;
  /// The fork just before that exec.
  void fill_fork(EventRun& out, Time time, std::uint64_t bits) const;

 private:
  void fill_network(NetworkRecord& record, std::uint64_t bits, const IpAddress& local, const Peer& peer) const;
  Text drawn(const TemplateText& text, std::uint64_t bits, const Peer& peer) const;
  const TemplateText& chosen(std::uint64_t bits, std::uint32_t from_last) const;

  StepKind kind_;
  Pick pick_;
  bool forks_;
  bool needs_peer_;
  bool inbound_;
  std::uint32_t variants_;
  double failed_share_;
  std::vector<TemplateText> texts_;
  EventRun prototype_;
  PortTable remote_ports_;
  PortTable local_ports_;
  QuantileTable bytes_out_;
  QuantileTable bytes_in_;
};

}  // namespace picket::sim
