#pragma once

#include <cstdint>

#include "agent_core/base/quantity.h"
#include "agent_core/base/time.h"

// What goes into TLS over AMQP and HTTPS. Own estimates, counted from the fields that such frames and headers must have; no
// capture stands behind them, so each is a parameter of the client and says that it is an estimate.

namespace picket {

/// Bytes of AMQP 1.0 frames between a device and the hub.
/// Source: fields of OASIS AMQP 1.0, parts 2, 3 and 5; names of host and identity come on top where they are written.
struct AmqpEstimate {
  Bytes open_up{520};      ///< both protocol headers, SASL, OPEN, BEGIN and the two links to $cbs
  Bytes open_down{560};
  Bytes token_up{230};     ///< put-token without the token
  Bytes token_down{130};   ///< its status
  Bytes link_up{200};      ///< ATTACH of a link, without the names of host and identity
  Bytes link_down{260};    ///< its answer and FLOW
  Bytes transfer{150};     ///< around a message's body: frame, performative, properties, the interface id
  Bytes disposition{25};   ///< accepted, settled
  Bytes rejection{150};    ///< rejected, with its condition and a sentence
  Bytes twin_request{130};  ///< around a patch: frame, performative, operation, resource, correlation
  Bytes twin_answer{120};   ///< around a document or a change: frame, performative, status, version, correlation
  Bytes empty_frame{8};    ///< keep-alive, by each side (part 2, 2.4.5)
  Bytes close{20};         ///< CLOSE or DETACH, by each side
  std::uint32_t open_round_trips = 4;  ///< headers and SASL 2, OPEN to ATTACH 1, token 1
  bool operator==(const AmqpEstimate&) const = default;
};

/// Bytes of HTTP between a device and the hub, and how long a client keeps a connection.
struct HttpsEstimate {
  Bytes request{250};  ///< line and headers without host, device and token: type, length, interface id, agent
  Bytes answer{250};   ///< "204 No Content" and its headers
  Bytes error{150};    ///< what a refusal says beyond that: a code and a sentence
  Duration idle_timeout;  ///< a connection stays open for the next request for so long; 0: each message opens its own
  bool operator==(const HttpsEstimate&) const = default;
};

}  // namespace picket
