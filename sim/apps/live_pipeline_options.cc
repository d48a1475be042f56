#include "sim/apps/live_pipeline_options.h"

#include "sim/apps/option_checks.h"

namespace picket::sim {

CLI::App* add_live_pipeline(CLI::App& live, LivePipelineOptions& options) {
  CLI::App* pipeline = live.add_subcommand("pipeline", "Read a hub's messages at its built-in endpoint, and print findings as they come");
  pipeline->add_option("--connection", options.connection,
                       std::string("File with the Event Hub-compatible connection string (default: the environment's ") + kEndpointVariable + ")")
      ->type_name("FILE")->check(not_empty);
  pipeline->add_option("--consumer-group", options.consumer_group, "Consumer group; give this program one of its own")->capture_default_str()->check(not_empty);
  pipeline->add_option("--from", options.from, "At the first start: earliest, latest, or a time such as 2026-12-01T08:00:00Z")->capture_default_str()->check(not_empty);
  CLI::Option* workspace = pipeline->add_option("--workspace", options.workspace, "Database for findings, checkpoints and what a restart needs")->capture_default_str()->type_name("FILE")->check(not_empty);
  CLI::Option* rules = pipeline->add_option("--rules", options.rules, "Detections: picket, product or a folder with Sigma rules; repeatable (default: picket)")->allow_extra_args(false)->type_name("PACK");
  CLI::Option* feeds = pipeline->add_option("--feed", options.feeds, "Threat intelligence: a file of STIX 2.1 (.json), CSV (.csv) or one value a line (.txt); repeatable")
                           ->allow_extra_args(false)->type_name("FILE")->check(not_empty);
  CLI::Option* store = pipeline->add_option("--store", options.store, "Raw events that become rows of the workspace: of findings none, of a sample one device in a hundred, or all")
                           ->capture_default_str()->check(CLI::IsMember({"findings", "sample", "all"}));
  CLI::Option* row_limit = pipeline->add_option("--row-limit", options.row_limit, "Most rows of raw events, over all starts; what is beyond is counted")
                               ->capture_default_str()->type_name("N")->check(CLI::Range(std::int64_t{1}, std::int64_t{1'000'000'000'000}));
  CLI::Option* format = pipeline->add_option("--format", options.format, "human, or json: an OCSF Detection Finding a line")->capture_default_str()->check(CLI::IsMember({"human", "json"}));
  CLI::Option* silence = pipeline->add_option("--silence", options.silence, "Longest gap between messages that devices promise, '1 h'; three missed ones are a finding (default: nobody is missed)")->type_name("TIME");
  CLI::Option* learn = pipeline->add_option("--learn", options.learn, "From the first event on, learn for so long and raise nothing, '2 h' (default: nothing is learnt beforehand)")->type_name("TIME");
  CLI::Option* keep = pipeline->add_option("--keep", options.keep, "Keep messages for so long, to analyse them again at the next start")->capture_default_str()->type_name("TIME");
  pipeline->add_option("--roots", options.roots, "PEM file of trusted roots (default: the system's)")->type_name("FILE")->check(CLI::ExistingFile);
  pipeline->add_option("--address", options.address, "Where to connect in place of looking the host up, a private endpoint say; its certificate has to be the endpoint's")->type_name("ADDRESS")->check(not_empty);
  pipeline->add_option("--port", options.port, "Port of AMQP over TLS")->capture_default_str()->type_name("N")->check(CLI::Range(1, 65'535));
  pipeline->add_option("--hold", options.hold, "Time that an event may take from the hub to here")->capture_default_str()->type_name("TIME");
  pipeline->add_option("--duration", options.duration, "End after this time, '6 h' (default: until it is stopped)")->type_name("TIME")->check(not_empty);
  pipeline->add_flag("--until-present,--until-idle", options.until_present, "End once everything that is there has been read");
  pipeline->add_option("--fit", options.fit, "Look for nothing; write what devices do as a scenario's classes and rates, with intervals. The file must not exist")
      ->type_name("FILE")->check(not_empty)->excludes(workspace, rules, feeds, store, row_limit, format, silence, learn, keep);
  pipeline->add_flag("-q,--quiet", options.quiet, "Findings and errors alone");
  pipeline->footer(std::string("Examples:\n"
                   "  az iot hub connection-string show --hub-name contoso-hub --default-eventhub --policy-name service -o tsv > endpoint.txt\n"
                   "  chmod 600 endpoint.txt\n"
                   "  picket live pipeline --connection endpoint.txt --consumer-group picket\n"
                   "  picket live pipeline --connection endpoint.txt --from latest --silence '1 h'\n"
                   "  picket live pipeline --connection endpoint.txt --format json --feed blocklist.csv --store sample | jq .finding_info.title\n"
                   "  picket live pipeline --connection endpoint.txt --consumer-group fit --fit observed.yaml --until-idle\n"
                   "  picket live pipeline --connection endpoint.txt --consumer-group fit --fit observed.yaml --from latest --duration '24 h'\n"
                   "  picket query live/workspace.sqlite \"SELECT TimeGenerated, AlertSeverity, AlertType FROM SecurityAlert\"\n\n"
                   "Reads only: nothing is sent to devices or changed at the hub. Findings go to standard output, one a line, everything else to\n"
                   "standard error. Ctrl-C ends it in good order with a balance; the same command goes on where it was, and after a kill too: what\n"
                   "was read, how far, and what was found are stored together. Models of behaviour remember what --keep holds.\n"
                   "--fit keeps no position and no database: it reads, then writes one scenario that 'picket explain' and 'picket run' take, with what was\n"
                   "observed, fitted and assumed beside each figure. Observe for days: seasons need one, and rare events more.\n"
                   "The connection string comes from a file or the environment, never from an argument. The certificate is always checked.\n"
                   "Exit codes: 0 stopped, 2 wrong input, 3 the service refused it for good, or the database could not be written, 4 nothing to fit."));
  return pipeline;
}

}  // namespace picket::sim
