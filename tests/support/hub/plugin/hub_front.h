#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace picket::hub_double {

/// What IoT Hub does at its front door with devices that speak MQTT, as far as the tests need it: who may log in, what they may
/// publish and subscribe to, their twins. It knows no broker, and shares no code with the client that it is there to judge.
///
/// Limits: no metering, no throttling by rates, no routing; a fault is switched on by hand.
/// Source: azure-docs iot/iot-mqtt-connect-to-iot-hub, 2023-06-27; iot-hub-dev-guide-sas.
class HubFront {
 public:
  /// `identities`: lines of "<client identifier> sas <key in base64>" or "<client identifier> x509 <SHA-256 of the certificate in hex>".
  HubFront(std::string host, const std::string& identities);

  /// The same lines; one of a known client takes the place of what was known.
  void add(const std::string& identities);

  /// Empty if the client may log in; else why not. `thumbprint` is empty without a client certificate. `now`: seconds since 1970.
  std::string login_problem(const std::string& client, const std::string& user, const std::string& password, const std::string& thumbprint,
                            std::int64_t now);
  enum class Right : std::uint8_t { kAllowed, kDenied, kClosed };
  Right may_publish(const std::string& client, std::string_view topic, int qos) const;
  Right may_subscribe(const std::string& client, std::string_view filter) const;

  /// A message of a device to the cloud: its properties, as they stand in the topic. Nothing for another topic.
  static std::optional<std::string> properties_of(const std::string& client, std::string_view topic);

  /// Answer to a request about the twin: topic and payload. Nothing for another topic.
  struct Answer {
    std::string topic;
    std::string payload;
  };
  std::optional<Answer> twin_answer(const std::string& client, std::string_view topic, std::string_view payload);
  /// Changes desired properties; what the device is told.
  Answer change_desired(const std::string& client, const std::string& patch);
  const nlohmann::json& reported(const std::string& client) { return twins_[client].reported; }

  /// When the client's token ends; nothing with a certificate.
  std::optional<std::int64_t> token_end(const std::string& client) const;
  void set_enabled(const std::string& client, bool enabled) { identities_[client].enabled = enabled; }
  /// The next `count` requests about twins are answered with `status`.
  void fail_twins(int status, int count) { twin_status_ = status, twin_failures_ = count; }

  /// A token is still taken this long after its end: clocks may differ by as much.
  static constexpr std::int64_t kGrace = 300;

 private:
  struct Identity {
    std::string proof;  ///< key, decoded, or thumbprint
    bool x509 = false;
    bool enabled = true;
    std::optional<std::int64_t> token_end;
  };
  struct Twin {
    nlohmann::json desired = nlohmann::json::object();
    nlohmann::json reported = nlohmann::json::object();
    std::int64_t desired_version = 1;
    std::int64_t reported_version = 1;
  };
  std::string token_problem(Identity& identity, const std::string& client, const std::string& token, std::int64_t now) const;

  std::string host_;
  std::map<std::string, Identity> identities_;
  std::map<std::string, Twin> twins_;
  int twin_status_ = 0;
  int twin_failures_ = 0;
};

}  // namespace picket::hub_double
