#include "sim/results/operation_properties.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "agent_core/base/hash.h"
#include "sim/results/json_object.h"
#include "sim/results/utc_time.h"

namespace picket::sim {
namespace {

std::string_view protocol_word(HubProtocol protocol) {
  switch (protocol) {
    case HubProtocol::kAmqp: return "Amqp";
    case HubProtocol::kHttp: return "Https";
    case HubProtocol::kUnknown:
    case HubProtocol::kMqtt:
    case HubProtocol::kCount_: break;
  }
  return "Mqtt";
}

/// As the hub shows it: the last part of an IPv4 address is hidden.
std::string address_text(const IpAddress& address) {
  if (address.is_unspecified()) return {};
  const std::string whole = address.to_string();
  return address.is_v4() ? whole.substr(0, whole.rfind('.')) + ".XXX" : whole;
}

/// The properties of one record, by their groups.
class OperationProperties {
 public:
  explicit OperationProperties(const OperationRow& row)
      : row_(row), record_(row.record), detail_(row.detail ? *row.detail : kNone), object_(out_) {}

  std::string text() && {
    write();
    object_.close();
    return std::move(out_);
  }

 private:
  static const OperationDetail kNone;

  void write() {
    const std::string_view category = operation_category(record_.operation);
    if (category == "Connections") return connection();
    if (category == "DeviceTelemetry") return telemetry();
    if (category == "C2DCommands") return command();
    if (category == "DeviceIdentityOperations") return identity();
    if (category == "C2DTwinOperations") return service_twin();
    if (category == "D2CTwinOperations") return device_twin();
    if (category == "TwinQueries") return query();
    if (category == "DirectMethods") return method();
    if (category == "FileUploadOperations") return upload();
    if (category == "JobsOperations") return job();
    if (category == "Routes") return route();
    if (category == "Configurations") return configuration();
    if (category == "DistributedTracing") return trace();
    if (category == "DeviceStreams") return stream();
    device();
    protocol();
    credentials("authType");
  }

  void connection() {
    device();
    object_.string("sdkVersion", detail_.sdk_version);
    protocol();
    credentials("authType");
    address();
  }
  void telemetry() {
    device();
    object_.word("batching", "0");
    bytes("messageSizeInBytes", detail_.request);
    times_at_hub();
    object_.word("partitionId", std::to_string(row_.partition));
  }
  void command() {
    device();
    object_.word("messageId", message_id());
    bytes("messageSizeInBytes", detail_.request);
    protocol();
    object_.word("deliveryAcknowledgement", "None");
    object_.word("deliveryCount", std::to_string(detail_.deliveries));
    object_.word("expiryTime", detail_.expires == Time::max() ? std::string() : utc_text(detail_.expires));
    object_.word("timeInSystem", whole_seconds(detail_.enqueued == Time::min() ? Duration() : record_.time - detail_.enqueued));
    object_.raw("ttl", whole_seconds(detail_.time_to_live));
    times_at_hub();
    address();
    status();
  }
  void identity() {
    address();
    device();
    status();
  }
  void service_twin() {
    device();
    object_.string("sdkVersion", detail_.sdk_version);
    bytes("messageSize", detail_.request);
  }
  void device_twin() {
    device();
    protocol();
    credentials("authenticationType");
  }
  void query() {
    object_.string("query", detail_.subject);
    object_.string("sdkVersion", detail_.sdk_version);
    bytes("messageSize", detail_.request);
    object_.word("pageSize", std::to_string(kPageSize));
    object_.word("continuation", detail_.continues ? "true" : "false");
    bytes("resultSize", detail_.response);
  }
  void method() {
    device();
    object_.number("RequestSize", unsigned_bytes(detail_.request));
    object_.number("ResponseSize", unsigned_bytes(detail_.response));
    object_.string("sdkVersion", detail_.sdk_version);
  }
  void upload() {
    device();
    protocol();
    credentials("authType");
    const std::string file = detail_.subject.empty() ? std::to_string(detail_.number) : detail_.subject;
    object_.string("blobUri", fmt::format("https://{}.blob.core.windows.net/uploads/{}/{}", row_.resource_group, row_.device_name, file));
  }
  void job() {
    object_.word("jobId", message_id());
    object_.string("sdkVersion", detail_.sdk_version);
    object_.number("messageSize", unsigned_bytes(detail_.request));
    object_.string("filter", detail_.subject);
    object_.word("startTimeUtc", utc_text(record_.time));
    object_.word("duration", whole_seconds(detail_.took));
  }
  void route() {
    device();
    if (row_.device_name.empty()) object_.raw("deviceId", "null");
    text_or_null("endpointName", detail_.endpoint);
    text_or_null("messageId", detail_.number == 0 ? std::string() : message_id());
    text_or_null("details", std::string(result_description(record_.result_type)));
    text_or_null("routeName", detail_.subject);
    status();
  }
  void configuration() {
    object_.string("configurationId", detail_.subject);
    object_.string("sdkVersion", detail_.sdk_version);
    bytes("messageSize", detail_.request);
    status();
  }
  void trace() {
    object_.number("messageSize", unsigned_bytes(detail_.request));
    device();
    object_.word("callerLocalTimeUtc", utc_text(detail_.enqueued == Time::min() ? record_.time : detail_.enqueued));
    object_.word("calleeLocalTimeUtc", utc_text(record_.time));
  }
  void stream() {
    device();
    object_.string("sdkVersion", detail_.sdk_version);
    bytes("requestSize", detail_.request);
    bytes("responseSize", detail_.response);
    status();
    object_.string("requestName", detail_.subject);
    object_.word("direction", "c2d");
  }

  void device() {
    if (!row_.device_name.empty()) object_.string("deviceId", row_.device_name);
    if (record_.module) object_.string("moduleId", row_.module_name);
  }
  void protocol() { object_.word("protocol", protocol_word(record_.protocol)); }
  void address() { object_.word("maskedIpAddress", address_text(record_.masked_address)); }
  void credentials(std::string_view name) {
    const std::string_view how = record_.auth_type == AuthType::kX509 ? R"("x509Certificate","issuer":"external")" : R"("sas","issuer":"iothub")";
    object_.string(name, fmt::format(R"({{"scope":"{}","type":{},"acceptingIpFilterRule":null}})", record_.module ? "module" : "device", how));
  }
  void times_at_hub() {
    object_.word("EventProcessedUtcTime", utc_text(record_.time));
    object_.word("EventEnqueuedUtcTime", utc_text(detail_.enqueued == Time::min() ? record_.time : detail_.enqueued));
  }
  /// The class of the error, "403"; null for what went well.
  void status() {
    if (record_.result_type == 0) return object_.raw("statusCode", "null");
    object_.word("statusCode", std::to_string(record_.result_type / 1000));
  }
  void text_or_null(std::string_view name, const std::string& text) { text.empty() ? object_.raw(name, "null") : object_.string(name, text); }
  void bytes(std::string_view name, Bytes size) { object_.word(name, std::to_string(size.count())); }
  static std::uint64_t unsigned_bytes(Bytes size) { return static_cast<std::uint64_t>(std::max<std::int64_t>(0, size.count())); }
  static std::string whole_seconds(Duration time) { return std::to_string(time.count_microseconds() / 1'000'000); }
  std::string message_id() const {
    const std::uint64_t key = hash_combine(hash_combine(fnv1a(row_.hub_name), fnv1a(row_.device_name)), detail_.number);
    return to_string(Uuid{mix64(key), mix64(key ^ 1)});
  }

  /// Of a query, unless the caller asks for less (own estimate).
  static constexpr int kPageSize = 100;

  std::string out_;
  const OperationRow& row_;
  const OperationRecord& record_;
  const OperationDetail& detail_;
  JsonObjectText object_;
};

const OperationDetail OperationProperties::kNone{};

}  // namespace

std::string operation_properties(const OperationRow& row) { return OperationProperties(row).text(); }

}  // namespace picket::sim
