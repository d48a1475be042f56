#include "sim/live/pipeline/live_balance.h"

#include <cstdio>

namespace picket::sim {
namespace {

void add_count(std::string& out, std::uint64_t n, std::string_view what) {
  if (n > 0) out += "  " + std::to_string(n) + " " + std::string(what) + "\n";
}

}  // namespace

std::string balance_text(const LiveBalance& balance) {
  const LiveCounts& c = balance.counts;
  std::string out = "Read " + std::to_string(c.received) + (c.received == 1 ? " event" : " events");
  if (balance.seconds >= 1) {
    char rate[64];
    std::snprintf(rate, sizeof rate, " in %.0f s (%.0f a second)", balance.seconds, static_cast<double>(c.received) / balance.seconds);
    out += rate;
  }
  out += ":\n";
  add_count(out, c.analysed, "security messages analysed");
  add_count(out, c.connections, "connections and disconnections analysed");
  add_count(out, c.not_analysed[NotAnalysed::kOtherTelemetry], "other telemetry, left alone");
  add_count(out, c.not_analysed[NotAnalysed::kOtherHubEvent], "other events of the hub, left alone");
  add_count(out, c.not_analysed[NotAnalysed::kRepeated], "repeated by their device, taken once");
  add_count(out, c.not_analysed[NotAnalysed::kTooManyDevices], "of devices beyond the number that is kept");
  add_count(out, c.faulty.total(), "that could not be read:");
  for (std::size_t i = 0; i < c.faulty.kSize; ++i) {
    const auto fault = static_cast<EventFault>(i);
    if (c.faulty[fault] > 0) out += "    " + std::to_string(c.faulty[fault]) + " " + std::string(to_string(fault)) + "\n";
  }
  if (c.faulty.total() > c.set_aside) out += "    " + std::to_string(c.faulty.total() - c.set_aside) + " not kept aside, since there is no more room\n";
  add_count(out, c.waiting, "stored, and analysed at the next start");
  out += c.balances() ? "  = received; nothing is missing.\n" : "  which does NOT balance: please report it.\n";
  const auto undecodable = balance.core.dropped[IngestDrop::kUndecodable];
  add_count(out, undecodable, "messages could not be decoded");
  add_count(out, c.late, "came late and were analysed as of then");
  add_count(out, c.ahead, "were of the future: check this machine's clock");
  add_count(out, c.forgotten_early, "kept records went early for want of room");
  add_count(out, c.read_back, "records of earlier lives analysed again");
  out += "Found " + std::to_string(balance.findings) + (balance.findings == 1 ? " finding, " : " findings, ") + std::to_string(balance.incidents) + " states of incidents, " +
         std::to_string(balance.recommendations) + " changes of recommendations.\n";
  add_count(out, balance.raw_rows, "rows of raw events");
  add_count(out, balance.raw_over_limit, "observations without a row: --row-limit is reached");
  if (balance.receiver.connections > 1) out += "Connected " + std::to_string(balance.receiver.connections) + " times.\n";
  return out;
}

}  // namespace picket::sim
