// Messages of whoever holds a device: detectors and recommendations stay within their bounds.
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "agent_core/base/check.h"
#include "agent_core/base/text.h"
#include "agent_core/message/message.h"
#include "pipeline_core/detectors/device_detectors.h"
#include "pipeline_core/findings/recommendation_watch.h"

namespace {

using namespace picket;

void watch(Encoding encoding, std::string_view bytes) {
  TextTable texts(1U << 14);
  DecodedMessage decoded;
  if (!decode(encoding, bytes, DecodeLimits{}, texts, decoded)) return;
  const DetectorSettings detectors;
  const RecommendationSettings recommendations;
  ApprovedPackages approved;
  approved.add("openssl", "3.0.11");
  DeviceDetectors device(detectors, approved);
  RecommendationWatch reports(recommendations);
  const Time now = Time::from_unix_seconds(1'800'000'000);
  std::vector<Recommendation> changes;
  for (std::uint32_t i = 0; i < 3; ++i) {
    const auto found = device.observe({0, DeviceId(0), i, now + Duration::hours(i), decoded.observations}, texts, i == 0);
    for (const Detection& detection : found) {
      PICKET_CHECK(detection.observation < decoded.observations.size());
      PICKET_CHECK(detection.detector < Detector::kCount_);
    }
    reports.settle(now + Duration::hours(i), changes);
    device.judge_lists(now + Duration::hours(i), false);
    reports.observe({0, DeviceId(0), i, now + Duration::hours(i), decoded.observations}, texts, changes);
  }
  reports.settle(now + Duration::hours(9), changes);
  device.judge_lists(now + Duration::hours(9), false);
  PICKET_CHECK(reports.next_due() == Time::max());
  for (const DeviceDetectors::Missing& missing : device.missing_users()) {
    PICKET_CHECK(missing.list.observation < decoded.observations.size() && missing.list.users <= LocalUsers::kMaxUsers);
  }
  PICKET_CHECK(changes.size() <= 6 * (kAgentRecommendations + kMaxBaselineGroups));
  for (const Recommendation& change : changes) {
    PICKET_CHECK(change.additional_data.size() < 16'384, "bytes", change.additional_data.size());
    PICKET_CHECK(change.evidence && change.evidence->observation < decoded.observations.size());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  watch(Encoding::kG1Json, bytes);
  watch(Encoding::kG2FlatBuffers, bytes);
  return 0;
}
