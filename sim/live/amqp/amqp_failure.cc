#include "sim/live/amqp/amqp_failure.h"

#include <algorithm>

#include "agent_core/base/hash.h"

namespace picket::sim {
namespace {

struct ConditionName {
  std::string_view name;
  AmqpFailure failure;
};
constexpr std::array kConditionNames{
    ConditionName{"com.microsoft:server-busy", AmqpFailure::kServerBusy},
    ConditionName{"amqp:resource-limit-exceeded", AmqpFailure::kTooManyReaders},
    ConditionName{"com.microsoft:timeout", AmqpFailure::kDetached},
    ConditionName{"com.microsoft:operation-cancelled", AmqpFailure::kDetached},
    ConditionName{"com.microsoft:auth-failed", AmqpFailure::kUnauthorized},
    ConditionName{"com.microsoft:token-expired", AmqpFailure::kTokenExpired},
    ConditionName{"com.microsoft:entity-disabled", AmqpFailure::kNotFound},
    ConditionName{"amqp:unauthorized-access", AmqpFailure::kUnauthorized},
    ConditionName{"amqp:not-found", AmqpFailure::kNotFound},
    ConditionName{"amqp:link:redirect", AmqpFailure::kRedirect},
    ConditionName{"amqp:connection:redirect", AmqpFailure::kRedirect},
    ConditionName{"amqp:link:stolen", AmqpFailure::kStolen},
    ConditionName{"amqp:link:detach-forced", AmqpFailure::kDetached},
    ConditionName{"amqp:connection:forced", AmqpFailure::kDetached},
    ConditionName{"amqp:internal-error", AmqpFailure::kDetached},
    ConditionName{"amqp:decode-error", AmqpFailure::kProtocol},
    ConditionName{"amqp:not-implemented", AmqpFailure::kProtocol},
    ConditionName{"amqp:invalid-field", AmqpFailure::kProtocol},
};

bool says(std::string_view text, std::string_view what) { return text.find(what) != std::string_view::npos; }

/// What happened below AMQP is told by its description alone.
AmqpFailure failure_below_amqp(std::string_view description) {
  if (says(description, "certificate") || says(description, "hostname mismatch")) return AmqpFailure::kCertificate;
  if (says(description, "Name or service not known") || says(description, "name resolution") || says(description, "No address associated")) {
    return AmqpFailure::kNameNotFound;
  }
  return AmqpFailure::kUnreachable;
}

}  // namespace

AmqpFailure amqp_failure_of(std::string_view condition, std::string_view description) {
  // qpid-proton's own words for a peer that has fallen silent.
  if (says(description, "idle-timeout")) return AmqpFailure::kUnreachable;
  for (const ConditionName& known : kConditionNames) {
    if (known.name != condition) continue;
    // The service says so of a token that has ended.
    const bool expired = known.failure == AmqpFailure::kUnauthorized && (says(description, "ExpiredToken") || says(description, "expired"));
    return expired ? AmqpFailure::kTokenExpired : known.failure;
  }
  if (condition.starts_with("proton:io") || condition == "amqp:connection:framing-error" || condition == "exception" || condition.empty()) {
    return failure_below_amqp(description);
  }
  return AmqpFailure::kOther;
}

bool needs_a_person(AmqpFailure failure) {
  switch (failure) {
    case AmqpFailure::kNameNotFound:
    case AmqpFailure::kCertificate:
    case AmqpFailure::kUnauthorized:
    case AmqpFailure::kNotFound:
    case AmqpFailure::kRedirect: return true;
    default: return false;
  }
}

std::string_view advice(AmqpFailure failure) {
  switch (failure) {
    case AmqpFailure::kNameNotFound: return "check the host in Endpoint=sb://..., and this machine's name service";
    case AmqpFailure::kUnreachable: return "check that this machine may open TCP port 5671 to it";
    case AmqpFailure::kCertificate:
      return "the certificate is checked and cannot be left unchecked: look for a proxy that opens TLS, for old roots (--roots), and at the clock";
    case AmqpFailure::kUnauthorized: return "check SharedAccessKeyName and SharedAccessKey: the policy needs 'service connect', and a key may have been renewed";
    case AmqpFailure::kTokenExpired: return "check this machine's clock";
    case AmqpFailure::kNotFound: return "check EntityPath, and that the consumer group exists (--consumer-group)";
    case AmqpFailure::kRedirect: return "give the Event Hub-compatible endpoint, not the hub's own host name";
    case AmqpFailure::kStolen: return "another program reads this consumer group; give this one a consumer group of its own";
    case AmqpFailure::kTooManyReaders: return "close other readers, or make a consumer group of its own for this one";
    default: return {};
  }
}

Duration retry_wait(AmqpFailure failure, std::uint32_t attempt, std::uint64_t noise) {
  constexpr std::int64_t kMostSeconds = 60;
  if (needs_a_person(failure)) return Duration::seconds(kMostSeconds);
  const std::int64_t full = std::min<std::int64_t>(kMostSeconds, std::int64_t{1} << std::min<std::uint32_t>(attempt, 6)) * 1'000;
  const auto off = static_cast<std::int64_t>(mix64(noise + attempt) % static_cast<std::uint64_t>(full / 2));
  const Duration wait = Duration::milliseconds(full - off);
  return failure == AmqpFailure::kServerBusy ? std::max(wait, kServerBusyWait) : wait;
}

}  // namespace picket::sim
