#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent_core/base/result.h"
#include "agent_core/base/time.h"
#include "sim/live/mqtt/secret.h"
#include "sim/live/registry/registry_request.h"

namespace picket::sim {

/// Why the registry did not do what it was asked for.
enum class RegistryRefusal : std::uint8_t {
  // Before an answer:
  kNameNotFound,
  kUnreachable,        ///< nothing listens, no route, or the connection broke
  kTimedOut,
  kCertificateRefused, ///< the server's certificate leads to no trusted root, is out of its time, or is another host's
  kTlsFailed,
  kRootsUnreadable,    ///< the file of trusted roots
  kAnswerTooLarge,
  kAnswerNotUnderstood,
  // Answers, by their status:
  kBadRequest,         ///< 400
  kUnauthorized,       ///< 401: key, clock, or host of another hub
  kForbidden,          ///< 403: the policy lacks a right
  kQuotaExceeded,      ///< 403 IotHubQuotaExceeded
  kTooManyIdentities,  ///< 403 TooManyDevices, TooManyModulesOnDevice
  kNotFound,           ///< 404
  kAlreadyExists,      ///< 409
  kChangedMeanwhile,   ///< 412: If-Match
  kTooLarge,           ///< 413
  kThrottled,          ///< 429
  kServerFailed,       ///< 5xx
  kOtherStatus,
  kStopped,            ///< the owner asked to stop while it waited
  kCount_,
};
inline constexpr std::array<std::string_view, static_cast<std::size_t>(RegistryRefusal::kCount_)> kRegistryRefusalNames{
    "name_not_found", "unreachable", "timed_out",      "certificate_refused", "tls_failed",          "roots_unreadable",
    "answer_too_large", "answer_not_understood", "bad_request", "unauthorized", "forbidden",         "quota_exceeded",
    "too_many_identities", "not_found", "already_exists", "changed_meanwhile", "too_large",          "throttled",
    "server_failed",  "other_status", "stopped"};
constexpr std::string_view to_string(RegistryRefusal refusal) { return kRegistryRefusalNames[static_cast<std::size_t>(refusal)]; }

/// Whether the same request may succeed later, without anybody doing anything.
bool may_pass(RegistryRefusal refusal);

struct RegistryFailure {
  RegistryRefusal refusal = RegistryRefusal::kOtherStatus;
  int status = 0;       ///< of HTTP; 0: no answer
  std::string code;     ///< the hub's own name, "DeviceAlreadyExists"; may be empty
  std::string detail;   ///< the library's words where there was no answer; may be empty
  /// When the hub asks to come back; nothing if it names no time.
  std::optional<Duration> retry_after;
};

/// An answer as it came. `body` holds keys.
struct RegistryAnswer {
  int status = 0;
  std::string error_code;    ///< header iothub-errorcode
  std::string retry_after;   ///< header Retry-After
  std::string continuation;  ///< header x-ms-continuation
  Secret body;
};

/// Nothing for a status of 200 to 299. Never quotes the hub's text, which may quote the request's; its error name alone, if it is one.
/// Source: azure-docs troubleshoot-error-codes, 2026-01-06; the body is {"Message":"ErrorCode:DeviceNotFound;..."}.
std::optional<RegistryFailure> failure_of(const RegistryAnswer& answer);
/// Retry-After: seconds, at most kMostRetryAfter. Nothing for a date, which IoT Hub does not send.
std::optional<Duration> read_retry_after(std::string_view text);
inline constexpr Duration kMostRetryAfter = Duration::minutes(10);

/// An identity as the registry has it.
struct RegistryRecord {
  RegistryIdentity identity;
  std::string etag;
  bool enabled = true;
  Secret primary_key;  ///< in base64; empty where it has none (X.509), or the policy may not see it
};
/// Errors: no object of JSON, or one without a deviceId.
std::optional<RegistryRecord> read_record(const Secret& body);
/// An array of records, or a page of a query that selects deviceId (and moduleId). Nothing if any row is not as it should be.
std::optional<std::vector<RegistryIdentity>> read_identities(const Secret& body);

/// What a bulk call did not do.
struct BulkRefusal {
  RegistryIdentity identity;
  RegistryFailure failure;
};
/// The refusals of {"isSuccessful":...,"errors":[{"deviceId","moduleId","errorCode","errorStatus"}]}; nothing if it is no such object.
/// Error codes come as numbers (409001) or as names; a number's first three digits are the status.
std::optional<std::vector<BulkRefusal>> read_bulk_refusals(const Secret& body);

/// Whom a text is about.
struct RegistryContext {
  std::string host;
  std::string policy;
  std::string doing;  ///< "create dev-0001/azureiotsecurity"
};
/// One or two sentences: what happened, what it means, what to do. Never a token or a key.
std::string explain(const RegistryFailure& failure, const RegistryContext& context);

}  // namespace picket::sim
