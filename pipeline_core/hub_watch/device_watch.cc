#include "pipeline_core/hub_watch/device_watch.h"

#include <algorithm>

#include "agent_core/base/check.h"
#include "agent_core/base/hash.h"
#include "pipeline_core/hub_watch/credential_fault.h"

namespace picket {
namespace {

constexpr Duration kInstant = Duration::microseconds(1);

/// The rule for messages of a protocol, of a family of rules in the order AMQP, MQTT, HTTP.
std::optional<CustomRule> rule_of(HubProtocol protocol, CustomRule amqp, CustomRule mqtt, CustomRule http) {
  switch (protocol) {
    case HubProtocol::kAmqp:
      return amqp;
    case HubProtocol::kMqtt:
      return mqtt;
    case HubProtocol::kHttp:
      return http;
    default:
      return std::nullopt;
  }
}

std::optional<CustomRule> d2c_rule(HubProtocol protocol) {
  return rule_of(protocol, CustomRule::kAmqpD2CMessagesNotInAllowedRange, CustomRule::kMqttD2CMessagesNotInAllowedRange,
                 CustomRule::kHttpD2CMessagesNotInAllowedRange);
}

/// The rule that counts an operation that went well.
std::optional<CustomRule> rule_of(OperationName operation, HubProtocol protocol) {
  switch (operation) {
    case OperationName::kTelemetryTrace:
      return d2c_rule(protocol);
    case OperationName::kC2dMessage:
      return rule_of(protocol, CustomRule::kAmqpC2DMessagesNotInAllowedRange,
                     CustomRule::kMqttC2DMessagesNotInAllowedRange, CustomRule::kHttpC2DMessagesNotInAllowedRange);
    case OperationName::kC2dRejected:
      return rule_of(protocol, CustomRule::kAmqpC2DRejectedMessagesNotInAllowedRange,
                     CustomRule::kMqttC2DRejectedMessagesNotInAllowedRange,
                     CustomRule::kHttpC2DRejectedMessagesNotInAllowedRange);
    case OperationName::kDirectMethod:
      return CustomRule::kDirectMethodInvokesNotInAllowedRange;
    case OperationName::kFileUpload:
      return CustomRule::kFileUploadsNotInAllowedRange;
    case OperationName::kQueuePurge:
      return CustomRule::kQueuePurgesNotInAllowedRange;
    case OperationName::kTwinUpdate:
    case OperationName::kC2dTwinUpdate:
      return CustomRule::kTwinUpdatesNotInAllowedRange;
    default:
      return std::nullopt;
  }
}

/// The network that an address lies in: /24, for IPv6 /48.
IpAddress network_of(const IpAddress& address) {
  return address.is_v4() ? IpAddress::v4(address.v4_value() & 0xffffff00U)
                         : IpAddress::v6(address.high() & ~0xffffULL, 0);
}

}  // namespace

DeviceWatch::DeviceWatch(unsigned shards, const PipelineContent& content, const HubWatchSettings& settings)
    : shards_(shards), content_(content), settings_(settings) {
  for (const auto& [name, group] : settings.security_groups) {
    PICKET_CHECK(problems_of(group).empty(), "security group", name);
    groups_.push_back(&group);
    allowlists_.emplace_back(group);
    has_windows_.push_back(std::any_of(group.time_window_rules.begin(), group.time_window_rules.end(),
                                       [](const TimeWindowRule& rule) { return rule.is_enabled; }));
    watches_observations_ = watches_observations_ || allowlists_.back().any() || has_windows_.back();
  }
}

DeviceWatch::State& DeviceWatch::state_of(DeviceId device, ClassId device_class) {
  const std::size_t at = device.value() / shards_;
  if (at >= states_.size()) states_.resize(at + 1);
  states_[at].device_class = device_class;
  return states_[at];
}

void DeviceWatch::raise(HubDetection detection, DeviceId device, Time at, Time start, Time end, bool absence,
                        bool learning, const Reason& reason) {
  if (learning) return;
  raised_.push_back({at, content_.alert_of(detection), content_.rule_index(detection), device, 0, start, end, absence,
                     {}, {}, reason});
}

// ---- records

void DeviceWatch::on_hub_operation(const OperationRecord& record, bool learning) {
  const bool failed = record.result_type != 0;
  HubDetection detection = HubDetection::kCertificateAdded;
  switch (record.operation) {
    case OperationName::kCertificateWrite:
      detection = failed ? HubDetection::kCertificateAddFailed : HubDetection::kCertificateAdded;
      break;
    case OperationName::kCertificateDelete:
      detection = failed ? HubDetection::kCertificateDeleteFailed : HubDetection::kCertificateDeleted;
      break;
    // The attempt counts, whatever came of it.
    case OperationName::kDiagnosticSettingWrite:
      detection = HubDetection::kDiagnosticSettingEdited;
      break;
    case OperationName::kDiagnosticSettingDelete:
      detection = HubDetection::kDiagnosticSettingDeleted;
      break;
    default:
      return;
  }
  raise(detection, record.device, record.arrival(), record.time, record.time, false, learning);
}

void DeviceWatch::on_operation(ClassId device_class, const OperationRecord& record, bool learning) {
  State& state = state_of(record.device, device_class);
  run_due_of(state, record.device, record.arrival() - kInstant, learning);
  const bool connects = record.operation == OperationName::kDeviceConnect && record.result_type == 0;
  if (connects && record.protocol != HubProtocol::kUnknown) state.protocol = record.protocol;
  watch_credentials(state, record, learning);
  if (record.operation == OperationName::kDeviceConnect || record.operation == OperationName::kDeviceDisconnect) {
    watch_connection(state, record, learning);
  }
  if (connects) {
    watch_tls(state, record);
    watch_origin(record);
  }
  if (record.operation == OperationName::kTelemetryTrace || record.operation == OperationName::kTelemetryError) {
    flood(state, record.device, record.arrival(), record.count, learning);
    watch_share(state, record);
  }
  count_operation(state, record, learning);
  schedule(state, record.device);
}

void DeviceWatch::watch_credentials(const State& state, const OperationRecord& record, bool learning) {
  if (const auto detection = credential_detection(record, state.auth_type, state.credentials)) {
    raise(*detection, record.device, record.arrival(), record.time, record.time, false, learning);
  }
}

void DeviceWatch::watch_connection(State& state, const OperationRecord& record, bool learning) {
  const auto raised = state.connections[record.module ? 1 : 0].add(record, learning, settings_.connections);
  if (raised) {
    const bool clone = raised->alarm == ConnectionWindow::Alarm::kClone;
    raise(clone ? HubDetection::kIdentityClone : HubDetection::kConnectionFlapping, record.device, record.arrival(),
          raised->since, record.time, false, learning);
  }
  if (record.operation == OperationName::kDeviceConnect) {
    if (record.result_type != 0) return;
    state.last_connect = std::max(state.last_connect, record.time);
    if (record.time >= state.gone_since) comes_back(state, record.device, record.arrival());
  } else if (record.time > state.last_connect && !state.away) {
    state.gone_since = record.time;
    state.away_due = std::max(record.time + settings_.fleet_silence.away, record.arrival());
  }
}

void DeviceWatch::watch_tls(State& state, const OperationRecord& record) {
  if (record.tls == TlsVersion::kUnknown) return;
  const bool old = record.tls < TlsVersion::kTls12;
  if (old == state.old_tls) return;
  state.old_tls = old;
  FleetNote note{record.arrival(), record.device, FleetNote::Kind::kTls};
  note.flag = old;
  notes_.push_back(note);
}

void DeviceWatch::watch_origin(const OperationRecord& record) {
  if (record.masked_address.is_unspecified()) return;
  const IpAddress network = network_of(record.masked_address);
  const std::uint64_t origin = hash_combine(network.high(), network.low());
  const std::uint64_t key = hash_combine(record.hub.value(), origin);
  if (origins_.contains(key)) return;
  if (origins_.size() == kMaxOrigins) {
    ++counts_.origins_refused;
    return;
  }
  origins_.insert(key);
  FleetNote note{record.arrival(), record.device, FleetNote::Kind::kOrigin};
  note.hub = record.hub;
  note.first = origin;
  notes_.push_back(note);
}

void DeviceWatch::count_operation(State& state, const OperationRecord& record, bool learning) {
  const Time now = record.arrival();
  if (is_unauthorized(record.result_type)) {
    count(state, record.device, CustomRule::kUnauthorizedOperationsNotInAllowedRange, record.time, record.count, now,
          learning);
  } else if (record.result_type == 0) {
    const HubProtocol protocol = record.protocol != HubProtocol::kUnknown ? record.protocol : protocol_of(state);
    if (const auto rule = rule_of(record.operation, protocol)) {
      count(state, record.device, *rule, record.time, record.count, now, learning);
    }
  }
}

void DeviceWatch::on_identity(ClassId device_class, const IdentityRecord& record, bool learning) {
  if (!settings_.twin_data) {
    ++counts_.twin_data_off;
    return;
  }
  ++counts_.identities;
  State& state = state_of(record.device, device_class);
  run_due_of(state, record.device, record.time - kInstant, learning);
  const std::uint32_t group = record.security_group < groups_.size() ? record.security_group : kNoGroup;
  note_identity(state, device_class, record, group);
  if (group != state.group) {
    state.group = group;
    if (counts_windows(state)) {
      if (state.windows == kNoWindows) {
        state.windows = static_cast<std::uint32_t>(windows_.size());
        windows_.emplace_back();
      }
      for (std::size_t i = 0; i < kTimeWindowRules; ++i) {
        const TimeWindowRule& rule = groups_[group]->time_window_rules[i];
        if (rule.is_enabled) windows_[state.windows][i].start(record.time, rule);
      }
    }
  }
  schedule(state, record.device);
}

/// Stage two hears of what is new: an export says most things every day again.
void DeviceWatch::note_identity(State& state, ClassId device_class, const IdentityRecord& record,
                                std::uint32_t group) {
  const std::array<std::uint64_t, 2> credentials{record.primary_credential, record.secondary_credential};
  const bool same = state.known && state.credentials == credentials && state.group == group &&
                    state.site == record.site && state.has_security_module == record.has_security_module;
  state.known = true;
  state.auth_type = record.auth_type;
  state.credentials = credentials;
  state.site = record.site;
  state.has_security_module = record.has_security_module;
  if (same) return;
  FleetNote note{record.time, record.device, FleetNote::Kind::kIdentity};
  note.flag = record.has_security_module;
  note.device_class = device_class;
  note.group = group;
  note.site = record.site;
  note.hub = record.hub;
  note.first = record.primary_credential;
  note.second = record.secondary_credential;
  notes_.push_back(note);
}

void DeviceWatch::on_manifest(DeviceId device, Time time, std::uint64_t recommendations,
                              std::uint64_t module_settings) {
  if (!settings_.twin_data) {
    ++counts_.twin_data_off;
    return;
  }
  ++counts_.manifests;
  FleetNote note{time, device, FleetNote::Kind::kManifest};
  note.first = recommendations;
  note.second = module_settings;
  notes_.push_back(note);
}

void DeviceWatch::on_agent_configuration(ClassId device_class, const AgentConfiguration& configuration,
                                         bool learning) {
  if (!settings_.twin_data) {
    ++counts_.twin_data_off;
    return;
  }
  ++counts_.agent_configurations;
  State& state = state_of(configuration.device, device_class);
  AgentSettings reference = configuration.settings;
  if (state.agent_settings != kNoSettings && !learning) {
    const AgentSettings& before = agent_settings_[state.agent_settings].settings;
    const std::uint32_t weaker = weaker_settings(before, configuration.settings, settings_.agent_configuration);
    // What was told is what later changes are held against.
    if (weaker == 0) reference = stronger_settings(before, configuration.settings);
    if (weaker > 0) {
      raise(HubDetection::kAgentConfigWeaker, configuration.device, configuration.time, configuration.time,
            configuration.time, false, learning, value_reason(weaker, 0));
    }
  }
  const std::uint32_t place = take_place(reference);
  if (place == kNoSettings) {
    ++counts_.agent_settings_refused;
    return;
  }
  if (state.agent_settings != kNoSettings) leave_place(state.agent_settings);
  state.agent_settings = place;
}

std::uint32_t DeviceWatch::take_place(const AgentSettings& settings) {
  std::size_t free = agent_settings_.size();
  for (std::size_t place = 0; place < agent_settings_.size(); ++place) {
    SharedSettings& known = agent_settings_[place];
    if (known.devices == 0) {
      free = std::min(free, place);
    } else if (known.settings == settings) {
      ++known.devices;
      return static_cast<std::uint32_t>(place);
    }
  }
  if (free == kMaxAgentSettings) return kNoSettings;
  if (free == agent_settings_.size()) agent_settings_.emplace_back();
  agent_settings_[free] = {settings, 1};
  return static_cast<std::uint32_t>(free);
}

void DeviceWatch::leave_place(std::uint32_t place) {
  PICKET_CHECK(agent_settings_[place].devices > 0, "place", place);
  --agent_settings_[place].devices;
}

// ---- messages

void DeviceWatch::on_message(DeviceId device, ClassId device_class, Time time, bool learning) {
  State& state = state_of(device, device_class);
  run_due_of(state, device, time - kInstant, learning);
  comes_back(state, device, time);
  flood(state, device, time, 1, learning);
  // A record of its disconnection that comes later is older news than the message.
  state.last_connect = std::max(state.last_connect, time);
  if (const auto rule = d2c_rule(protocol_of(state))) count(state, device, *rule, time, 1, time, learning);
  schedule(state, device);
}

void DeviceWatch::flood(State& state, DeviceId device, Time now, std::uint32_t messages, bool learning) {
  if (!state.flood.add(now, messages, learning, settings_.flood)) return;
  const std::int64_t size = settings_.flood.window.count_microseconds();
  raise(HubDetection::kD2cFlood, device, now, Time::from_unix_microseconds(state.flood.window * size), now, false,
        learning);
}

void DeviceWatch::watch_share(State& state, const OperationRecord& record) {
  const std::uint32_t window = state.flood.window;
  FleetNote note{record.arrival(), record.device, FleetNote::Kind::kRefused};
  note.hub = record.hub;
  note.group = window;
  const std::uint32_t told = state.heavy_in == window ? state.heavy_told : 0;
  if (state.flood.count > settings_.flood.floor_messages && state.flood.count / 2 >= told) {
    state.heavy_in = window;
    state.heavy_told = state.flood.count;
    note.kind = FleetNote::Kind::kHeavy;
    note.first = state.flood.count;
    notes_.push_back(note);
  } else if (is_throttled(record.result_type) && state.refused_in != window && state.heavy_in != window) {
    state.refused_in = window;
    notes_.push_back(note);
  }
}

std::optional<CustomRule> DeviceWatch::on_observation(DeviceId device, const Observation& observation,
                                                      const TextTable& texts, Time arrival, bool learning) {
  const std::size_t at = device.value() / shards_;
  if (at >= states_.size() || states_[at].group == kNoGroup) return std::nullopt;
  State& state = states_[at];
  if (std::holds_alternative<NetworkRecord>(observation.record)) {
    // Hit counts of flows are packets for one generation of agents, so a flow counts once.
    count(state, device, CustomRule::kActiveConnectionsNotInAllowedRange, arrival, 1, arrival, learning);
  } else if (const auto* l = std::get_if<LoginRecord>(&observation.record)) {
    if (l->operation == LoginOperation::kLoginFailed) {
      count(state, device, CustomRule::kFailedLocalLoginsNotInAllowedRange, arrival, observation.hit_count, arrival,
            learning);
    }
  }
  return allowlists_[state.group].broken_by(observation, texts);
}

void DeviceWatch::count(State& state, DeviceId device, CustomRule rule_name, Time event_time, std::uint32_t activities,
                        Time now, bool learning) {
  if (!counts_windows(state)) return;
  const auto i = static_cast<std::size_t>(rule_name);
  const TimeWindowRule& rule = groups_[state.group]->time_window_rules[i];
  if (!rule.is_enabled) return;
  WindowCount& window = windows_[state.windows][i];
  switch (window.add(event_time, activities, now, rule, settings_.log_lateness)) {
    case WindowCount::Added::kWithin:
      break;
    case WindowCount::Added::kTooLate:
      counts_.too_late += activities;
      break;
    case WindowCount::Added::kAbove:
      raise(detection_of(rule_name), device, now, WindowCount::window_start(event_time, rule), event_time, false,
            learning, value_reason(window.count_at(event_time, rule), rule.max_threshold));
  }
}

// ---- what becomes due

void DeviceWatch::on_silence(DeviceId device, ClassId device_class, Time since, Time at, bool learning) {
  State& state = state_of(device, device_class);
  run_due_of(state, device, at - kInstant, learning);
  if (!state.away) goes_away(state, device, since, at);
}

void DeviceWatch::goes_away(State& state, DeviceId device, Time since, Time at) {
  state.away = true;
  state.gone_since = since;
  state.away_due = Time::max();
  FleetNote note{at, device, FleetNote::Kind::kAway};
  note.device_class = state.device_class;
  note.since = since;
  notes_.push_back(note);
}

void DeviceWatch::comes_back(State& state, DeviceId device, Time now) {
  state.away_due = Time::max();
  if (!state.away) return;
  state.away = false;
  FleetNote note{now, device, FleetNote::Kind::kBack};
  note.device_class = state.device_class;
  notes_.push_back(note);
}

Time DeviceWatch::due_of(const State& state) const {
  Time due = state.away_due;
  if (!counts_windows(state)) return due;
  const SecurityGroup& group = *groups_[state.group];
  for (std::size_t i = 0; i < kTimeWindowRules; ++i) {
    const TimeWindowRule& rule = group.time_window_rules[i];
    if (rule.is_enabled) due = std::min(due, windows_[state.windows][i].due(rule, settings_.log_lateness));
  }
  return due;
}

void DeviceWatch::schedule(State& state, DeviceId device) {
  const Time due = due_of(state);
  if (due >= state.scheduled) return;
  state.scheduled = due;
  due_.emplace(due, device);
}

void DeviceWatch::run_due_of(State& state, DeviceId device, Time until, bool learning) {
  if (state.away_due <= until) goes_away(state, device, state.gone_since, state.away_due);
  if (counts_windows(state)) close_windows(state, device, until, learning);
}

/// One rule after the other: their candidates carry the time at which each window closed, and are sorted by it.
void DeviceWatch::close_windows(State& state, DeviceId device, Time until, bool learning) {
  const SecurityGroup& group = *groups_[state.group];
  for (std::size_t i = 0; i < kTimeWindowRules; ++i) {
    const TimeWindowRule& rule = group.time_window_rules[i];
    if (!rule.is_enabled) continue;
    WindowCount& window = windows_[state.windows][i];
    WindowCount::Below below;
    while (window.due(rule, settings_.log_lateness) <= until) {
      if (!window.close(rule, settings_.log_lateness, below)) continue;
      raise(detection_of(static_cast<CustomRule>(i)), device, below.closed, below.start, below.end, true, learning,
            value_reason(below.count, rule.min_threshold));
    }
  }
}

void DeviceWatch::run_due(Time watermark, bool learning) {
  while (!due_.empty() && due_.top().first <= watermark) {
    const auto [due, device] = due_.top();
    due_.pop();
    State& state = states_[device.value() / shards_];
    if (state.scheduled != due) continue;
    state.scheduled = Time::max();
    run_due_of(state, device, watermark, learning);
    schedule(state, device);
  }
}

}  // namespace picket
