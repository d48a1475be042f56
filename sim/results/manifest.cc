#include "sim/results/manifest.h"

#include <nlohmann/json.hpp>

#include "agent_core/base/hash.h"
#include "sim/results/digest.h"
#include "sim/results/utc_time.h"

namespace picket::sim {
namespace {

using Json = nlohmann::ordered_json;
constexpr int kManifestSchemaVersion = 1;

Json stage_json(const StageBalance& stage) {
  Json dropped = Json::object();
  for (const DropCount& drop : stage.dropped) dropped[drop.reason] = drop.count;
  return Json{{"stage", stage.stage},         {"produced", stage.produced}, {"copies", stage.copies},
              {"delivered", stage.delivered}, {"held", stage.held},         {"dropped", std::move(dropped)},
              {"missing", stage.missing()}};
}

Json balance_json(const std::vector<ConservationLedger>& ledgers) {
  Json out = Json::array();
  for (const ConservationLedger& ledger : ledgers) {
    Json stages = Json::array();
    for (const StageBalance& stage : ledger.stages()) stages.push_back(stage_json(stage));
    Json imbalances = Json::array();
    for (const Imbalance& imbalance : ledger.check()) imbalances.push_back(imbalance.says);
    out.push_back({{"unit", ledger.unit()}, {"stages", std::move(stages)}, {"imbalances", std::move(imbalances)}});
  }
  return out;
}

Json scenario_json(const Manifest& m) {
  return Json{{"name", m.scenario_name},
              {"path", m.scenario_path},
              {"resolved_fnv1a64", hex16(fnv1a(m.resolved_scenario))},
              {"resolved", m.resolved_scenario}};
}

}  // namespace

std::string manifest_json(const Manifest& m) {
  Json counts = Json::object();
  for (const auto& [name, count] : m.counts) counts[name] = count;
  Json out;
  out["schema_version"] = kManifestSchemaVersion;
  out["status"] = m.status;
  out["run_key"] = m.run_key;
  out["tool"] = {{"name", "picket"},
                 {"version", m.build.version},
                 {"commit", m.build.commit},
                 {"build_type", m.build.build_type},
                 {"compiler", m.build.compiler}};
  out["scenario"] = scenario_json(m);
  out["policy"] = m.policy;
  out["rng"] = {{"algorithm", "philox4x32-10"}, {"seed", m.seed}, {"replication", m.replication}};
  out["network_model"] = m.network_model;
  out["argv"] = m.argv;
  out["host"] = {{"name", m.host.name}, {"os", m.host.os}, {"cores", m.host.cores}};
  out["started_utc"] = utc_text(m.started);
  out["ended_utc"] = utc_text(m.ended);
  out["wall_seconds"] = (m.ended - m.started).to_seconds();
  out["cpu_seconds"] = m.used.cpu_seconds;
  out["max_rss_bytes"] = m.used.max_rss_bytes;
  out["simulated_seconds"] = m.simulated.to_seconds();
  out["digest"] = m.digest;
  out["counts"] = std::move(counts);
  out["balance"] = balance_json(m.balance);
  out["warnings"] = m.warnings;
  return out.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::optional<ManifestSummary> parse_manifest(std::string_view json) {
  std::string why;
  return parse_manifest(json, why);
}

std::optional<ManifestSummary> parse_manifest(std::string_view json, std::string& why) {
  try {
    const Json parsed = Json::parse(json);
    if (const int version = parsed.at("schema_version").get<int>(); version != kManifestSchemaVersion) {
      why = "has schema version " + std::to_string(version) + ", and this program reads " + std::to_string(kManifestSchemaVersion);
      return std::nullopt;
    }
    ManifestSummary out;
    out.version = parsed.at("tool").at("version").get<std::string>();
    out.commit = parsed.at("tool").at("commit").get<std::string>();
    out.run_key = parsed.at("run_key").get<std::string>();
    out.policy = parsed.at("policy").get<std::string>();
    out.seed = parsed.at("rng").at("seed").get<std::uint64_t>();
    out.replication = parsed.at("rng").at("replication").get<std::uint32_t>();
    out.status = parsed.at("status").get<std::string>();
    out.digest = parsed.at("digest").get<std::string>();
    out.resolved_scenario = parsed.at("scenario").at("resolved").get<std::string>();
    return out;
  } catch (const Json::parse_error& error) {
    why = json.empty() ? "is empty" : "is no JSON from byte " + std::to_string(error.byte) + " on";
  } catch (const std::exception&) {
    why = "lacks what a manifest holds";
  }
  return std::nullopt;
}

}  // namespace picket::sim
