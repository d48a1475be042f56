#include "sim/suite/suite_corpus.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "sim/results/run_directory.h"
#include "sim/scenario/reader.h"
#include "sim/scenario/references.h"
#include "sim/scenario/scenario_files.h"
#include "sim/scenario/writer.h"
#include "sim/suite/suite_variants.h"

namespace picket::sim {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kHead =
    "# Runs of this case that failed under this policy; `picket suite --corpus` tries them first. A failure that no longer\n"
    "# matters may be deleted. They were chosen because they failed, so they say nothing about how often it fails.\n";

void expect_name(const std::string& found, const std::string& wanted, std::string_view key, const Places& places, Diagnostics& diagnostics) {
  if (found == wanted) return;
  diagnostics.add(Code::kUnknownName, place_of(places, key), std::string(key),
                  fmt::format("this file is of the {} {}, by its place", key, quote(wanted)), "move the file, or correct the name");
}

}  // namespace

std::string words_of_invariant(std::string_view invariant) {
  return "invariant " + std::string(invariant);
}

std::string SuiteCorpus::path_of(const std::string& suite_name, const std::string& suite_case, const std::string& policy) const {
  // The folder's name as with the results, where no two cases have the same.
  return fmt::format("{}/{}/{}/{}.yaml", directory_, safe_name(suite_name), case_folder(suite_case), policy);
}

void SuiteCorpus::read(const LoadedSuite& suite, Diagnostics& diagnostics) {
  for (const PreparedCase& one : suite.cases) {
    for (const PolicyUse& policy : one.scenario.policies) {
      const std::string path = path_of(suite.suite.name, one.name, policy.name);
      // A link that leads nowhere, or a folder that may not be read, is no file that is not there yet.
      std::error_code error;
      if (fs::symlink_status(path, error).type() == fs::file_type::not_found) continue;
      // Each is a document of its own: the bound on files is on those that make up one.
      ScenarioFiles files(diagnostics);
      const std::optional<YamlNode> root = files.read(path, Where{});
      if (!root) continue;
      Entry entry;
      Places places;
      const std::size_t before = diagnostics.errors();
      Reader(diagnostics, places).read(entry.known, *root);
      if (diagnostics.errors() != before) continue;
      expect_name(entry.known.suite_case, one.name, "case", places, diagnostics);
      expect_name(entry.known.policy, policy.name, "policy", places, diagnostics);
      entries_[{one.name, policy.name}] = std::move(entry);
    }
  }
}

const std::vector<KnownFailure>& SuiteCorpus::failures(const std::string& suite_case, const std::string& policy) const {
  static const std::vector<KnownFailure> kNone;
  const auto found = entries_.find({suite_case, policy});
  return found == entries_.end() ? kNone : found->second.known.failures;
}

SuiteCorpus::Joined SuiteCorpus::add(const std::string& suite_case, const std::string& policy, KnownFailure failure) {
  Entry& entry = entries_[{suite_case, policy}];
  entry.known.suite_case = suite_case;
  entry.known.policy = policy;
  std::vector<KnownFailure>& known = entry.known.failures;
  const auto same = std::find_if(known.begin(), known.end(), [&](const KnownFailure& k) {
    return k.seed == failure.seed && k.replication == failure.replication && k.failed == failure.failed;
  });
  if (same != known.end()) {
    if (same->found == failure.found) return Joined::kKnown;
    *same = std::move(failure);
    entry.changed = true;
    return Joined::kKnown;
  }
  if (known.size() >= kMostKept) return Joined::kNoRoom;
  known.push_back(std::move(failure));
  entry.changed = true;
  return Joined::kNew;
}

std::optional<WriteError> SuiteCorpus::write(const std::string& suite_name) const {
  for (const auto& [key, entry] : entries_) {
    if (!entry.changed) continue;
    const std::string path = path_of(suite_name, key.first, key.second);
    std::error_code error;
    fs::create_directories(fs::path(path).parent_path(), error);
    if (error) return WriteError{fs::path(path).parent_path().string(), error.message()};
    if (auto failed = write_file(path, std::string(kHead) + write_yaml(entry.known))) return failed;
  }
  return std::nullopt;
}

}  // namespace picket::sim
