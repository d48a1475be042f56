#pragma once

#include <cstdint>
#include <vector>

// Read by C++17 too: the headers of ns-3 3.37 are no C++20.

namespace picket::sim {

/// What a device asks and the hub answers, as bytes of the TCP stream.
struct BurstExchange {
  std::int64_t up = 0;
  std::int64_t down = 0;
};

/// Devices of a site that each send one message through its uplink: the same for the model and for ns-3.
///
/// Model: the devices are on a fast network of the site, behind one line with a limited uplink. `lines` such sites, each
///        with its own devices, are told together and do not touch each other.
struct UplinkBurst {
  std::int64_t lines = 1;
  std::vector<double> starts;  ///< seconds after the burst's begin at which a device has its message; line by line
  double bits_per_second = 10e6;
  double round_trip_seconds = 0.030;
  double loss_ratio = 0;  ///< packets lost on the line, each direction

  bool connected_before = true;        ///< false: a device connects when it has its message
  std::vector<BurstExchange> opening;  ///< of TLS and MQTT, from ClientHello to CONNACK
  BurstExchange message;               ///< PUBLISH and PUBACK

  // The model's view of the same.
  std::int64_t opening_line_bytes = 0;  ///< up, headers and acknowledgements included
  std::int64_t message_line_bytes = 0;  ///< the same of the message
  int opening_round_trips = 4;          ///< from SYN to CONNACK

  std::int64_t queue_packets = 100;    ///< ns-3: what the gateway holds in front of the uplink; beyond it drops
  double least_timeout_seconds = 1.0;  ///< both: the least retransmission timeout; RFC 6298: 1 s, Linux: 0.2 s

  std::uint64_t seed = 1;
  std::uint32_t replication = 1;

  std::size_t devices_per_line() const { return starts.size() / static_cast<std::size_t>(lines); }
};

/// Seconds from a device's start until the hub has its whole message, packet by packet in ns-3; in the order of `starts`.
///
/// Model:  TCP CUBIC with SACK and time stamps, first window of 10 segments, segments of 1,448 bytes, acknowledgements
///         delayed by up to 40 ms; devices on 100 Mbit/s cables to a gateway, whose uplink has a drop-tail queue; a
///         downlink of 100 Mbit/s. Packets are lost at random from the burst's begin on, in both directions.
///         Connections opened beforehand have gone through `opening` 10 s or more before.
/// Errors: a message that has not arrived two hours later stops the program.
/// Limits: the time that machines take to compute (certificates, keys) is none.
std::vector<double> ns3_completion_seconds(const UplinkBurst& burst);

}  // namespace picket::sim
