#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace picket::sim {

/// Exit codes of the program.
namespace exit_code {
inline constexpr int kOk = 0;
inline constexpr int kExpectationFailed = 1;
inline constexpr int kWrongInput = 2;
inline constexpr int kInternalError = 3;
inline constexpr int kInconclusive = 4;
inline constexpr int kInterrupted = 130;
}  // namespace exit_code

/// What the sub-commands have in common.
struct CommonOptions {
  std::vector<std::string> sets;      ///< --set path=value
  std::string library;                ///< --library: folder with profiles/, attacks/, policies/, prices/
  std::vector<std::string> primitives;  ///< --primitive: shared objects with primitives of the user's own
  std::vector<std::string> rules;     ///< --rules: packs, by word or folder; empty: the scenario's
  std::string out = "out";            ///< --out
  std::string format = "human";       ///< --format: human or json
  unsigned threads = 0;               ///< --threads; 0: all cores
  bool quiet = false;
  bool told = false;                  ///< warnings about the files have been told before, and are not again
  bool check = false;                 ///< run, suite and sweep end once all that they read is known to be right
  bool yes = false;                   ///< --yes: for the launcher; nothing here asks
  std::string command_line;           ///< as typed, to repeat it
  std::vector<std::string> argv;
};

struct RunOptions {
  std::uint32_t explain_misses = 0;  ///< of so many missed attacks the nearest rule is looked for, see sim/explain/explain_misses.h
  std::string shard;                 ///< "i/n"; empty: all
  std::string timeout;               ///< of a replication, "10 min"; empty: none
  bool rerun = false;                ///< simulate what is complete, too
  std::string precision;             ///< "5 %": stop at the planned look where it is reached; empty: run all replications
  std::string uncertainty;           ///< a file of uncertain inputs, or a name of the library's; empty: none are drawn
};
int run_command(const std::string& scenario, const RunOptions& run, const CommonOptions& common);
int validate_command(const std::vector<std::string>& scenarios, const CommonOptions& common);
int explain_command(const std::string& what, const std::string& prefix, const CommonOptions& common);
int schema_command(const std::string& word, bool markdown, const CommonOptions& common);
int init_command(const std::string& name, const std::string& file);
int report_command(const std::string& directory, const std::string& output);

struct ReplayOptions {
  std::vector<std::string> traces;    ///< files, plain or .gz
  std::vector<std::string> policies;  ///< names of the library, or files
  std::string kind = "auto";          ///< auto, zeek, process
};
int replay_command(const ReplayOptions& replay, const CommonOptions& common);

struct QueryOptions {
  static constexpr const char* kLatest = "out/latest";
  std::string run = kLatest;          ///< a study, a run or a workspace.sqlite; a lone statement may stand here
  std::string sql;                    ///< a statement, unless one of the next two is given
  std::string name;                   ///< of a query that ships
  std::string file;                   ///< with a statement
  std::string policy;                 ///< which run of a study
  std::optional<std::uint64_t> replication;
  std::vector<std::string> parameters;  ///< name=value
  std::size_t limit = 100;            ///< rows of a table; 0: all
  double timeout_seconds = 60;        ///< after which a statement is stopped; 0: never
  bool list = false;
};
/// Also 3: the statement was stopped after `timeout_seconds`.
int query_command(const QueryOptions& query, const CommonOptions& common);

struct WhyOptions {
  std::string run = QueryOptions::kLatest;  ///< a study or a run
  std::string policy;                       ///< which run of a study
  std::optional<std::uint64_t> replication;
  std::string alert;   ///< number or SystemAlertId
  std::string unit;    ///< "attack/device"
  std::string attack;  ///< the same in two words
  std::string device;
  bool alerts = false;  ///< list them
  bool all = false;     ///< cut nothing
};
/// Says what alerts of a run rest on, and why attacks were missed.
int why_command(const WhyOptions& why, const CommonOptions& common);

struct ExportOptions {
  std::string run = QueryOptions::kLatest;  ///< a study or a run
  std::string policy;                       ///< which run of a study
  std::optional<std::uint64_t> replication;
  std::string form;                         ///< eventhubs, log-analytics or resource-logs; empty: the first two
  std::vector<std::string> routes;          ///< deviceConnectionStateEvents, twinChangeEvents, deviceLifecycleEvents
  std::string directory;                    ///< empty: exports/ of the study
  bool force = false;                       ///< replace an export
};
/// Writes what the hubs of a run received, and the truth apart.
int export_command(const ExportOptions& exported, const CommonOptions& common);

struct ScoreOptions {
  std::string run = QueryOptions::kLatest;  ///< a study or a run
  std::vector<std::string> files;           ///< alerts, JSON or CSV
  std::string policy;                       ///< which run of a study
  std::vector<std::uint64_t> replications;  ///< one for all files, or one for each
  std::string columns;                      ///< field=name,...
  std::string match = "device";             ///< or device,type
};
/// Judges another system's alerts. Also 1: an expectation of the suite failed.
int score_command(const ScoreOptions& score, const CommonOptions& common);

struct SuiteOptions {
  std::vector<std::string> paths;     ///< a suite; or attacks, scenarios and folders of them
  std::vector<std::string> policies;  ///< names of the library or files; empty: the suite's
  std::string tier;                   ///< empty: all of the suite
  std::string budget;                 ///< "10 min"; empty: the tier's
  std::string inconclusive = "warn";  ///< fail, pass or warn
  std::optional<std::uint32_t> variants;  ///< of each attack, in place of the suite's and the cases'
  bool held_out = false;              ///< from held-out ranges
  std::string baseline;               ///< folder of an earlier suite, or its suite.json
  std::string changed_since;          ///< git revision: only cases that changes since then affect
  std::string seeds = "fixed";        ///< fixed or fresh
  std::string corpus;                 ///< folder of known failures; empty: none
  std::string shard;                  ///< "i/n"; empty: all
  std::string timeout;                ///< of a simulation, "10 min"; empty: none
  bool list = false;                  ///< say what would run, and run nothing
};
/// Also 1: a check failed, or an invariant that is a demand on a policy; 4: none failed, but some are undecided and `inconclusive` is fail.
int suite_command(const SuiteOptions& suite, const CommonOptions& common);

struct StudiesOptions {
  std::string action;                ///< ls, reindex, merge, gc
  std::vector<std::string> folders;  ///< merge: sources; else the folder to look at, in place of --out
};
int studies_command(const StudiesOptions& options, const CommonOptions& common);

struct LaunchOptions {
  std::string launcher;              ///< slurm, parallel, mpi
  std::uint32_t shards = 1;
  std::uint32_t at_once = 0;
  unsigned threads = 1;
  std::string time_limit, memory, partition;  ///< Slurm
  std::string output;                ///< file; empty: standard output
  std::vector<std::string> words;    ///< run, suite or sweep, with its arguments
};
int launch_command(const LaunchOptions& options);

struct TuneOptions {
  std::string study;                          ///< with a part `tune`
  std::optional<std::uint32_t> evaluations;   ///< in place of the study's
  std::optional<std::uint32_t> replications;  ///< of each policy of the search, in place of the study's
  bool dry_run = false;                       ///< say what it would take, and run nothing
};
/// Searches a policy and certifies it. Also 1: every candidate is shown to break a constraint; 4: none is certified, and some are
/// undecided.
int tune_command(const TuneOptions& tune, const CommonOptions& common);
/// Says what is wrong with a study, as the command would before it runs anything.
bool is_valid_tune(const std::string& study, const CommonOptions& common);

struct AttacksOptions {
  std::string action;                ///< ls, show, layer, run
  std::vector<std::string> names;    ///< of the library, or files; empty: all of the library
  std::string domain = "enterprise";  ///< of a layer: enterprise or ics
  bool version_19 = false;           ///< of a layer: ids of ATT&CK version 19
  std::optional<std::uint32_t> variant;  ///< show: the numbers that this variant draws
  bool held_out = false;             ///< show: from held-out ranges
  std::vector<std::string> policies;  ///< run: names of the library or files; empty: g2_linux and picket
  std::optional<std::uint32_t> devices;  ///< run: of the fleet; without: the suite's usual number
  std::optional<std::uint32_t> targets;  ///< run: of them attacked
};
int attacks_command(const AttacksOptions& options, const CommonOptions& common);
/// Runs one attack, which `attacks_command` knows to exist, against policies.
int attacks_run_command(const AttacksOptions& options, const CommonOptions& common);

struct RulesOptions {
  std::string action;                     ///< check, explain, test
  std::vector<std::string> paths;         ///< rule files and folders of them
  std::string rule;                       ///< id, name or title of one rule; empty: all
  std::string events;                     ///< file with one JSON object a line
  std::string product, category, service;  ///< log source of the events; empty: not known
  std::vector<std::string> placeholders;  ///< name=value,value
  bool all = false;                       ///< also rules that do not fire
};
/// Also 1: `test` found no rule and no correlation that fires.
int rules_command(const RulesOptions& options);

}  // namespace picket::sim
