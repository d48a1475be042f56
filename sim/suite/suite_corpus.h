#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/results/atomic_file.h"
#include "sim/scenario/diagnostics.h"
#include "sim/scenario/field.h"
#include "sim/suite/suite_file.h"

namespace picket::sim {

/// A replication that failed once.
struct KnownFailure {
  std::uint64_t seed = 0;
  std::uint32_t replication = 0;
  std::string failed;  ///< a check in words, "invariant NAME", or "crash"
  std::string found;   ///< in its last failure, in words
  std::string commit;  ///< of the program then
};

template <class Visitor>
void describe(Visitor& v, KnownFailure& f) {
  v.field("seed", f.seed, {.says = "Seed of the run.", .required = true});
  v.field("replication", f.replication, {.says = "Its replication, from 0.", .min = 0, .max = 1e9, .required = true});
  v.field("failed", f.failed, {.says = "What failed: a check in words, `invariant NAME`, or `crash`.", .required = true});
  v.field("found", f.found, {.says = "What was found when it failed last."});
  v.field("commit", f.commit, {.says = "Commit of the program that found it."});
}

/// The known failures of one case under one policy: a file of the corpus.
struct KnownFailures {
  std::string suite_case;
  std::string policy;
  std::vector<KnownFailure> failures;
};

template <class Visitor>
void describe(Visitor& v, KnownFailures& k) {
  v.field("case", k.suite_case, {.says = "Name of the case.", .required = true});
  v.field("policy", k.policy, {.says = "Name of the policy.", .required = true});
  v.field("failures", k.failures, {.says = "Runs that failed, in the order in which they were found.", .required = true});
}

/// Words of KnownFailure::failed for what is no check.
inline constexpr std::string_view kCrash = "crash";
std::string words_of_invariant(std::string_view invariant);

/// The failures that a suite is known for: a folder with a small text file for each case and policy,
/// `<suite>/<case>/<policy>.yaml` (a variant's case with "-" for its "#"), that a person may read, edit and keep in version control.
class SuiteCorpus {
 public:
  static constexpr std::size_t kMostKept = 64;  ///< of a case under a policy; further ones are counted and left out

  explicit SuiteCorpus(std::string directory) : directory_(std::move(directory)) {}

  /// Reads the files of the cases and policies that will run. There may be none yet, nor the folder.
  /// Errors: all at once into `diagnostics`, each at its file, line and column.
  void read(const LoadedSuite& suite, Diagnostics& diagnostics);

  /// Of a case under a policy; may be empty.
  const std::vector<KnownFailure>& failures(const std::string& suite_case, const std::string& policy) const;

  enum class Joined : std::uint8_t { kNew, kKnown, kNoRoom };
  /// Adds a failure, or renews what is known of it: the same run that failed the same.
  Joined add(const std::string& suite_case, const std::string& policy, KnownFailure failure);

  /// Writes the files that changed, each whole or not at all.
  std::optional<WriteError> write(const std::string& suite_name) const;

  const std::string& directory() const { return directory_; }

 private:
  struct Entry {
    KnownFailures known;
    bool changed = false;
  };
  std::string path_of(const std::string& suite_name, const std::string& suite_case, const std::string& policy) const;

  std::string directory_;
  std::map<std::pair<std::string, std::string>, Entry> entries_;
};

}  // namespace picket::sim
