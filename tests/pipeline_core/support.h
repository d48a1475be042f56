#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <ostream>
#include <sstream>
#include <string>
#include <vector>

#include "agent_core/base/text.h"
#include "pipeline_core/content/content.h"
#include "pipeline_core/findings/recommendation.h"
#include "pipeline_core/pipeline.h"
#include "tests/pipeline_core/clock.h"

namespace picket::testing_support {

inline std::string read_text(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

/// The content's rule files, by name.
inline std::vector<std::filesystem::path> rule_files() {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(PICKET_SOURCE_DIR "/pipeline_core/content/rules")) {
    if (entry.path().extension() == ".yml") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

inline void add_own_rules(PipelineContent::Builder& builder) {
  for (const auto& file : rule_files()) builder.add_rule(read_text(file), file.filename().string());
}

inline Observation at(Time time, Record record, std::uint32_t hits = 1) {
  return {record, hits, time, time, time, time, false};
}
inline Observation exec(TextTable& texts, Time time, std::string_view commandline, std::string_view image = "") {
  return at(time, ProcessRecord{texts.intern(commandline), texts.intern(image), 100, 1, 0, ProcessOperation::kExec});
}
inline Observation flow(Time time, std::string_view remote, std::uint16_t remote_port, std::uint64_t bytes_out = 100) {
  NetworkRecord n;
  n.local_address = *IpAddress::parse("192.168.1.5");
  n.remote_address = *IpAddress::parse(remote);
  n.local_port = 40000;
  n.remote_port = remote_port;
  n.bytes_out = bytes_out;
  return at(time, n);
}
inline Observation login(TextTable& texts, Time time, LoginOperation operation, std::string_view source,
                         std::uint32_t hits = 1) {
  LoginRecord l;
  l.user_name = texts.intern("root");
  l.executable = texts.intern("/usr/sbin/sshd");
  if (!source.empty()) l.remote_address = *IpAddress::parse(source);
  l.operation = operation;
  return at(time, l, hits);
}

struct StoredFinding {
  Time time;
  std::string alert;
  std::uint32_t device = 0;
  std::uint32_t rule = 0;
  bool absence = false;
  Time window_start;
  Time window_end;
  std::vector<Evidence> evidence;
  bool operator==(const StoredFinding&) const = default;
};

/// What tells two incidents apart.
struct StoredIncident {
  std::uint32_t number = 0;
  IncidentKind kind = IncidentKind::kScore;
  IncidentState state = IncidentState::kOpened;
  Time time;
  std::uint32_t device = 0;
  double score = 0;
  std::uint64_t findings = 0;
  bool operator==(const StoredIncident&) const = default;
};

/// What tells two changes of recommendations apart.
struct StoredRecommendation {
  Time time;
  std::string type;
  std::uint32_t device = 0;
  bool resolved = false;
  Time since;
  bool operator==(const StoredRecommendation&) const = default;
};

inline void PrintTo(const StoredFinding& f, std::ostream* out) {
  const auto seconds = [](Time time) { return (time - kStart).to_seconds(); };
  *out << f.alert << " of " << f.device << " at " << seconds(f.time) << " s, rule " << f.rule << ", from "
       << seconds(f.window_start) << " to " << seconds(f.window_end) << ", " << f.evidence.size() << " pieces of evidence"
       << (f.absence ? ", absence" : "");
}

inline void PrintTo(const StoredIncident& i, std::ostream* out) {
  *out << "incident " << i.number << " (kind " << static_cast<int>(i.kind) << ") of " << i.device << ", state "
       << static_cast<int>(i.state) << " at " << (i.time - kStart).to_seconds() << " s, score " << i.score << ", "
       << i.findings << " findings";
}

class StoringSink : public FindingSink {
 public:
  explicit StoringSink(const PipelineContent& content) : content_(content) {}
  void on_finding(const Finding& f) override { findings.push_back(stored(f)); }
  void on_suppressed(const Finding& f) override { suppressed.push_back(stored(f)); }
  void on_recommendation(const Recommendation& r) override {
    recommendations.push_back({r.time, recommendation_type_text(r), r.device.value(),
                               r.state == RecommendationState::kResolved, r.since});
  }
  void on_incident(const Incident& i) override {
    incidents.push_back({i.number, i.kind, i.state, i.time, i.device.value(), i.score, i.findings});
  }
  std::vector<std::string> alerts() const {
    std::vector<std::string> names;
    for (const StoredFinding& f : findings) names.push_back(f.alert);
    return names;
  }
  std::size_t count(std::string_view alert) const {
    return static_cast<std::size_t>(
        std::count_if(findings.begin(), findings.end(), [&](const StoredFinding& f) { return f.alert == alert; }));
  }
  std::vector<StoredFinding> findings;
  std::vector<StoredFinding> suppressed;
  std::vector<StoredIncident> incidents;
  std::vector<StoredRecommendation> recommendations;

 private:
  StoredFinding stored(const Finding& f) const {
    return {f.time,
            content_.alert(f.alert).name,
            f.device.value(),
            f.rule,
            f.absence,
            f.window_start,
            f.window_end,
            {f.evidence.begin(), f.evidence.end()}};
  }

  const PipelineContent& content_;
};

/// Content, vocabulary and a pipeline with device 0 registered. Intern all texts, then call `start`.
struct Bench {
  TextTable texts;
  PipelineContent::Builder builder;
  PipelineSettings settings;
  std::shared_ptr<const PipelineContent> content;
  std::unique_ptr<PipelineCore> core;
  std::unique_ptr<StoringSink> sink;
  std::uint32_t next_sequence = 0;

  void start(std::uint32_t devices = 1, Duration silence = Duration()) {
    texts.freeze();
    content = builder.build();
    core = std::make_unique<PipelineCore>(content, settings, texts);
    sink = std::make_unique<StoringSink>(*content);
    for (std::uint32_t d = 0; d < devices; ++d) core->register_device(DeviceId(d), ClassId(0), silence, kStart);
  }
  void send(Time time, std::vector<Observation> observations, std::uint32_t device = 0) {
    core->ingest(DeviceMessage{DeviceId(device), next_sequence++, time, Encoding::kG2FlatBuffers, {}, observations},
                 *sink);
  }
  void advance(Time now) { core->advance(now, *sink); }
};

}  // namespace picket::testing_support
