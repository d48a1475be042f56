#include "sim/experiment/row_source.h"

#include <utility>

#include "sim/hub/partitions.h"

namespace picket::sim {

RowSource::RowSource(const World& world, const Policy& policy) : world_(world), policy_(policy) {
  for (const HubSettings& hub : world.scenario().hubs) resources_.push_back(hub_resource_id(hub.name));
}

const Device* RowSource::device_of(DeviceId device) const {
  return hub_of_identity(device) ? nullptr : &world_.fleet().device(device);
}

std::string RowSource::device_name(DeviceId device) const {
  return device_of(device) == nullptr ? std::string() : world_.fleet().device_name(device);
}

HubId RowSource::hub_of(DeviceId device) const {
  const auto hub = hub_of_identity(device);
  return hub ? *hub : world_.fleet().device(device).hub;
}

std::string_view RowSource::resource_of(HubId hub) const {
  return hub.value() < resources_.size() ? std::string_view(resources_[hub.value()]) : std::string_view();
}

std::uint32_t RowSource::partitions_of(HubId hub) const {
  const auto& hubs = world_.scenario().hubs;
  return hub.value() < hubs.size() ? hubs[hub.value()].partitions : kDefaultPartitions;
}

std::string_view RowSource::hub_name(HubId hub) const {
  const auto& hubs = world_.scenario().hubs;
  return hub.value() < hubs.size() ? std::string_view(hubs[hub.value()].name) : std::string_view();
}

OperationRow RowSource::row_of(const OperationRecord& record, Time available_at, const std::string& device_name, SharedDetail detail) const {
  const HubId hub = hub_of(record.device);
  return {.record = record,
          .generated = available_at,
          .device_name = device_name,
          .module_name = policy_.module_name,
          .subscription_id = kSubscription,
          .resource_group = kResourceGroup,
          .hub_name = hub_name(hub),
          .resource_id = resource_of(hub),
          .partition = partition_of(device_name, partitions_of(hub)),
          .detail = std::move(detail)};
}

}  // namespace picket::sim
