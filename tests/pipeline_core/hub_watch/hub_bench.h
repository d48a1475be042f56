#pragma once

#include <string>
#include <vector>

#include "agent_core/base/hash.h"
#include "tests/pipeline_core/support.h"

namespace picket::testing_support {

/// A finding of the hub's log comes so long after what it finds.
inline constexpr Duration kDelay = Duration::seconds(20);

/// A pipeline whose hub records are written by hand. Alerts of the sink are the catalogue's names; `types` gives the
/// machine names.
struct HubBench : Bench {
  HubBench() { settings.novelty = settings.egress = false; }

  OperationRecord record(Time time, OperationName operation, std::uint32_t result = 0, std::uint32_t device = 0) const {
    OperationRecord r;
    r.time = time;
    r.device = DeviceId(device);
    r.operation = operation;
    r.result_type = result;
    r.protocol = HubProtocol::kMqtt;
    r.auth_type = AuthType::kSas;
    return r;
  }
  void ingest(const OperationRecord& r) { core->ingest(r, *sink); }
  void operate(Time time, OperationName operation, std::uint32_t result = 0, std::uint32_t device = 0) {
    ingest(record(time, operation, result, device));
  }
  void connect(Time time, std::string_view address = "198.51.100.0", std::uint32_t device = 0, bool module = false) {
    OperationRecord r = record(time, OperationName::kDeviceConnect, 0, device);
    r.masked_address = *IpAddress::parse(address);
    r.module = module;
    ingest(r);
  }
  /// The hub ends the older connection for the new one.
  void take_over(Time time, std::string_view address, std::uint32_t device = 0) {
    operate(time, OperationName::kDeviceDisconnect, kTakenOver, device);
    connect(time, address, device);
  }
  void disconnect(Time time, std::uint32_t result = 404'104, std::uint32_t device = 0, bool module = false) {
    OperationRecord r = record(time, OperationName::kDeviceDisconnect, result, device);
    r.module = module;
    ingest(r);
  }
  IdentityRecord identity(Time time, std::uint32_t device = 0) const {
    IdentityRecord r;
    r.time = time;
    r.device = DeviceId(device);
    r.auth_type = AuthType::kSas;
    r.primary_credential = 1000 + 2 * device;
    r.secondary_credential = 1001 + 2 * device;
    return r;
  }
  void join(std::uint32_t group, Time time = kStart, std::uint32_t device = 0) {
    IdentityRecord r = identity(time, device);
    r.security_group = group;
    core->ingest(r, *sink);
  }
  std::vector<std::string> types() const {
    std::vector<std::string> out;
    for (const StoredFinding& f : sink->findings)
      out.push_back(content->alert(*content->find_alert(f.alert)).alert_type);
    return out;
  }
  std::vector<std::string> recommended() const {
    std::vector<std::string> out;
    for (const StoredRecommendation& r : sink->recommendations) out.push_back(r.type);
    return out;
  }
};

}  // namespace picket::testing_support
