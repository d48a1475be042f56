#include "pipeline_core/content/content.h"

#include <algorithm>
#include <array>

#include "agent_core/base/check.h"
#include "pipeline_core/rules/rule_reader.h"

namespace picket {
namespace {

constexpr std::array<std::string_view, static_cast<std::size_t>(Model::kCount_)> kModelWords{
    "listed address", "listed domain",  "listed download", "listed file hash", "novel processes",
    "rare peers",     "novel logins",   "egress volume",   "device silent",    "activity level",
    "fan-out level",  "slow egress",    "failure level",   "peer group shift", "regular contact",
    "rare sequence"};
constexpr std::array<std::string_view, static_cast<std::size_t>(Model::kCount_)> kModelAlerts{
    "IoT_TiConnection",  "IoT_MaliciousNameQueriesDetection",
    "IoT_PossibleMalware", "sim.listed_file_hash",
    "sim.novel_process", "sim.rare_peer",
    "sim.novel_login",   "sim.egress_volume",
    "sim.device_silent", "sim.activity_level",
    "sim.fan_out_level", "sim.egress_slow",
    "sim.failure_level", "sim.peer_shift",
    "sim.beacon",        "sim.rare_sequence"};

bool is_stage_two(Model model) {
  switch (model) {
    case Model::kNovelProcess:
    case Model::kRarePeer:
    case Model::kNovelLogin:
    case Model::kActivityLevel:
    case Model::kFanOutLevel:
    case Model::kEgressSlow:
    case Model::kFailureLevel:
    case Model::kPeerShift:
    case Model::kBeacon:
    case Model::kRareSequence:
      return true;
    default:
      return false;
  }
}

}  // namespace

std::string_view PipelineContent::rule_title(std::uint32_t rule) const {
  if (rule < rules_.rules().size()) return rules_.rules()[rule].title;
  const std::size_t model = rule - rules_.rules().size();
  if (model < kModelWords.size()) return kModelWords[model];
  const std::size_t detector = model - kModelWords.size();
  if (detector < kDetectors) return kDetectorNames[detector].word;
  return word_of(static_cast<HubDetection>(std::min(detector - kDetectors, kHubDetections)));
}

PipelineContent::Builder::Builder(const IndicatorSettings& indicators)
    : content_(new PipelineContent()), indicators_(indicators) {}
PipelineContent::Builder::~Builder() = default;

std::size_t PipelineContent::Builder::add_rule(std::string_view yaml_text, std::string_view file_name) {
  return RuleReader(content_->rules_, diagnostics_).read(yaml_text, file_name);
}

std::size_t PipelineContent::Builder::add_foreign_rule(std::string_view yaml_text, std::string_view file_name) {
  const std::size_t added = add_rule(yaml_text, file_name);
  content_->packs_.resize(content_->rules_.rules().size() - added, Pack::kPicket);
  content_->packs_.resize(content_->rules_.rules().size(), Pack::kSigma);
  return added;
}

void PipelineContent::Builder::choose(PackSet packs) {
  content_->chosen_ = packs;
}

void PipelineContent::Builder::approve_package(std::string_view name, std::string_view version) {
  content_->approved_packages_.add(name, version);
}

std::shared_ptr<const PipelineContent> PipelineContent::Builder::build() {
  PICKET_CHECK(content_ != nullptr, "build was called twice");
  PipelineContent& c = *content_;
  c.rules_.resolve(diagnostics_);
  std::vector<bool> raises(c.rules_.rules().size(), true);
  for (std::size_t i = 0; i < raises.size(); ++i) {
    Rule& rule = c.rules_.rules()[i];
    if (rule.alert_name.empty()) {
      const std::string key = "sim.rule." + (rule.id.empty() ? rule.title : rule.id);
      rule.alert = c.alerts_.add({rule.title, key, rule.severity, false, AlertOrigin::kRule});
      continue;
    }
    const auto alert = c.alerts_.find(rule.alert_name);
    if (!alert) {
      diagnostics_.push_back({rule.file, rule.line, 1, rule.id, "unknown alert '" + rule.alert_name + "'", false});
      raises[i] = false;
      continue;
    }
    rule.alert = *alert;
  }
  c.packs_.resize(c.rules_.rules().size(), Pack::kPicket);
  for (std::size_t i = 0; i < c.rules_.rules().size(); ++i) {
    const bool documented = raises[i] && c.alerts_[c.rules_.rules()[i].alert].is_documented();
    if (c.packs_[i] != Pack::kSigma && documented) c.packs_[i] = Pack::kProduct;
    if (!c.chosen_.has(c.packs_[i])) raises[i] = false;
  }
  c.rules_.silence(raises);
  c.local_.assign(c.alerts_.size(), true);
  for (const Rule& rule : c.rules_.rules()) {
    if (rule.is_correlation && !rule.correlation.by_device && !rule.silent) c.local_[rule.alert] = false;
  }
  for (std::size_t i = 0; i < kModelAlerts.size(); ++i) {
    const auto alert = c.alerts_.find(kModelAlerts[i]);
    PICKET_CHECK(alert.has_value(), "alert", kModelAlerts[i]);
    c.model_alerts_[i] = *alert;
    if (is_stage_two(static_cast<Model>(i))) c.local_[*alert] = false;
    c.packs_.push_back(c.alerts_[*alert].is_documented() ? Pack::kProduct : Pack::kPicket);
  }
  for (std::size_t i = 0; i < kDetectors; ++i) {
    const auto alert = c.alerts_.find(kDetectorNames[i].alert);
    PICKET_CHECK(alert.has_value(), "alert", kDetectorNames[i].alert);
    c.detector_alerts_[i] = *alert;
    c.packs_.push_back(c.alerts_[*alert].is_documented() ? Pack::kProduct : Pack::kPicket);
  }
  c.local_[c.alert_of(Detector::kNewPeripheral)] = false;
  c.local_[c.alert_of(Detector::kFleetNewPeer)] = false;
  for (std::size_t i = 0; i < kHubDetections; ++i) {
    const std::string_view type = alert_type_of(static_cast<HubDetection>(i));
    const auto alert = c.alerts_.find(type);
    PICKET_CHECK(alert.has_value(), "alert", type);
    c.hub_alerts_[i] = *alert;
    c.packs_.push_back(c.alerts_[*alert].is_documented() ? Pack::kProduct : Pack::kPicket);
  }
  c.local_[c.alert_of(HubDetection::kFleetSilence)] = false;
  c.local_[c.alert_of(HubDetection::kQuotaStarve)] = false;
  c.indicators_ = indicators_.seal();
  return std::move(content_);
}

}  // namespace picket
