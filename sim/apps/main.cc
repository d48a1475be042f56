#include <CLI/CLI.hpp>
#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <exception>
#include <iostream>
#include <span>
#include <string>
#include <vector>

#include "agent_core/base/closest_word.h"
#include "agent_core/base/utf8.h"
#include "sim/apps/command_line.h"
#include "sim/apps/compare_options.h"
#include "sim/apps/import_options.h"
#include "sim/apps/init_options.h"
#include "sim/apps/live_options.h"
#include "sim/apps/option_checks.h"
#include "sim/apps/options.h"
#include "sim/apps/plan_options.h"
#include "sim/apps/primitive_file.h"
#include "sim/apps/run_options.h"
#include "sim/apps/studies_options.h"
#include "sim/apps/suite_options.h"
#include "sim/apps/sweep_options.h"
#include "sim/attack/attack_template.h"
#include "sim/experiment/process_pool.h"
#include "sim/experiment/rule_content.h"
#include "sim/results/manifest.h"

namespace picket::sim {
namespace {

void add_common(CLI::App& command, CommonOptions& common) {
  command.add_option("--set", common.sets, "Override a value: path=value, for example 'fleet[0].count=500'; repeatable")
      ->allow_extra_args(false);
  command.add_option("--library", common.library,
                     "Folder with profiles/, attacks/, policies/ and prices/ (default: found above the scenario, else the built-in one)")
      ->check(CLI::ExistingDirectory);
  command.add_option("--primitive", common.primitives,
                     "Shared object with a primitive of your own (its code is run); repeatable")
      ->allow_extra_args(false)->type_name("FILE");
  command.add_flag("-y,--yes", common.yes, "Answer yes to the launcher's questions");
}

/// Formats of the result, and the key that --replications sets.
struct Running {
  std::vector<std::string> formats{"human", "json"};
  std::string replications = "replications";  ///< empty: no such option
};

void add_running(CLI::App& command, CommonOptions& common, const Running& running = {}) {
  command.add_option("--seed", [&common](const CLI::results_t& values) {
        common.sets.push_back("seed=" + values.front());
        return true;
      }, "Seed of all randomness; the same seed gives the same digest")->type_name("N");
  if (!running.replications.empty()) command.add_option("--replications", [&common, key = running.replications](const CLI::results_t& values) {
        common.sets.push_back(key + "=" + values.front());
        return true;
      }, running.replications == "replications" ? "Independent repetitions; 5 or more give intervals"
                                                : "Independent repetitions of a case at most")->type_name("N")->check(some_replications);
  command.add_option("--threads", common.threads, "Cores to use (default: all)")->check(CLI::Range(0, 1024));
  command.add_option("--out", common.out, "Folder for results")->capture_default_str()->check([](const std::string& folder) {
    return folder.empty() ? std::string("the name of the folder is empty") : std::string();
  });
  command.add_option("--rules", common.rules,
                     "Detections: picket, product (documented alerts alone) or a folder with Sigma rules; repeatable "
                     "(default: the scenario's, else picket)")
      ->allow_extra_args(false)->type_name("PACK");
  std::string words;
  for (std::size_t i = 0; i < running.formats.size(); ++i) {
    words += (i == 0 ? "" : i + 1 == running.formats.size() ? " or " : ", ") + running.formats[i];
  }
  command.add_option("--format", common.format, words)->check(CLI::IsMember(running.formats))->capture_default_str();
  command.add_flag("-q,--quiet", common.quiet, "No progress");
  command.add_flag("--told", common.told, "What the files are warned of has been told: only errors are")->group("");  // for repetitions
  command.add_flag("--check", common.check, "Read and check all that the command reads, and run nothing")->group("");  // for launch
}

CLI::App* add_tune(CLI::App& app, TuneOptions& options, CommonOptions& common) {
  CLI::App* tune = app.add_subcommand("tune", "Search a policy for objectives and constraints, and certify it on fresh random numbers");
  tune->add_option("study", options.study, "A study: a file with `sweep.parameters` and `tune`")->required();
  tune->add_option("--evaluations", options.evaluations, "Policies to try, in place of the study's number; more go on where fewer ended")
      ->check(CLI::Range(1U, 10'000U))->type_name("N");
  tune->add_option("--replications", options.replications, "Replications of each policy that is tried, in place of the study's number")
      ->check(CLI::Range(2U, 10'000U))->type_name("N");
  tune->add_flag("--dry-run", options.dry_run, "Say what is asked and how many simulations it takes at most; run nothing");
  add_common(*tune, common);
  add_running(*tune, common, {{"human", "json"}, ""});
  tune->footer("Examples:\n"
               "  picket tune scenarios/studies/tune_picket.yaml --dry-run\n"
               "  picket tune scenarios/studies/tune_picket.yaml\n"
               "  picket tune scenarios/studies/tune_picket.yaml --evaluations 60 --set tune.certification.replications=120\n\n"
               "A search proposes policies and simulates each; the best of its front are then certified on random numbers that served nothing\n"
               "else: PASS, FAIL, or INCONCLUSIVE with the number of runs that are missing. --set 'tune.KEY=...' changes what is asked;\n"
               "scenarios/studies/tuning.md describes the keys. Runs that are there are not repeated: after an interruption, or with more\n"
               "evaluations, the same command goes on. Results: tune.json, measures.csv and certified_policy.yaml, which any scenario can use.\n"
               "Exit codes: 0 a policy is certified, or nothing was to be, 1 every candidate is shown to break a constraint, 2 wrong input,\n"
               "3 something failed on the way, 4 undecided, 130 interrupted.");
  return tune;
}

/// The sub-command or option that the first word we do not know was meant to be; empty if there is none.
std::string nearest_word(const CLI::App& app, std::span<char* const> arguments) {
  const CLI::App* command = &app;
  for (const std::string_view word : arguments.subspan(std::min<std::size_t>(1, arguments.size()))) {
    if (word == "--") break;  // what follows is another command's
    std::vector<std::string> known;
    const bool is_option = word.starts_with("--");
    if (is_option) {
      for (const CLI::Option* option : command->get_options()) {
        for (const std::string& name : option->get_lnames()) known.push_back("--" + name);
      }
    } else if (!word.starts_with("-")) {
      for (const CLI::App* sub : command->get_subcommands([](const CLI::App*) { return true; })) known.push_back(sub->get_name());
    }
    const std::string_view name = word.substr(0, word.find('='));
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      const std::vector<std::string_view> words(known.begin(), known.end());
      const std::string near = closest_word(name, words);
      if (!near.empty()) return near;
      // In a short word, two letters in the wrong order are too many edits to tell by.
      const auto swapped = std::find_if(known.begin(), known.end(), [&](const std::string& one) {
        return one.size() == name.size() && std::is_permutation(one.begin(), one.end(), name.begin());
      });
      if (swapped != known.end()) return *swapped;
    } else if (!is_option) {
      command = command->get_subcommand(std::string(word));
    }
  }
  return {};
}

/// `picket launch slurm run x.yaml --seed 7`: the options of the command are taken for the launcher's.
bool lacks_dashes(const std::vector<std::string>& words) {
  return words.size() > 1 && words[1] == "launch" && std::find(words.begin(), words.end(), "--") == words.end() &&
         std::any_of(words.begin(), words.end(), [](const std::string& word) { return word == "run" || word == "suite" || word == "sweep"; });
}

int main_of(int argc, char** argv) {
  CommonOptions common;
  for (int i = 0; i < argc; ++i) common.argv.emplace_back(argv[i]);
  if (refuses_secrets(common.argv)) return exit_code::kWrongInput;
  common.command_line = command_line_of(common.argv);

  CLI::App app{"Picket: what an IoT security-telemetry policy costs, and what it lets an attacker get away with.", "picket"};
  app.set_version_flag("--version", "picket " + this_build().version + " (" + this_build().commit + ", " +
                                        this_build().compiler + ")");
  app.require_subcommand(1);
  app.footer("Examples:\n"
             "  picket run scenarios/smoke/quick.yaml\n"
             "  picket explain scenarios/smoke/quick.yaml policy_templates.picket\n"
             "  picket init compare --file my_scenario.yaml\n\n"
             "Exit codes: 0 all well, 1 an expectation failed, 2 wrong input, 3 something failed on the way, 4 undecided, 130 interrupted.");

  std::string scenario;
  RunOptions run_options;
  CLI::App* run = add_run(app, scenario, run_options);
  add_common(*run, common);
  add_running(*run, common);

  std::vector<std::string> scenarios;
  CLI::App* validate = app.add_subcommand("validate", "Check files of any kind; nothing is run");
  validate->add_option("files", scenarios, "Scenarios, suites, studies, attacks, policies, device classes, networks, prices, clients")->required();
  validate->add_option("--format", common.format, "human or json")->check(CLI::IsMember({"human", "json"}));
  add_common(*validate, common);
  validate->footer("Examples:\n  picket validate scenarios/smoke/quick.yaml\n"
                   "  picket validate my_suite.yaml my_attack.yaml policies/my_policy.yaml\n"
                   "  picket validate --format json my.yaml\n\n"
                   "What a file is, is told by its keys (fleet: a scenario, cases: a suite, phases: an attack, sweep or tune: a study), else by the name of its\n"
                   "folder (attacks, policies, profiles, prices, clients, suites), else by the kind that knows the most of its keys. A suite\n"
                   "is checked with all its cases, and what it and scenarios name of the library.");

  SuiteOptions suite_options;
  CLI::App* suite = add_suite(app, suite_options);
  add_common(*suite, common);
  add_running(*suite, common, {{"human", "json", "junit", "github"}, "max_replications"});

  SweepOptions sweep_options;
  CLI::App* sweep = add_sweep(app, sweep_options);
  add_common(*sweep, common);
  add_running(*sweep, common);

  CompareOptions compare_options;
  CLI::App* compare = add_compare(app, compare_options, common);
  ReproduceOptions reproduce_options;
  CLI::App* reproduce = add_reproduce(app, reproduce_options, common);

  PlanOptions plan_options;
  CLI::App* plan = add_plan(app, plan_options);
  add_common(*plan, common);
  add_running(*plan, common);

  TuneOptions tune_options;
  CLI::App* tune = add_tune(app, tune_options, common);

  AttacksOptions attacks_options;
  CLI::App* attacks = app.add_subcommand("attacks", "The attack library: list it, show attacks, run one, write an ATT&CK Navigator layer");
  attacks->add_option("action", attacks_options.action, "ls, show, run or layer")->required()->check(CLI::IsMember({"ls", "show", "run", "layer"}));
  attacks->add_option("attacks", attacks_options.names, "Names of the library, or files; none: the whole library");
  attacks->add_option("--domain", attacks_options.domain, "layer: enterprise or ics")->check(CLI::IsMember({"enterprise", "ics"}))->capture_default_str();
  attacks->add_flag("--v19", attacks_options.version_19, "layer: technique ids as version 19 of ATT&CK numbers them");
  attacks->add_option("--variant", attacks_options.variant, "show: the numbers that this variant draws from the attack's ranges")
      ->check(CLI::Range(1U, kMostVariants))->type_name("N");
  attacks->add_flag("--held-out", attacks_options.held_out, "show: draw them from the held-out ranges");
  attacks->add_option("--policy", attacks_options.policies,
                      "run: policies, by names of the library or files; repeatable (default: g2_linux, picket)")
      ->allow_extra_args(false);
  attacks->add_option("--devices", attacks_options.devices, "run: devices of the fleet, of the attack's first class (default: 12)")->type_name("N");
  attacks->add_option("--targets", attacks_options.targets, "run: attacked devices (default: 4, or all if there are fewer)")->type_name("N");
  add_common(*attacks, common);
  add_running(*attacks, common, {{"human", "json"}, "max_replications"});
  attacks->footer("Examples:\n  picket attacks ls\n  picket attacks show a01_mirai\n  picket attacks show my_attack.yaml\n"
                  "  picket attacks show a10_ssh_brute_force --variant 2 --held-out\n"
                  "  picket attacks layer --v19 > layer.json\n"
                  "  picket attacks run a09_miner --policy g2_linux\n"
                  "  picket attacks run my_attack.yaml --policy picket --policy my_policy.yaml --devices 20 --targets 5 --seed 7\n\n"
                  "--set, --seed, --replications (default 10), --threads, --out and --rules are for `run`; --set takes the keys of a suite,\n"
                  "such as 'warm_up=24 h'. To judge attacks, or run several: picket suite FILE... (each is a case).");

  ImportMudOptions import_mud;
  ImportAtomicOptions import_atomic;
  ImportPricesOptions import_prices;
  CLI::App* import = add_import(app, import_mud, import_atomic, import_prices, common);

  std::string what;
  std::string prefix;
  CLI::App* explain = app.add_subcommand("explain", "Show every resolved value with its origin, or explain a message code");
  explain->add_option("what", what, "Scenario file, or a code such as E0107")->required();
  explain->add_option("path", prefix, "Only values below this path; estimates: what nobody publishes");
  add_common(*explain, common);
  explain->footer("Examples:\n  picket explain scenarios/smoke/quick.yaml\n"
                  "  picket explain scenarios/smoke/quick.yaml policy_templates.g2_linux\n  picket explain scenarios/smoke/quick.yaml estimates\n"
                  "  picket explain E0107");

  std::string part;
  bool markdown = false;
  CLI::App* schema = app.add_subcommand("schema", "Print the JSON Schema of scenario files, for editors");
  schema->add_option("part", part, "policy, class, attack, suite, study, prices, client or networks (default: scenario); or a page: "
                     "alerts (what `expect` can name), generations, collectors, policies, twin_g1 or twin_g2");
  schema->add_flag("--markdown", markdown, "A reference page instead: of all keys, of a suite with its invariants, of another part, or about agents");
  add_common(*schema, common);
  schema->footer("Examples:\n  picket schema > scenario.schema.json\n  picket schema policy\n  picket schema --markdown\n"
                 "  picket schema suite --markdown\n  picket schema alerts\n"
                 "  picket schema generations --markdown\n  picket schema policies --markdown");

  InitOptions init_options;
  CLI::App* init = add_init(app, init_options, common);

  ReplayOptions replay_options;
  CLI::App* replay = app.add_subcommand("replay", "Feed recorded traces through the same agents and analytics");
  replay->add_option("traces", replay_options.traces, "Zeek conn logs (TSV, JSON lines, CSV) or process traces (CSV); .gz too")->required();
  replay->add_option("--policy", replay_options.policies, "Policies to compare: names of the library, or files with a policy of your own (default: raw, g1_c, g2_linux, picket)");
  replay->add_option("--kind", replay_options.kind, "auto, zeek or process")->check(CLI::IsMember({"auto", "zeek", "process"}))->capture_default_str();
  add_common(*replay, common);
  add_running(*replay, common, {{"human", "json"}, ""});
  replay->get_option("--set")->description("Override a value: path=value, for example 'policy_templates.raw.max_delay=5 s'; repeatable");
  replay->footer("Examples:\n  picket replay conn.log\n  picket replay conn.log.gz --policy g2_linux --policy picket\n"
                 "  picket replay trace.csv.gz --kind process\n"
                 "  picket replay conn.log --policy picket --policy ./my_policy.yaml\n\n"
                 "--set reaches what a trace leaves open: policy_templates, pipeline, client, prices, hubs, rules, seed.\n\n"
                 "A process trace is a CSV with the columns t_s, event (fork, exec or exit), pid, ppid, comm and cmdline, and, if\n"
                 "they are there, phase (the label), cmdline_read and side (the device).");

  RulesOptions rules_options;
  CLI::App* rules = app.add_subcommand("rules", "For authors of Sigma rules: check, explain, test");
  rules->add_option("action", rules_options.action,
                    "check: load and tell every problem; explain: what rules mean; test: try rules on events")
      ->required()->check(CLI::IsMember({"check", "explain", "test"}));
  rules->add_option("rules", rules_options.paths, "Rule files, or folders of them")->required()->check(CLI::ExistingPath);
  rules->add_option("--rule", rules_options.rule, "Only the rule of this id, name or title");
  rules->add_option("--events", rules_options.events, "test: file with one JSON object a line")->check(CLI::ExistingFile);
  rules->add_flag("--all", rules_options.all, "test: say of every rule why it does not fire");
  rules->add_option("--product", rules_options.product, "test: log source of the events; what is not given is not compared");
  rules->add_option("--category", rules_options.category, "test: the same");
  rules->add_option("--service", rules_options.service, "test: the same");
  rules->add_option("--placeholder", rules_options.placeholders, "Values for %name% under the modifier 'expand': name=value,value; repeatable")
      ->allow_extra_args(false);
  rules->footer("Examples:\n  picket rules check pipeline_core/content/rules\n"
                "  picket rules explain my_rule.yml\n"
                "  picket rules test my_rule.yml --events events.jsonl --category process_creation\n\n"
                "'test' tries correlations too: over all events of the file, in the order of their times. An event's time is the\n"
                "first of its fields EventTime, _time, @timestamp, timestamp, UtcTime and time: a date or seconds since 1970.\n"
                "Rule files may have 1 MiB, files of events 1 GiB and 1 MiB a line.\n\n"
                "Exit codes: 0 all well, 1 no rule and no correlation fired (test), 2 wrong input.");

  StudiesOptions studies_options;
  CLI::App* studies = add_studies(app, studies_options, common);
  LaunchOptions launch_options;
  CLI::App* launch = add_launch(app, launch_options);

  LiveOptions live_options;
  CLI::App* live = add_live(app, live_options, common);

  std::string directory = "out/latest";
  std::string output;
  CLI::App* report = app.add_subcommand("report", "Write the one-file report of a study again");
  report->add_option("directory", directory, "Folder of the study")->capture_default_str();
  report->add_option("-o,--output", output, "File to write (default: report.html in the folder)");
  report->footer("Examples:\n  picket report\n  picket report out/latest\n  picket report out/latest -o /tmp/report.html");

  QueryOptions query_options;
  CLI::App* query = app.add_subcommand("query", "Ask a run's workspace in SQL, with Log Analytics' tables and columns");
  query->add_option("run", query_options.run, "Study, run or workspace.sqlite")->capture_default_str();
  query->add_option("sql", query_options.sql, "One SELECT; may stand alone");
  query->add_option("--query", query_options.name, "A query that comes with Picket; --list names them")->type_name("NAME");
  query->add_option("--file", query_options.file, "File with one SELECT");
  query->add_option("--parameter", query_options.parameters, "Value of a parameter: name=value for ':name'; repeatable")->allow_extra_args(false);
  query->add_option("--policy", query_options.policy, "Policy of the run that is meant, where a study has several");
  query->add_option("--replication", query_options.replication, "Its replication, from 0");
  query->add_option("--limit", query_options.limit, "Rows shown at a terminal; 0: all")->check(no_less_than_none)->capture_default_str();
  query->add_option("--timeout", query_options.timeout_seconds, "Seconds after which a statement is stopped; 0: never")
      ->type_name("SECONDS")->check(some_seconds)->capture_default_str();
  query->add_flag("--list", query_options.list, "List the queries that come with Picket");
  query->add_option("--library", common.library, "Folder with queries/ (default: the built-in one)")->check(CLI::ExistingDirectory);
  query->add_option("--format", common.format, "human, csv or json")->check(CLI::IsMember({"human", "csv", "json"}))->capture_default_str();
  query->footer("Examples:\n  picket query --list\n  picket query --policy picket --query logins\n"
                "  picket query out/latest --policy g2_linux \"SELECT AlertType, count(*) FROM SecurityAlert GROUP BY 1\"\n"
                "  picket query out/latest --policy picket --query related_alerts --parameter device=ip_camera-000007 --parameter hub=hub\n\n"
                "Tables: SecurityIoTRawEvent, DefenderIoTRawEvent, SecurityAlert, SecurityRecommendation, AzureDiagnostics, with Log\n"
                "Analytics' columns; ours, with records of OCSF 1.5.0 as JSON in Record: OcsfDetectionFinding (each alert's finding;\n"
                "Uid is the SystemAlertId) and OcsfIncidentFinding (incidents and campaigns); ours, with the truth about attacks:\n"
                "PicketAttackUnit (an attack on a device) and PicketAttackStep (each of its steps, and why it was missed). Beyond\n"
                "SQLite's functions there are now(), the simulated time of the last row, and ago('7d'), that much before.");

  WhyOptions why_options;
  CLI::App* why = app.add_subcommand("why", "Say what an alert of a run rests on, or why an attack was missed");
  why->add_option("run", why_options.run, "Study or run")->capture_default_str();
  why->add_option("--alert", why_options.alert, "The chain behind one alert: its number, or its SystemAlertId")->type_name("N|ID")->check(not_empty);
  why->add_option("--unit", why_options.unit,
                  "What became of an attack on a device, step by step, and the nearest rules: ATTACK/DEVICE, or DEVICE "
                  "if it was attacked once")
      ->type_name("UNIT")->check(not_empty);
  why->add_option("--attack", why_options.attack, "With --device: the same in two words")->type_name("NAME")->check(not_empty);
  why->add_option("--device", why_options.device, "The device of the unit")->type_name("NAME")->check(not_empty);
  why->add_flag("--alerts", why_options.alerts, "List all alerts with their numbers");
  why->add_option("--policy", why_options.policy, "Policy of the run that is meant, where a study has several");
  why->add_option("--replication", why_options.replication, "Its replication, from 0 (default: the first)");
  why->add_flag("--all", why_options.all, "Cut nothing: every kind of event, observation and rule");
  why->add_option("--threads", common.threads, "Cores to use (default: all)")->check(CLI::Range(0, 1024));
  why->add_option("--format", common.format, "human or json")->check(CLI::IsMember({"human", "json"}))->capture_default_str();
  why->add_flag("--json", [&common](std::int64_t) { common.format = "json"; }, "The same as --format json");
  why->add_flag("-q,--quiet", common.quiet, "No progress");
  why->footer("Examples:\n"
              "  picket why --policy picket\n"
              "  picket why out/latest --policy g2_linux --alerts\n"
              "  picket why out/latest --policy picket --alert 3\n"
              "  picket why out/latest --policy g2_linux --unit miner/iot_gateway-000003\n\n"
              "The run is repeated (one policy, one replication), so this takes as long as it did, twice that for --alert. Nothing\n"
              "is stored for it. If the repetition does not give the run's digest, nothing is explained.");

  ExportOptions export_options;
  CLI::App* exported = app.add_subcommand("export", "Write a run's messages as Event Hubs and Log Analytics give them, the labels apart");
  exported->add_option("run", export_options.run, "Study or run")->capture_default_str();
  exported->add_option("--policy", export_options.policy, "Policy of the run that is meant, where a study has several");
  exported->add_option("--replication", export_options.replication, "Its replication, from 0 (default: the first)");
  exported->add_option("--format", export_options.form, "eventhubs, log-analytics or resource-logs (default: the first two)")
      ->check(CLI::IsMember({"eventhubs", "log-analytics", "resource-logs"}));
  exported->add_option("--route", export_options.routes,
                       "What a route sends to the endpoint beside telemetry: deviceConnectionStateEvents, twinChangeEvents or deviceLifecycleEvents; "
                       "repeatable (default: none, as at a hub)")
      ->allow_extra_args(false)->type_name("SOURCE")->check(CLI::IsMember({"deviceConnectionStateEvents", "twinChangeEvents", "deviceLifecycleEvents"}));
  exported->add_option("-o,--output", export_options.directory, "Folder to write (default: exports/ in the study)")
      ->type_name("DIR")->check(not_empty);
  exported->add_flag("--force", export_options.force, "Replace an export that is there");
  exported->add_option("--threads", common.threads, "Cores to use (default: all)")->check(CLI::Range(0, 1024));
  exported->add_flag("-q,--quiet", common.quiet, "No progress");
  exported->footer("Examples:\n"
                   "  picket export --policy picket\n"
                   "  picket export out/latest --policy g1_c --format eventhubs -o stream\n"
                   "  picket export out/latest --policy picket --route deviceConnectionStateEvents -o stream --force\n\n"
                   "Files: eventhubs/HUB.jsonl (body, systemProperties, applicationProperties, partitionId, sequenceNumber, offset),\n"
                   "log-analytics/TABLE.jsonl (SecurityIoTRawEvent or DefenderIoTRawEvent, and AzureDiagnostics), resource-logs/HUB.jsonl (the\n"
                   "records of the hub's log as they go to an event hub or into storage), labels/*.csv (the truth: units, steps, messages,\n"
                   "exposure) and manifest.json. A message of generation 2 is FlatBuffers, its body base64.\n"
                   "The run is repeated (one policy, one replication), with its digest, or nothing is exported.");

  ScoreOptions score_options;
  CLI::App* score = app.add_subcommand("score", "Judge another system's alerts about a run, beside the run's own");
  score->add_option("run", score_options.run, "Study or run")->required();
  score->add_option("alerts", score_options.files, "Files with alerts: a JSON list, a JSON object a line, or CSV with a header")->required();
  score->add_option("--columns", score_options.columns,
                    "Where fields stand: field=name,... for time, device, type, severity, replication (default: known names)")
      ->type_name("LIST")->check(not_empty);
  score->add_option("--match", score_options.match, "What of an alert has to agree with an attack beside the time: device or device,type")
      ->check(CLI::IsMember({"device", "device,type"}))->capture_default_str();
  score->add_option("--policy", score_options.policy, "Policy of the run that is meant, where a study has several");
  score->add_option("--replication", score_options.replications,
                    "Replication that the files are about, or one for each of them; repeatable (default: the first, or a column)")
      ->allow_extra_args(false);
  score->add_option("--format", common.format, "human or json")->check(CLI::IsMember({"human", "json"}))->capture_default_str();
  score->add_flag("--json", [&common](std::int64_t) { common.format = "json"; }, "The same as --format json");
  score->footer("Examples:\n"
                "  picket score out/latest alerts.json --policy picket\n"
                "  picket score out/latest alerts.csv --policy g1_c --columns device=host,time=ts,type=rule\n"
                "  picket score out/latest r0.json r1.json --replication 0 --replication 1 --policy picket --match device,type\n\n"
                "Alerts are rows of SecurityAlert, OCSF Detection Findings, or anything with a time (ISO 8601, or a number since 1970)\n"
                "and a device (its name, or a resource id that ends in it). The first of these that is there is read:\n"
                "  time    TimeGenerated, time, finding_info.created_time, timestamp, @timestamp, _time, time_dt, alert_time,\n"
                "          event_time, created_at, date, datetime, StartTime\n"
                "  device  CompromisedEntity, device.uid, device.name, device.hostname, DeviceId, device_id, device, host.name,\n"
                "          hostname, host, dest, entity, asset, ResourceId\n"
                "  type    AlertType, finding_info.types, finding_info.title, alert_type, AlertName, DisplayName, rule.name,\n"
                "          rule_name, rule, signature, title, name, type\n"
                "Others are severity, and replication for a file about several. An alert from an attack's start until its deadline\n"
                "after the last effect detects it; one that names evidence (Entities, or OCSF's evidences and observables) only\n"
                "if the attack shows any of it. The expectations of a suite's case are judged too. Exit codes: 0 all well, 1 an\n"
                "expectation failed, 2 wrong input.");

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int code = app.exit(error);
    if (code == 0) return exit_code::kOk;
    const std::string near = nearest_word(app, std::span(argv, static_cast<std::size_t>(argc)));
    if (lacks_dashes(common.argv)) {
      std::fputs("the command to launch stands behind --, as in: picket launch slurm --shards 4 -- sweep study.yaml --seed 7\n", stderr);
    } else if (!near.empty()) {
      std::fprintf(stderr, "did you mean '%s'?\n", near.c_str());
    } else if (argc > 1 && argv[1][0] != '-' && app.get_subcommands().empty()) {
      std::fprintf(stderr, "there is no command '%s'; there are:", argv[1]);
      for (const CLI::App* sub : app.get_subcommands([](const CLI::App*) { return true; })) {
        std::fprintf(stderr, " %s", sub->get_name().c_str());
      }
      std::fputs("\n", stderr);
    }
    return exit_code::kWrongInput;
  }
  for (const std::string& object : common.primitives) load_primitive_file(object);
  if (*run) return run_command(scenario, run_options, common);
  if (*compare) return compare_command(compare_options, common);
  if (*reproduce) return reproduce_command(reproduce_options, common);
  if (import->got_subcommand("atomic")) return import_atomic_command(import_atomic);
  if (import->got_subcommand("prices")) return import_prices_command(import_prices, common);
  if (import->got_subcommand("mud")) return import_mud_command(import_mud, common);
  if (*attacks) return attacks_command(attacks_options, common);
  if (*suite) return suite_command(suite_options, common);
  if (*sweep) return sweep_command(sweep_options, common);
  if (*plan) return plan_command(plan_options, common);
  if (*tune) return tune_command(tune_options, common);
  if (*validate) return validate_command(scenarios, common);
  if (*explain) return explain_command(what, prefix, common);
  if (*schema) return schema_command(part, markdown, common);
  if (*init) return init_options.from_hub.empty() ? init_command(init_options.name, init_options.file) : init_from_hub_command(init_options, common);
  if (*replay) return replay_command(replay_options, common);
  if (*query) return query_command(query_options, common);
  if (*why) return why_command(why_options, common);
  if (*exported) return export_command(export_options, common);
  if (*score) return score_command(score_options, common);
  if (*rules) return rules_command(rules_options);
  if (*studies) return studies_command(studies_options, common);
  if (*live) return live_command(*live, live_options, common);
  if (*launch) return launch_command(launch_options);
  return report_command(directory, output);
}

/// What was to be said on standard output and is lost makes every command fail: whoever reads it would take the part that
/// came for the whole. Asks for the stream's own mark too, since a buffer that failed before is empty now.
int flushed(int code) {
  std::cout.flush();
  const bool failed_before = std::ferror(stdout) != 0 || !std::cout;
  errno = 0;
  if (std::fflush(stdout) == 0 && !failed_before) return code;
  std::fprintf(stderr, "error: cannot write to standard output%s%s\n", errno != 0 ? ": " : "", errno != 0 ? std::strerror(errno) : "");
  return exit_code::kInternalError;
}

int ended(int argc, char** argv) {
  try {
    return main_of(argc, argv);
  } catch (const Interrupted& interruption) {
    std::fprintf(stderr, "\n%s\n", interruption.what());
    return exit_code::kInterrupted;
  } catch (const WrongInput& error) {
    std::fprintf(stderr, "error: %s\n1 error; nothing was run.\n", printable_lines(error.what()).c_str());
    return exit_code::kWrongInput;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "error: %s\n", printable_lines(error.what()).c_str());
    return exit_code::kInternalError;
  }
}

}  // namespace
}  // namespace picket::sim

int main(int argc, char** argv) { return picket::sim::flushed(picket::sim::ended(argc, argv)); }
