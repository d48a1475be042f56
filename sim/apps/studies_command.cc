#include <cstdio>
#include <filesystem>

#include <fmt/format.h>

#include "agent_core/base/utf8.h"
#include "reports/terminal_table.h"
#include "sim/apps/colour.h"
#include "sim/apps/options.h"
#include "sim/experiment/reindex.h"
#include "sim/experiment/rule_content.h"
#include "sim/experiment/study_gc.h"
#include "sim/experiment/study_list.h"
#include "sim/experiment/study_merge.h"

namespace picket::sim {
namespace {

std::string size_text(std::uint64_t bytes) {
  const auto n = static_cast<double>(bytes);
  if (n < 1e3) return fmt::format("{} B", bytes);
  if (n < 1e6) return fmt::format("{:.0f} kB", n / 1e3);
  return n < 1e9 ? fmt::format("{:.1f} MB", n / 1e6) : fmt::format("{:.1f} GB", n / 1e9);
}

std::string age_text(double seconds) {
  if (seconds < 120) return fmt::format("{:.0f} s", seconds);
  if (seconds < 7'200) return fmt::format("{:.0f} min", seconds / 60);
  return seconds < 172'800 ? fmt::format("{:.0f} h", seconds / 3'600) : fmt::format("{:.0f} d", seconds / 86'400);
}

int list(const std::string& out) {
  std::vector<std::vector<std::string>> rows;
  for (const ListedStudy& study : list_studies(out)) {
    rows.push_back({study.folder, study.name, study.seed ? std::to_string(*study.seed) : "", std::to_string(study.replications),
                    std::to_string(study.runs), study.state, study.runs > 0 ? age_text(study.age_seconds) : "", size_text(study.bytes)});
  }
  if (rows.empty()) {
    std::printf("no studies in %s\n", printable(out).c_str());
    return exit_code::kOk;
  }
  TableOptions options;
  options.colour = wants_colour();
  std::fputs(render_table({{"study", "", Align::kLeft}, {"scenario", "", Align::kLeft}, {"seed", "", Align::kRight},
                           {"replications", "", Align::kRight}, {"runs", "", Align::kRight}, {"state", "", Align::kLeft},
                           {"age", "", Align::kRight}, {"size", "", Align::kRight}},
                          rows, options)
                 .c_str(),
             stdout);
  return exit_code::kOk;
}

int build_index(const std::string& out) {
  const Reindexed index = reindex(out);
  for (const std::string& says : index.left_out) std::fprintf(stderr, "warning: %s\n", printable(says).c_str());
  for (const std::string& says : index.mixed) std::fprintf(stderr, "warning: %s\n", printable(says).c_str());
  const std::string path = out + "/index.sqlite";
  if (const auto error = write_study_index(path, index.rows)) {
    std::fprintf(stderr, "error: cannot write %s\n", printable(error->text()).c_str());
    return exit_code::kInternalError;
  }
  std::printf("%s: %zu runs, %zu measured values, %zu verdicts\n", printable(path).c_str(), index.rows.runs.size(),
              index.rows.measures.size(), index.rows.verdicts.size());
  return exit_code::kOk;
}

int merge(const std::string& out, const std::vector<std::string>& from) {
  if (from.empty()) throw WrongInput("merge: name the folders whose runs are to be brought into " + out);
  std::string missing;
  for (const std::string& folder : from) {
    if (!std::filesystem::is_directory(folder)) missing += (missing.empty() ? "" : "\n") + folder + ": no such folder";
  }
  if (!missing.empty()) throw WrongInput(missing);
  const StudyMerge merged = merge_studies(out, from);
  for (const std::string& problem : merged.problems) std::fprintf(stderr, "error: %s\n", printable(problem).c_str());
  if (!merged.problems.empty()) {
    std::fprintf(stderr, "%zu error%s; %zu runs were copied.\n", merged.problems.size(), merged.problems.size() == 1 ? "" : "s", merged.copied);
    return merged.copied == 0 ? exit_code::kWrongInput : exit_code::kInternalError;
  }
  std::printf("%zu runs copied, %zu were there%s\n", merged.copied, merged.there,
              merged.incomplete == 0 ? "" : fmt::format(", {} incomplete ones left out", merged.incomplete).c_str());
  return exit_code::kOk;
}

const char* word_of(Garbage::Kind kind) {
  switch (kind) {
    case Garbage::Kind::kPartialRun: return "partial run";
    case Garbage::Kind::kStaleClaim: return "stale claim";
    case Garbage::Kind::kTemporaryFile: return "temporary";
  }
  return "";
}

int clean(const std::string& out, bool yes) {
  const std::vector<Garbage> garbage = find_garbage(out);
  std::uint64_t bytes = 0;
  for (const Garbage& one : garbage) {
    bytes += one.bytes;
    std::printf("%-11s  %8s  %s\n", word_of(one.kind), size_text(one.bytes).c_str(), printable(one.path).c_str());
  }
  if (garbage.empty()) {
    std::printf("nothing to remove in %s\n", printable(out).c_str());
    return exit_code::kOk;
  }
  if (!yes) {
    std::printf("%zu items, %s; nothing was removed: --yes does it\n", garbage.size(), size_text(bytes).c_str());
    return exit_code::kOk;
  }
  const std::vector<std::string> problems = remove_garbage(garbage);
  for (const std::string& problem : problems) std::fprintf(stderr, "error: cannot remove %s\n", printable(problem).c_str());
  std::printf("%zu items removed, %s\n", garbage.size() - problems.size(), size_text(bytes).c_str());
  return problems.empty() ? exit_code::kOk : exit_code::kInternalError;
}

}  // namespace

int studies_command(const StudiesOptions& options, const CommonOptions& common) {
  if (options.action == "merge") return merge(common.out, options.folders);
  if (options.folders.size() > 1) throw WrongInput(options.action + " looks at one folder; " + std::to_string(options.folders.size()) + " were given");
  const std::string out = options.folders.empty() ? common.out : options.folders.front();
  if (!std::filesystem::is_directory(out)) throw WrongInput(out + ": no such folder");
  if (options.action == "ls") return list(out);
  if (options.action == "reindex") return build_index(out);
  return clean(out, common.yes);
}

}  // namespace picket::sim
