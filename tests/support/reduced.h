#pragma once

#include <initializer_list>
#include <string>
#include <vector>

#include "agent_core/aggregate/primitive_checks.h"
#include "agent_core/aggregate/primitive_registry.h"
#include "tests/support/agent_driver.h"

namespace picket::test {

/// `raw` without snapshots, every kind reduced in the same way; keys as g2_linux, but flows by remote
/// address and service port.
inline Policy reduced_policy(const Reduction& reduction) {
  Policy policy = raw_policy();
  policy.name = reduction.primitive;
  policy.of(EventKind::kSystemInformation).collect = false;
  policy.of(EventKind::kHeartbeat).collect = false;
  policy.of(EventKind::kProcess).key = kKeyCommandline | kKeyUser;
  policy.of(EventKind::kNetwork).key = kKeyRemoteAddress | kKeyProtocol | kKeyServicePort;
  policy.of(EventKind::kDns).key = kKeyName;
  policy.of(EventKind::kLogin).key = kKeyUser | kKeyOperation;
  policy.of(EventKind::kFile).key = kKeyName | kKeyOperation;
  policy.of(EventKind::kPeripheral).key = kKeyName;
  for (std::size_t k = 0; k < 6; ++k) policy.kinds[k].reduce = reduction;
  return policy;
}

inline Reduction reduction_of(std::string primitive) {
  Reduction r;
  r.primitive = std::move(primitive);
  return r;
}

/// A sketch of ten minutes.
inline Reduction sketch_reduction(SketchType type) {
  Reduction r = reduction_of("sketch");
  r.sketch = type;
  r.period = Duration::minutes(10);
  return r;
}

inline std::unique_ptr<const Primitive> made(const Reduction& r) {
  const PrimitiveInfo* info = find_primitive(r.primitive);
  return info == nullptr || !info->problem(r).empty() ? nullptr : info->make(r);
}

/// One device under one reduction, fed with DNS events of numbered names at seconds since the start.
struct ReducedDevice : Device {
  explicit ReducedDevice(const Reduction& r, const Vocabulary& words = shared_words())
      : Device(reduced_policy(r), words.texts) {}
  explicit ReducedDevice(const Policy& policy, const Vocabulary& words = shared_words()) : Device(policy, words.texts) {}

  static const Vocabulary& shared_words() {
    static const Vocabulary kWords;
    return kWords;
  }

  void dns(double seconds, int name = 0) {
    give(kStart + Duration::from_seconds(seconds), DnsRecord{shared_words().names[static_cast<std::size_t>(name)], false});
  }
  void dns_run(double seconds, std::uint32_t count, double spacing, int name = 0) {
    give({{kStart + Duration::from_seconds(seconds), DnsRecord{shared_words().names[static_cast<std::size_t>(name)], false}},
          count, Duration::from_seconds(spacing), VaryingField::kNone, 0, 0});
  }
  void until(double seconds) { advance(kStart + Duration::from_seconds(seconds)); }

  /// Hit counts of everything sent so far, in order.
  std::vector<std::uint32_t> hits() const {
    std::vector<std::uint32_t> all;
    for (const Sent& message : sent) {
      for (const Observation& o : message.observations) all.push_back(o.hit_count);
    }
    return all;
  }
  /// First times of everything sent so far, in seconds since the start, to the millisecond.
  std::vector<double> times() const {
    std::vector<double> all;
    for (const Sent& message : sent) {
      for (const Observation& o : message.observations) all.push_back(static_cast<double>((o.first_time - kStart).count_milliseconds()) / 1'000);
    }
    return all;
  }
};

}  // namespace picket::test
