#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <map>
#include <set>

#include <fmt/format.h>

#include "agent_core/base/ascii.h"
#include "agent_core/base/utf8.h"
#include "sim/apps/load_input.h"
#include "sim/apps/options.h"
#include "sim/exchange/score_text.h"
#include "sim/explain/rerun.h"

namespace picket::sim {
namespace {

namespace fs = std::filesystem;

/// Alerts by the replication that they are about.
using ByReplication = std::map<std::uint64_t, std::vector<ForeignAlert>>;

AlertColumns columns_of(const ScoreOptions& score) {
  auto parsed = AlertColumns::parse(score.columns);
  if (!parsed.ok()) throw WrongInput("--columns " + parsed.error());
  return std::move(parsed).value();
}

std::set<std::string> in_small_letters(const std::vector<std::string>& names) {
  std::set<std::string> out;
  for (const std::string& name : names) out.insert(lower(name));
  return out;
}

/// Why a file gave nothing.
std::string why_nothing(const ScoredFile& file, const AlertColumns& columns) {
  std::string text = file.path + ": no alert can be read\n" + file_remarks(file);
  const std::set<std::string> there = in_small_letters(file.read.columns);
  for (const AlertField field : {AlertField::kTime, AlertField::kDevice}) {
    const std::set<std::string> known = in_small_letters(columns.of(field));
    if (there.empty() || std::any_of(known.begin(), known.end(), [&there](const std::string& name) { return there.contains(name); })) continue;
    text += "  no column is called";
    for (const std::string& name : columns.of(field)) text += (&name == &columns.of(field).front() ? " " : ", ") + name;
    text += fmt::format("; --columns {}=NAME names it, of:", to_string(field));
    for (const std::string& name : file.read.columns) text += " " + printable(name);
    text += "\n";
  }
  while (text.ends_with('\n')) text.pop_back();
  return text;
}

ScoredFile read_one(const std::string& path, const AlertColumns& columns, std::uint64_t replication, ByReplication& out) {
  AlertFile read = read_alerts(read_file(path, AlertLimits{}.max_bytes), columns);
  const std::vector<ForeignAlert> alerts = std::move(read.alerts);
  ScoredFile file{path, std::move(read)};
  file.read.alerts.clear();
  if (alerts.empty() && file.read.records > 0) throw WrongInput(why_nothing(file, columns));
  out[replication];  // no alerts are a result too
  for (const ForeignAlert& alert : alerts) out[alert.replication ? *alert.replication : replication].push_back(alert);
  const bool in_column = !alerts.empty() && std::all_of(alerts.begin(), alerts.end(), [](const auto& a) { return a.replication.has_value(); });
  if (in_column && out[replication].empty()) out.erase(replication);
  return file;
}

/// The expectations of the suite whose case the study is, if it is one.
std::optional<SuiteExpectations> expectations_of(const ChosenRun& run) {
  std::error_code ignored;
  const fs::path study = fs::weakly_canonical(run.path, ignored).parent_path().parent_path();
  const fs::path suite = study.parent_path().parent_path() / "suite.json";
  if (study.parent_path().filename() != "cases" || !fs::is_regular_file(suite, ignored)) return std::nullopt;
  return expectations_in(read_file(suite.string()), study.filename().string(), run.manifest.policy);
}

}  // namespace

int score_command(const ScoreOptions& score, const CommonOptions& common) {
  const AlertColumns columns = columns_of(score);
  if (score.replications.size() > 1 && score.replications.size() != score.files.size()) {
    throw WrongInput(fmt::format("--replication is given {} times for {} files: give it once, or once for each", score.replications.size(),
                                 score.files.size()));
  }
  const std::optional<std::uint64_t> wished =
      score.replications.empty() ? std::nullopt : std::optional<std::uint64_t>(score.replications.front());
  const ChosenRun first = choose_run({score.run, score.policy, wished});
  ByReplication alerts;
  std::vector<ScoredFile> files;
  for (std::size_t f = 0; f < score.files.size(); ++f) {
    const std::uint64_t number = score.replications.size() > 1 ? score.replications[f] : first.manifest.replication;
    files.push_back(read_one(score.files[f], columns, number, alerts));
    if (const std::string remarks = file_remarks(files.back()); !remarks.empty()) std::fputs(remarks.c_str(), stderr);
  }
  const AlertMatch match = score.match == "device" ? AlertMatch::kDevice : AlertMatch::kDeviceAndType;
  const Scenario scenario = scenario_of(first);
  const Rerun::Settings settings{read_rules(scenario.rules), read_feeds(scenario, first.path + "/../../scenario.yaml"), 1, true};
  std::vector<ScoredReplication> replications;
  for (const auto& [replication, its] : alerts) {
    const ChosenRun run = choose_run({score.run, first.manifest.policy, replication});
    const Rerun world(run, scenario, settings);  // the world and the catalogue; nothing is repeated
    replications.push_back({run.manifest.replication, score_alerts(world.world(), world.content(), run.result, its, match), run.result});
  }
  ScoreResult result = score_result(scenario, first.manifest.policy, match, std::move(replications), expectations_of(first));
  result.files = std::move(files);
  const std::string text = common.format == "json" ? score_json(result) : score_text(result);
  std::fwrite(text.data(), 1, text.size(), stdout);
  return result.count(Verdict::kFail) > 0 ? exit_code::kExpectationFailed : exit_code::kOk;
}

}  // namespace picket::sim
