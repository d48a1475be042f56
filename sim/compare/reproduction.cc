#include "sim/compare/reproduction.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

#include "agent_core/base/utf8.h"
#include "sim/compare/kept_runs.h"
#include "sim/compare/stored_results.h"
#include "sim/compare/stored_text.h"
#include "sim/experiment/process_pool.h"
#include "sim/experiment/study.h"
#include "sim/explain/rerun.h"
#include "sim/results/digest.h"
#include "sim/results/json_fault.h"
#include "sim/results/manifest.h"
#include "sim/results/run_directory.h"
#include "sim/results/scratch_folder.h"
#include "sim/results/study_result_json.h"

namespace picket::sim {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

/// Keys, wherever they stand, of what is another each time: when, where, by whom and how fast; and what is looked for after
/// a run, or found before it; and prose that names the commit. A case of a suite may have stopped before the replications that its scenario allows.
constexpr auto kNotCompared = std::to_array<std::string_view>({"study_id", "scenario_path", "created_utc", "commit", "version", "repeat_command", "wall_seconds", "replications",
                                                               "times", "nearest_rule", "condition", "calibration", "warnings", "methods"});

std::string text_of(const fs::path& path, const char* what) {
  std::optional<std::string> text = stored_text(path);
  if (!text) throw WrongInput(fmt::format("{}: has no {} that can be read: is it a complete study, such as out/latest?", path.parent_path().string(), what));
  return *std::move(text);
}

class Digits {
 public:
  explicit Digits(Reproduction& out) : out_(out) {}

  void compare(const Json& stored, const Json& now, const std::string& where) {
    if (stored.is_object() && now.is_object()) {
      compare_members(stored, now, where);
    } else if (stored.is_array() && now.is_array()) {
      compare_items(stored, now, where);
    } else {
      out_.numbers += stored.is_number() ? 1 : 0;
      if (stored != now) add(where, stored.dump(), now.dump());
    }
  }

 private:
  void compare_members(const Json& stored, const Json& now, const std::string& where) {
    for (const auto& [key, value] : stored.items()) {
      if (std::find(kNotCompared.begin(), kNotCompared.end(), key) != kNotCompared.end()) continue;
      const std::string path = where.empty() ? key : where + "." + key;
      const auto other = now.find(key);
      other == now.end() ? add(path, value.dump(), "(not there)") : compare(value, *other, path);
    }
    for (const auto& [key, value] : now.items()) {
      const bool compared = std::find(kNotCompared.begin(), kNotCompared.end(), key) == kNotCompared.end();
      if (compared && !stored.contains(key)) add(where.empty() ? key : where + "." + key, "(not there)", value.dump());
    }
  }

  void compare_items(const Json& stored, const Json& now, const std::string& where) {
    if (stored.size() != now.size()) add(where, fmt::format("{} entries", stored.size()), fmt::format("{} entries", now.size()));
    for (std::size_t i = 0; i < std::min(stored.size(), now.size()); ++i) compare(stored[i], now[i], fmt::format("{}[{}]", where, i));
  }

  void add(const std::string& where, std::string stored, std::string now) { out_.add_difference(where, std::move(stored), std::move(now)); }

  Reproduction& out_;
};

void add_commit(const std::string& commit, Reproduction& out) {
  const BuildInfo build = this_build();
  if (commit != build.commit) out.causes.push_back(fmt::format("it was made by commit {}, this program is of commit {}", commit, build.commit));
}

}  // namespace

void Reproduction::add_difference(const std::string& where, std::string stored, std::string now) {
  constexpr std::size_t kShown = 80;
  ++differing;
  if (differences.size() >= kDifferencesKept) return;
  for (std::string* text : {&stored, &now}) {
    if (text->size() > kShown) *text = text->substr(0, kShown) + "...";
  }
  differences.push_back({where, std::move(stored), std::move(now)});
}

void Reproduction::add_part(const std::string& name, const Reproduction& part) {
  numbers += part.numbers;
  const std::size_t unnamed = part.differing - part.differences.size();
  for (const DigitDifference& d : part.differences) add_difference(name + ": " + d.where, d.stored, d.now);
  differing += unnamed;
  if (part.digest_stored != part.digest_now) add_difference(name + ": digest", part.digest_stored, part.digest_now);
  for (const std::string& cause : part.causes) {
    if (std::find(causes.begin(), causes.end(), cause) == causes.end()) causes.push_back(cause);
  }
  faults.insert(faults.end(), part.faults.begin(), part.faults.end());
  for (const std::string& one : part.not_checked) not_checked.push_back(name + ": " + one);
}

void compare_digits(const std::string& stored, const std::string& now, Reproduction& out) {
  Digits(out).compare(Json::parse(stored), Json::parse(now), "");
}

Reproduction reproduce_run(const ChosenRun& run, const Scenario& scenario, const ReproductionSettings& settings) {
  Reproduction out;
  out.what = fmt::format("run of {}, policy {}, replication {}", scenario.name, run.manifest.policy, run.manifest.replication);
  out.digest_stored = run.manifest.digest;
  add_commit(run.manifest.commit, out);
  Rerun rerun(run, scenario, {settings.rules, settings.feeds, settings.threads, settings.quiet});
  try {
    rerun.repeat(Rerun::Focus{});
  } catch (const WrongInput&) {
    // Another digest: what came out is there all the same, and is compared below.
    if (rerun.result().policy.empty()) throw;
  }
  out.digest_now = hex16(rerun.result().digest);
  // A run is repeated on the hub that it was on, which the repetition does not know the name of.
  LaneResult now = rerun.result();
  now.fixed_hub = run.result.fixed_hub;
  now.reused = run.result.reused;
  now.rows_over_limit = run.result.rows_over_limit;
  compare_digits(to_json(run.result), to_json(now), out);
  return out;
}

Reproduction reproduce_study(const std::string& study, const Scenario& scenario, const ReproductionSettings& settings) {
  const std::string stored_text = text_of(fs::path(study) / "result.json", "result.json");
  auto parsed = parse_study_result(stored_text);
  if (!parsed.ok()) throw WrongInput(fmt::format("{}/result.json: {}", study, parsed.error()));
  const StudyResult& stored = parsed.value();
  if (stored.version != this_build().version) {
    throw WrongInput(fmt::format("{}: was run by picket {}, and this is {}: it cannot be repeated; run the scenario again, or use that version", study,
                                 stored.version, this_build().version));
  }
  // A study without measures was run once all the same.
  const std::uint32_t replications = std::max<std::uint32_t>(1, replications_of(stored));
  Reproduction out;
  out.what = fmt::format("study {}, {} policies, {} replications", stored.scenario_name, stored.policies.size(), replications);
  out.digest_stored = stored.digest;
  add_commit(stored.commit, out);
  const ScratchFolder folder(fs::temp_directory_path(), "picket_reproduce_");
  StudySettings repeated;
  repeated.threads = settings.threads;
  repeated.out_directory = folder.path();
  repeated.quiet = settings.quiet;
  repeated.scenario_path = stored.scenario_path;
  repeated.resolved_scenario = text_of(fs::path(study) / "scenario.yaml", "scenario.yaml");
  repeated.repeat_command = stored.repeat_command;
  repeated.rules = settings.rules;
  repeated.feeds = settings.feeds;
  Scenario counted = scenario;
  counted.replications = replications;
  const StudyOutcome outcome = run_study(counted, repeated);
  if (was_interrupted()) throw Interrupted("interrupted: nothing was compared");
  if (outcome.exit_code != 0) throw std::runtime_error(fmt::format("{}: a run of the repetition failed", study));
  out.digest_now = outcome.result.digest;
  // The stored one is written again, so that fields that an older program did not know are there.
  compare_digits(study_result_json(stored), study_result_json(outcome.result), out);
  compare_runs(study, outcome.directory, out);
  std::error_code ignored;
  if (fs::exists(fs::path(study) / "uncertainty.json", ignored)) {
    out.not_checked.emplace_back("uncertainty.json: runs with drawn values are not repeated; 'picket run' with the same --uncertainty and another --out draws the "
                                 "same values again");
  }
  // The folder of a suite's case is called by its case.
  const bool is_named_by_content = stored.study_id.starts_with(fmt::format("{}-s{}-", safe_name(stored.scenario_name), stored.seed));
  if (is_named_by_content && outcome.result.study_id != stored.study_id && !out.same()) {
    out.causes.push_back(fmt::format("rules, feeds or the scenario have changed since: the study would be called {} now, and is {}", outcome.result.study_id, stored.study_id));
  }
  return out;
}

void compare_suite(const std::string& suite, const std::vector<std::string>& digests, Reproduction& out) {
  const auto refuse = [&suite](const std::string& what) { throw WrongInput(fmt::format("{}/suite.json: is no result of a suite: {}", suite, what)); };
  try {
    const Json json = Json::parse(text_of(fs::path(suite) / "suite.json", "suite.json"));
    const Json& cases = json.at("cases");
    if (cases.size() != digests.size()) refuse(fmt::format("{} cases, and {} were repeated", cases.size(), digests.size()));
    out.digest_stored = json.at("digest").get<std::string>();
    Digest digest;
    for (std::size_t i = 0; i < cases.size(); ++i) {
      const Json& one = cases[i];
      digest.add(digests[i]);
      if (digests[i].empty()) continue;
      const fs::path folder = fs::path(suite) / "cases" / fs::path(one.at("directory").get<std::string>()).filename();
      const Json result = Json::parse(text_of(folder / "result.json", "result.json"));
      const Json& detections = one.at("detections");
      Reproduction part;
      part.digest_stored = one.at("digest").get<std::string>();
      part.digest_now = digests[i];
      if (detections.size() != result.at("detections").size()) {
        part.add_difference("detections", fmt::format("{} entries", detections.size()), fmt::format("{} entries", result.at("detections").size()));
      }
      for (std::size_t d = 0; d < std::min(detections.size(), result.at("detections").size()); ++d) {
        // What suite.json tells of a detection, by the names that result.json has.
        const Json& told = detections[d];
        const Json& full = result.at("detections")[d];
        const Json of_case{{"policy", full.at("policy")}, {"attack", full.at("attack")}, {"units", full.at("units")},
                           {"detected_by_deadline", full.at("detected_by_deadline")}, {"evidence_share", full.at("evidence_share")},
                           {"detected_by_horizon", full.at("time_to_detect").at("probability")}};
        Json of_suite = Json::object();
        for (const auto& [key, value] : of_case.items()) of_suite[key] = told.at(key);
        compare_digits(of_suite.dump(), of_case.dump(), part);
      }
      out.add_part(one.at("name").get<std::string>(), part);
    }
    out.digest_now = digest.hex();
  } catch (const Json::exception& error) {
    refuse(json_fault(error.what()));
  }
}

std::string reproduction_text(const Reproduction& reproduction) {
  std::string text;
  for (const std::string& cause : reproduction.causes) text += fmt::format("note: {}\n", printable(cause));
  for (const std::string& what : reproduction.not_checked) text += fmt::format("not checked: {}\n", printable(what));
  if (reproduction.same()) {
    return text + fmt::format("reproduced: digest {}, {} numbers to the digit ({})\n", reproduction.digest_now, reproduction.numbers, printable(reproduction.what));
  }
  text += fmt::format("not reproduced: {}\n", printable(reproduction.what));
  text += reproduction.digest_stored == reproduction.digest_now
              ? fmt::format("  digest {} again\n", reproduction.digest_now)
              : fmt::format("  digest {}, now {}\n", printable(reproduction.digest_stored), reproduction.digest_now);
  text += fmt::format("  {} values differ of {} numbers compared\n", reproduction.differing, reproduction.numbers);
  for (const std::string& fault : reproduction.faults) text += fmt::format("  {}\n", printable(fault));
  for (const DigitDifference& d : reproduction.differences) text += fmt::format("  {}: {}, now {}\n", printable(d.where), printable(d.stored), printable(d.now));
  if (reproduction.differing > reproduction.differences.size()) text += fmt::format("  and {} more\n", reproduction.differing - reproduction.differences.size());
  const bool differs = reproduction.digest_stored != reproduction.digest_now || reproduction.differing > 0;
  const bool altered = reproduction.digest_stored == reproduction.digest_now && reproduction.differing > 0;
  if (reproduction.causes.empty() && altered) text += "  the runs give the same digest: the stored result was changed, or is damaged\n";
  if (reproduction.causes.empty() && differs && !altered) text += "  same version, commit and rules: was it built by another compiler, or run with --primitive?\n";
  return text;
}

std::string reproduction_json(const Reproduction& reproduction) {
  Json differences = Json::array();
  for (const DigitDifference& d : reproduction.differences) differences.push_back({{"where", d.where}, {"stored", d.stored}, {"now", d.now}});
  const Json json{{"schema", "picket.reproduction"},
                  {"schema_version", 1},
                  {"what", reproduction.what},
                  {"reproduced", reproduction.same()},
                  {"digest_stored", reproduction.digest_stored},
                  {"digest_now", reproduction.digest_now},
                  {"numbers", reproduction.numbers},
                  {"differing", reproduction.differing},
                  {"differences", std::move(differences)},
                  {"faults", reproduction.faults},
                  {"causes", reproduction.causes},
                  {"not_checked", reproduction.not_checked}};
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace picket::sim
