#pragma once

#include <fmt/format.h>

#include <memory>
#include <string>
#include <vector>

#include "pipeline_core/content/content.h"
#include "pipeline_core/findings/recommendation.h"
#include "pipeline_core/findings/reason.h"
#include "pipeline_core/pipeline.h"
#include "tests/parity/sent_message.h"

namespace picket::sim::test {

/// Writes down everything that a pipeline tells.
class ToldFindings final : public FindingSink {
 public:
  explicit ToldFindings(const PipelineContent& content) : content_(content) {}
  void on_finding(const Finding& finding) override {
    std::string line = fmt::format("{} alert {} on {} from {} to {} by {}: {}", finding.time.unix_microseconds(), finding.alert, finding.device.value(),
                                   finding.window_start.unix_microseconds(), finding.window_end.unix_microseconds(), finding.rule, reason_text(content_, finding));
    for (const Evidence& evidence : finding.evidence) line += fmt::format(" {}/{}", evidence.sequence, evidence.observation);
    findings.push_back(line);
  }
  void on_recommendation(const Recommendation& told) override {
    findings.push_back(fmt::format("{} {} {} on {}: {}", told.time.unix_microseconds(), recommendation_type_text(told), to_string(told.state), told.device.value(),
                                   told.additional_data));
  }
  std::vector<std::string> findings;

 private:
  const PipelineContent& content_;
};

/// What a pipeline that knows nothing else finds in the messages of one device; each is accepted `line_delay` after it was sent.
/// `vocabulary`: the texts that it knows already.
inline std::vector<std::string> findings_of(const std::vector<SentMessage>& messages, DeviceId device, const Policy& policy, Time since,
                                            const std::shared_ptr<const PipelineContent>& content, const TextTable& vocabulary) {
  constexpr Duration kLineDelay = Duration::milliseconds(100);
  PipelineCore pipeline(content, PipelineSettings{}, vocabulary);
  ToldFindings told(*content);
  pipeline.register_device(device, ClassId(0), Duration(), since);
  Time last = since;
  for (const SentMessage& sent : messages) {
    DeviceMessage message;
    message.device = device;
    message.sequence = sent.sequence;
    message.enqueued_time = last = sent.at + kLineDelay;
    message.encoding = policy.encoding;
    message.bytes = sent.bytes;
    message.compression = policy.compression;
    pipeline.ingest(message, told);
  }
  pipeline.advance(last + Duration::days(2), told);
  EXPECT_EQ(pipeline.counts().dropped.total(), 0);
  return told.findings;
}

}  // namespace picket::sim::test
