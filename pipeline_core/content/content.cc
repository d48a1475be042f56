#include "pipeline_core/content/content.h"

#include <algorithm>
#include <array>

#include "agent_core/base/check.h"
#include "pipeline_core/rules/rule_reader.h"

namespace picket {
namespace {

constexpr std::array<std::string_view, static_cast<std::size_t>(Model::kCount_)> kModelWords{
    "listed address", "listed domain", "novel processes", "rare peers",
    "novel logins",   "egress volume", "device silent"};
constexpr std::array<std::string_view, static_cast<std::size_t>(Model::kCount_)> kModelAlerts{
    "IoT_TiConnection",  "IoT_MaliciousNameQueriesDetection",
    "sim.novel_process", "sim.rare_peer",
    "sim.novel_login",   "sim.egress_volume",
    "sim.device_silent"};

bool is_stage_two(Model model) {
  return model == Model::kNovelProcess || model == Model::kRarePeer || model == Model::kNovelLogin;
}

}  // namespace

std::string_view PipelineContent::rule_title(std::uint32_t rule) const {
  if (rule < rules_.rules().size()) return rules_.rules()[rule].title;
  const std::size_t model = rule - rules_.rules().size();
  if (model < kModelWords.size()) return kModelWords[model];
  return word_of(static_cast<HubDetection>(std::min(model - kModelWords.size(), kHubDetections)));
}

PipelineContent::Builder::Builder() : content_(new PipelineContent()) {}
PipelineContent::Builder::~Builder() = default;

std::size_t PipelineContent::Builder::add_rule(std::string_view yaml_text, std::string_view file_name) {
  return RuleReader(content_->rules_, diagnostics_).read(yaml_text, file_name);
}

void PipelineContent::Builder::add_address(const IpAddress& address, Time valid_from, Time valid_until,
                                           std::string_view source, std::uint8_t confidence) {
  content_->indicators_.add_address(address, {valid_from, valid_until, std::string(source), confidence});
}

bool PipelineContent::Builder::add_cidr(std::string_view block, Time valid_from, Time valid_until,
                                        std::string_view source, std::uint8_t confidence) {
  const auto cidr = Cidr::parse(block);
  if (!cidr) return false;
  const int width = cidr->base.is_v4() && cidr->prefix >= 96 ? 32 : 128;
  return content_->indicators_.add_block(cidr->base, cidr->prefix - 128 + width,
                                         {valid_from, valid_until, std::string(source), confidence});
}

bool PipelineContent::Builder::add_domain(std::string_view name, Time valid_from, Time valid_until,
                                          std::string_view source, std::uint8_t confidence) {
  return content_->indicators_.add_domain(name, {valid_from, valid_until, std::string(source), confidence});
}

std::shared_ptr<const PipelineContent> PipelineContent::Builder::build() {
  PICKET_CHECK(content_ != nullptr, "build was called twice");
  PipelineContent& c = *content_;
  c.rules_.resolve(diagnostics_);
  for (Rule& rule : c.rules_.rules()) {
    if (rule.alert_name.empty()) {
      const std::string key = "sim.rule." + (rule.id.empty() ? rule.title : rule.id);
      rule.alert = c.alerts_.add({rule.title, key, rule.severity, false});
      continue;
    }
    const auto alert = c.alerts_.find(rule.alert_name);
    if (!alert) {
      diagnostics_.push_back({rule.file, rule.line, 1, rule.id, "unknown alert '" + rule.alert_name + "'", false});
      rule.silent = true;
      continue;
    }
    rule.alert = *alert;
  }
  c.local_.assign(c.alerts_.size(), true);
  for (const Rule& rule : c.rules_.rules()) {
    if (rule.is_correlation && !rule.correlation.by_device && !rule.silent) c.local_[rule.alert] = false;
  }
  for (std::size_t i = 0; i < kModelAlerts.size(); ++i) {
    const auto alert = c.alerts_.find(kModelAlerts[i]);
    PICKET_CHECK(alert.has_value(), "alert", kModelAlerts[i]);
    c.model_alerts_[i] = *alert;
    if (is_stage_two(static_cast<Model>(i))) c.local_[*alert] = false;
  }
  for (std::size_t i = 0; i < kHubDetections; ++i) {
    const auto alert = c.alerts_.find(alert_type_of(static_cast<HubDetection>(i)));
    PICKET_CHECK(alert.has_value(), "alert", alert_type_of(static_cast<HubDetection>(i)));
    c.hub_alerts_[i] = *alert;
    if (is_stage_two(static_cast<HubDetection>(i))) c.local_[*alert] = false;
  }
  c.indicators_.seal();
  return std::move(content_);
}

}  // namespace picket
