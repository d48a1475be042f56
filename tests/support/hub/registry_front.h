#pragma once

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

namespace picket::hub_double {

/// A request of HTTP; names of headers in lower case.
struct HttpRequest {
  std::string method;
  std::string target;
  std::map<std::string, std::string> headers;
  std::string body;
  std::string header(const std::string& name) const {
    const auto it = headers.find(name);
    return it == headers.end() ? std::string() : it->second;
  }
};
struct HttpAnswer {
  int status = 200;
  std::map<std::string, std::string> headers;
  std::string body;
  bool close = false;  ///< the connection is closed instead of answered
};

/// What an IoT Hub's identity registry does, as far as the tests need it: it keeps identities with keys, checks tokens and rights,
/// throttles by identities a minute, pages queries, and fails on demand. It shares no code with the client that it is there to judge.
///
/// Limits: of queries it knows "... FROM devices[.modules] [WHERE STARTS_WITH(deviceId, 'x')]"; minutes are windows, with no shaping.
/// Source: azure-docs iot-hub-devguide-identity-registry, iot-hub-dev-guide-sas; azure-iothub 1.16.6.
class RegistryFront {
 public:
  /// `policies`: name to key (bytes); a name with "Write" or "owner" may change identities. `now`: seconds since 1970.
  RegistryFront(std::string host, std::map<std::string, std::string> policies, std::function<std::int64_t()> now)
      : host_(std::move(host)), policies_(std::move(policies)), now_(std::move(now)) {}

  HttpAnswer answer(const HttpRequest& request) {
    const std::lock_guard<std::mutex> lock(mutex_);
    requests_.push_back(request);
    if (!faults_.empty()) {
      Fault fault = faults_.front();
      faults_.erase(faults_.begin());
      if (fault.carried_out) carry_out(request);
      return fault.answer;
    }
    HttpAnswer answer = carry_out(request);
    // Microsoft's client reads no body without it.
    if (!answer.body.empty()) answer.headers["content-type"] = "application/json; charset=utf-8";
    return answer;
  }

  /// The next request gets this answer; `carried_out`: it has its effect all the same.
  void fail_next(HttpAnswer answer, bool carried_out = false) {
    const std::lock_guard<std::mutex> lock(mutex_);
    faults_.push_back({std::move(answer), carried_out});
  }
  void limit_operations_per_minute(std::int64_t most) { locked([&] { most_ = most; }); }
  /// At most so many identities.
  void limit_identities(std::size_t most) { locked([&] { most_identities_ = most; }); }
  std::vector<HttpRequest> requests() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return requests_;
  }
  /// "dev" or "dev/module" to its primary key.
  std::map<std::string, std::string> identities() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return identities_;
  }
  void put(const std::string& identity, const std::string& key) {
    locked([&] { identities_[identity] = key; });
  }

  static HttpAnswer refusal(int status, const std::string& code) {
    const nlohmann::json body{{"Message", "ErrorCode:" + code + ";made by a double"}, {"ExceptionMessage", "Tracking ID:0"}};
    return {status, {{"iothub-errorcode", code}}, body.dump(), false};
  }

 private:
  struct Fault {
    HttpAnswer answer;
    bool carried_out = false;
  };

  template <class Action>
  void locked(const Action& action) {
    const std::lock_guard<std::mutex> lock(mutex_);
    action();
  }

  static std::string decoded(const std::string& text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '%' && i + 2 < text.size()) {
        out += static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16));
        i += 2;
      } else {
        out += text[i];
      }
    }
    return out;
  }

  /// The policy that the token is of; empty if it is not good.
  std::string policy_of(const std::string& token) const {
    const std::string before = "SharedAccessSignature ";
    if (token.rfind(before, 0) != 0) return {};
    std::map<std::string, std::string> fields;
    for (std::size_t at = before.size(); at < token.size();) {
      const std::size_t end = std::min(token.find('&', at), token.size());
      const std::size_t equals = token.find('=', at);
      if (equals == std::string::npos || equals > end) return {};
      fields[token.substr(at, equals - at)] = token.substr(equals + 1, end - equals - 1);
      at = end + 1;
    }
    const auto policy = policies_.find(decoded(fields["skn"]));
    if (policy == policies_.end() || decoded(fields["sr"]) != host_ || fields["se"].empty()) return {};
    if (std::stoll(fields["se"]) + 300 < now_()) return {};
    const std::string text = fields["sr"] + "\n" + fields["se"];
    std::array<unsigned char, 32> mac{};
    unsigned int size = 0;
    HMAC(EVP_sha256(), policy->second.data(), static_cast<int>(policy->second.size()), reinterpret_cast<const unsigned char*>(text.data()),
         text.size(), mac.data(), &size);
    std::array<unsigned char, 64> base64{};
    EVP_EncodeBlock(base64.data(), mac.data(), static_cast<int>(size));
    return reinterpret_cast<const char*>(base64.data()) == decoded(fields["sig"]) ? policy->first : std::string();
  }

  HttpAnswer carry_out(const HttpRequest& request) {
    const std::string policy = policy_of(request.header("authorization"));
    if (policy.empty()) return refusal(401, "IotHubUnauthorizedAccess");
    const std::size_t question = request.target.find('?');
    if (question == std::string::npos || request.target.substr(question) != "?api-version=2021-04-12") return refusal(400, "InvalidProtocolVersion");
    const std::string path = request.target.substr(0, question);
    const bool query = path == "/devices/query";
    const bool change = request.method != "GET" && !query;
    if (change && policy.find("Write") == std::string::npos && policy.find("owner") == std::string::npos) {
      return refusal(403, "IotHubUnauthorizedAccess");
    }
    if (query) return throttled(1) ? too_many() : page(request);
    if (path == "/devices" && request.method == "POST") return bulk(request);
    if (throttled(1)) return too_many();
    const std::string devices = "/devices/";
    if (path.rfind(devices, 0) != 0) return refusal(404, "NotFound");
    std::string name = decoded(path.substr(devices.size()));
    const std::size_t modules = name.find("/modules");
    if (modules == std::string::npos) return one(request, name, {});
    if (name.size() == modules + 8) return modules_of(name.substr(0, modules));
    return one(request, name.substr(0, modules), name.substr(modules + 9));
  }

  bool throttled(std::int64_t operations) {
    const std::int64_t minute = now_() / 60;
    if (minute != minute_) minute_ = minute, used_ = 0;
    // A call that is larger than the limit by itself passes when nothing has been used.
    if (used_ != 0 && used_ + operations > most_) return true;
    used_ += operations;
    return false;
  }
  HttpAnswer too_many() const {
    HttpAnswer answer = refusal(429, "ThrottlingException");
    answer.headers["retry-after"] = std::to_string(60 - now_() % 60);
    return answer;
  }

  HttpAnswer one(const HttpRequest& request, const std::string& device, const std::string& module) {
    const std::string name = module.empty() ? device : device + "/" + module;
    const bool exists = identities_.count(name) != 0;
    const std::string missing = module.empty() ? "DeviceNotFound" : "ModuleNotFound";
    const std::string if_match = request.header("if-match");
    if (request.method == "GET") return exists ? HttpAnswer{200, {}, record(device, module).dump(), false} : refusal(404, missing);
    if (request.method == "DELETE") {
      if (!exists) return refusal(404, missing);
      if (if_match != "\"*\"") return refusal(412, "PreconditionFailed");
      erase(device, module);
      return {204, {}, {}, false};
    }
    if (request.method != "PUT") return refusal(405, "InvalidOperation");
    if (exists && if_match.empty()) return refusal(409, module.empty() ? "DeviceAlreadyExists" : "ModuleAlreadyExistsOnDevice");
    if (!exists && !if_match.empty()) return refusal(404, missing);
    if (!module.empty() && identities_.count(device) == 0) return refusal(404, "DeviceNotFound");
    if (!exists && identities_.size() >= most_identities_) return refusal(403, "TooManyDevices");
    const auto body = nlohmann::json::parse(request.body, nullptr, false);
    if (!body.is_object() || body.value("deviceId", "") != device || body.value("moduleId", "") != module) return refusal(400, "ArgumentInvalid");
    const std::string key = body["authentication"]["symmetricKey"]["primaryKey"];
    identities_[name] = key.empty() ? "bWFkZSBieSB0aGUgaHViIGl0c2VsZiwgMzIgYnl0ZXM=" : key;
    return {200, {}, record(device, module).dump(), false};
  }

  void erase(const std::string& device, const std::string& module) {
    identities_.erase(module.empty() ? device : device + "/" + module);
    if (!module.empty()) return;
    const std::string before = device + "/";
    std::erase_if(identities_, [&](const auto& entry) { return entry.first.rfind(before, 0) == 0; });
  }

  nlohmann::json record(const std::string& device, const std::string& module) const {
    const auto it = identities_.find(module.empty() ? device : device + "/" + module);
    const std::string key = it == identities_.end() ? std::string() : it->second;
    nlohmann::json out{{"deviceId", device},
                       {"generationId", "638000000000000000"},
                       {"etag", "MTIzNDU2Nzg="},
                       {"authentication", {{"type", "sas"}, {"symmetricKey", {{"primaryKey", key}, {"secondaryKey", key}}}}}};
    if (module.empty()) {
      out["status"] = "enabled";
    } else {
      out["moduleId"] = module;
    }
    return out;
  }

  HttpAnswer modules_of(const std::string& device) const {
    if (identities_.count(device) == 0) return refusal(404, "DeviceNotFound");
    nlohmann::json out = nlohmann::json::array();
    const std::string before = device + "/";
    for (const auto& [name, key] : identities_) {
      if (name.rfind(before, 0) == 0) out.push_back(record(device, name.substr(before.size())));
    }
    return {200, {}, out.dump(), false};
  }

  HttpAnswer bulk(const HttpRequest& request) {
    const auto body = nlohmann::json::parse(request.body, nullptr, false);
    if (!body.is_array() || body.empty() || body.size() > 100) return refusal(400, "ArgumentInvalid");
    if (throttled(static_cast<std::int64_t>(body.size()))) return too_many();
    nlohmann::json errors = nlohmann::json::array();
    for (const auto& entry : body) {
      const std::string device = entry.value("id", "");
      const std::string module = entry.value("moduleId", "");
      const std::string name = module.empty() ? device : device + "/" + module;
      const bool exists = identities_.count(name) != 0;
      int code = 0;
      if (entry.value("importMode", "") == "delete") {
        if (!exists) code = module.empty() ? 404001 : 404010;
        if (exists) erase(device, module);
      } else if (exists) {
        code = module.empty() ? 409001 : 409301;
      } else if (!module.empty() && identities_.count(device) == 0) {
        code = 404001;
      } else {
        identities_[name] = entry["authentication"]["symmetricKey"]["primaryKey"];
      }
      if (code != 0) errors.push_back({{"deviceId", device}, {"moduleId", module}, {"errorCode", code}, {"errorStatus", "made by a double"}});
    }
    const nlohmann::json out{{"isSuccessful", errors.empty()}, {"errors", errors}, {"warnings", nlohmann::json::array()}};
    return {errors.empty() ? 200 : 400, {}, out.dump(), false};
  }

  HttpAnswer page(const HttpRequest& request) const {
    const auto body = nlohmann::json::parse(request.body, nullptr, false);
    const std::string query = body.is_object() ? body.value("query", "") : "";
    const bool modules = query.find(" FROM devices.modules") != std::string::npos;
    if (!modules && query.find(" FROM devices") == std::string::npos) return refusal(400, "ArgumentInvalid");
    std::string start;
    if (const std::size_t at = query.find("STARTS_WITH(deviceId, '"); at != std::string::npos) {
      start = query.substr(at + 23, query.find('\'', at + 23) - at - 23);
    }
    nlohmann::json rows = nlohmann::json::array();
    for (const auto& [name, key] : identities_) {
      const std::size_t slash = name.find('/');
      if ((slash != std::string::npos) != modules || name.rfind(start, 0) != 0) continue;
      nlohmann::json row{{"deviceId", name.substr(0, slash)}};
      if (modules) row["moduleId"] = name.substr(slash + 1);
      rows.push_back(row);
    }
    const std::string asked = request.header("x-ms-max-item-count");
    const std::string from = request.header("x-ms-continuation");
    const std::size_t size = asked.empty() ? 100 : std::stoul(asked);
    const std::size_t begin = from.empty() ? 0 : std::stoul(from);
    HttpAnswer answer;
    nlohmann::json out = nlohmann::json::array();
    for (std::size_t i = begin; i < std::min(begin + size, rows.size()); ++i) out.push_back(rows[i]);
    if (begin + size < rows.size()) answer.headers["x-ms-continuation"] = std::to_string(begin + size);
    answer.body = out.dump();
    return answer;
  }

  std::mutex mutex_;
  std::string host_;
  std::map<std::string, std::string> policies_;
  std::function<std::int64_t()> now_;
  std::map<std::string, std::string> identities_;
  std::vector<HttpRequest> requests_;
  std::vector<Fault> faults_;
  std::size_t most_identities_ = 1'000'000;
  std::int64_t most_ = 1'000'000;
  std::int64_t used_ = 0;
  std::int64_t minute_ = 0;
};

}  // namespace picket::hub_double
