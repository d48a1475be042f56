#include "sim/live/registry/registry_answer.h"

#include <openssl/crypto.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <utility>

namespace picket::sim {
namespace {

constexpr std::size_t kMostCode = 64;

/// The hub's name of an error, if it can be one: what is shown to people comes from outside.
std::string plain_code(std::string_view text) {
  const bool plain = !text.empty() && text.size() <= kMostCode && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  });
  return plain ? std::string(text) : std::string();
}

/// Parsed without a throw; discarded if it is no JSON.
nlohmann::json json_of(const Secret& body) { return nlohmann::json::parse(body.exposed(), nullptr, false); }

std::string string_at(const nlohmann::json& object, const char* key) {
  const auto it = object.find(key);
  return it != object.end() && it->is_string() ? it->get<std::string>() : std::string();
}

/// Keys that a parsed answer holds are written over before its memory is given back.
void wipe_texts(nlohmann::json& value) {
  if (value.is_string()) {
    auto& text = value.get_ref<std::string&>();
    wipe(text);
  } else if (value.is_structured()) {
    for (auto& child : value) wipe_texts(child);
  }
}

std::string code_in(const Secret& body) {
  const nlohmann::json json = json_of(body);
  if (!json.is_object()) return {};
  const std::string message = string_at(json, "Message");
  constexpr std::string_view kBefore = "ErrorCode:";
  if (message.rfind(kBefore, 0) != 0) return {};
  const std::string_view rest = std::string_view(message).substr(kBefore.size());
  return plain_code(rest.substr(0, rest.find(';')));
}

RegistryRefusal refusal_of(int status, std::string_view code) {
  if (status >= 500 && status <= 599) return RegistryRefusal::kServerFailed;
  if (code == "TooManyDevices" || code == "TooManyModulesOnDevice") return RegistryRefusal::kTooManyIdentities;
  switch (status) {
    case 400: return RegistryRefusal::kBadRequest;
    case 401: return RegistryRefusal::kUnauthorized;
    case 403: return code == "IotHubQuotaExceeded" ? RegistryRefusal::kQuotaExceeded : RegistryRefusal::kForbidden;
    case 404: return RegistryRefusal::kNotFound;
    case 409: return RegistryRefusal::kAlreadyExists;
    case 412: return RegistryRefusal::kChangedMeanwhile;
    case 413: return RegistryRefusal::kTooLarge;
    case 429: return RegistryRefusal::kThrottled;
    default: return RegistryRefusal::kOtherStatus;
  }
}

/// Statuses of the names that bulk answers give instead of numbers.
int status_of_code(std::string_view code) {
  if (code == "DeviceAlreadyExists" || code == "ModuleAlreadyExistsOnDevice") return 409;
  if (code == "DeviceNotFound" || code == "ModuleNotFound") return 404;
  if (code == "ThrottlingException") return 429;
  if (code == "TooManyDevices" || code == "TooManyModulesOnDevice") return 403;
  return 400;
}

std::optional<RegistryIdentity> identity_in(const nlohmann::json& row) {
  if (!row.is_object()) return std::nullopt;
  RegistryIdentity identity{string_at(row, "deviceId"), string_at(row, "moduleId")};
  if (identity.device.empty()) return std::nullopt;
  return identity;
}

std::string what_happened(const RegistryFailure& failure, const RegistryContext& context) {
  switch (failure.refusal) {
    case RegistryRefusal::kNameNotFound:
      return "the name " + context.host + " has no address; check the hub's name and the network";
    case RegistryRefusal::kUnreachable:
      return context.host + " cannot be reached on port 443; check the network, a proxy and a firewall";
    case RegistryRefusal::kTimedOut:
      return context.host + " did not answer in time; check the network, and try again";
    case RegistryRefusal::kCertificateRefused:
      return "the certificate that " + context.host + " shows is not taken: it leads to no trusted root, is out of its time, or is another "
             "host's; check this machine's clock, install ca-certificates, or name the roots. Nothing was sent";
    case RegistryRefusal::kTlsFailed:
      return "no TLS connection to " + context.host + " came about; something in between may speak no TLS 1.2";
    case RegistryRefusal::kRootsUnreadable:
      return "the file of trusted roots cannot be read; give a file of certificates in PEM";
    case RegistryRefusal::kAnswerTooLarge:
      return "the answer is larger than any the registry gives; is " + context.host + " an IoT Hub?";
    case RegistryRefusal::kAnswerNotUnderstood:
      return "the answer is none of an identity registry; is " + context.host + " an IoT Hub?";
    case RegistryRefusal::kBadRequest:
      return "the hub does not take the request; an id may be one that it does not allow";
    case RegistryRefusal::kUnauthorized:
      return "the hub refuses the key of policy " + context.policy + "; copy the policy's connection string again, and check that this "
             "machine's clock is right to within 5 min";
    case RegistryRefusal::kForbidden:
      return "policy " + context.policy + " may not do this; take one with the right registry write, as registryReadWrite";
    case RegistryRefusal::kQuotaExceeded:
      return "the hub's daily quota is used up; wait until 00:00 UTC, or add units";
    case RegistryRefusal::kTooManyIdentities:
      return "the hub, or the device, has as many identities as it may; remove some";
    case RegistryRefusal::kNotFound:
      return "the hub knows no such identity";
    case RegistryRefusal::kAlreadyExists:
      return "the identity exists already; choose another name, or remove it";
    case RegistryRefusal::kChangedMeanwhile:
      return "the identity was changed by somebody else meanwhile; try again";
    case RegistryRefusal::kTooLarge:
      return "the request is larger than the hub takes";
    case RegistryRefusal::kThrottled:
      return "the hub throttles its registry, which all its users share; run it again later, or slower";
    case RegistryRefusal::kServerFailed:
      return "the hub failed by itself; try again later";
    case RegistryRefusal::kOtherStatus:
      return "an answer that was not expected";
    case RegistryRefusal::kStopped:
      return "stopped while waiting for the hub";
    case RegistryRefusal::kCount_:
      break;
  }
  return {};
}

}  // namespace

bool may_pass(RegistryRefusal refusal) {
  return refusal == RegistryRefusal::kUnreachable || refusal == RegistryRefusal::kTimedOut || refusal == RegistryRefusal::kThrottled ||
         refusal == RegistryRefusal::kServerFailed;
}

std::optional<Duration> read_retry_after(std::string_view text) {
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (text.empty() || error != std::errc() || end != text.data() + text.size() || seconds < 0) return std::nullopt;
  return std::min(Duration::seconds(std::min<std::int64_t>(seconds, kMostRetryAfter.count_seconds())), kMostRetryAfter);
}

std::optional<RegistryFailure> failure_of(const RegistryAnswer& answer) {
  if (answer.status >= 200 && answer.status <= 299) return std::nullopt;
  RegistryFailure failure;
  failure.status = answer.status;
  failure.code = plain_code(answer.error_code);
  if (failure.code.empty()) failure.code = code_in(answer.body);
  failure.refusal = refusal_of(answer.status, failure.code);
  failure.retry_after = read_retry_after(answer.retry_after);
  return failure;
}

std::optional<RegistryRecord> read_record(const Secret& body) {
  nlohmann::json json = json_of(body);
  std::optional<RegistryIdentity> identity = identity_in(json);
  std::optional<RegistryRecord> record;
  if (identity) {
    record = RegistryRecord{std::move(*identity), string_at(json, "etag"), string_at(json, "status") != "disabled", {}};
    const auto authentication = json.find("authentication");
    if (authentication != json.end() && authentication->is_object()) {
      const auto keys = authentication->find("symmetricKey");
      if (keys != authentication->end() && keys->is_object()) {
        std::string key = string_at(*keys, "primaryKey");
        record->primary_key = Secret::taken_from(key);
      }
    }
  }
  wipe_texts(json);
  return record;
}

std::optional<std::vector<RegistryIdentity>> read_identities(const Secret& body) {
  nlohmann::json json = json_of(body);
  if (!json.is_array()) return std::nullopt;
  std::vector<RegistryIdentity> identities;
  bool all = true;
  for (const nlohmann::json& row : json) {
    std::optional<RegistryIdentity> identity = identity_in(row);
    all = all && identity.has_value();
    if (identity) identities.push_back(std::move(*identity));
  }
  wipe_texts(json);
  if (!all) return std::nullopt;
  return identities;
}

std::optional<std::vector<BulkRefusal>> read_bulk_refusals(const Secret& body) {
  const nlohmann::json json = json_of(body);
  if (!json.is_object() || !json.contains("isSuccessful")) return std::nullopt;
  std::vector<BulkRefusal> refusals;
  const auto errors = json.find("errors");
  if (errors == json.end() || !errors->is_array()) return refusals;
  for (const nlohmann::json& row : *errors) {
    std::optional<RegistryIdentity> identity = identity_in(row);
    if (!identity) return std::nullopt;
    BulkRefusal refusal{std::move(*identity), {}};
    const auto code = row.find("errorCode");
    const std::int64_t number = code != row.end() && code->is_number_integer() ? code->get<std::int64_t>() : 0;
    if (number >= 100'000 && number <= 999'999) {
      refusal.failure.status = static_cast<int>(number / 1'000);
      refusal.failure.code = std::to_string(number);
    } else {
      refusal.failure.code = plain_code(string_at(row, "errorCode"));
      refusal.failure.status = status_of_code(refusal.failure.code);
    }
    refusal.failure.refusal = refusal_of(refusal.failure.status, refusal.failure.code);
    refusals.push_back(std::move(refusal));
  }
  return refusals;
}

std::string explain(const RegistryFailure& failure, const RegistryContext& context) {
  std::string text = "registry: " + context.doing + ": " + what_happened(failure, context);
  std::string behind;
  if (failure.status != 0) behind = "status " + std::to_string(failure.status);
  if (!failure.code.empty()) behind += (behind.empty() ? "" : " ") + failure.code;
  if (!failure.detail.empty()) behind += (behind.empty() ? "" : ", ") + failure.detail;
  return behind.empty() ? text : text + " (" + behind + ")";
}

}  // namespace picket::sim
