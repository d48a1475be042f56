#include "sim/apps/import_options.h"

#include <CLI/CLI.hpp>

#include <string>

#include "sim/apps/option_checks.h"

namespace picket::sim {
namespace {

/// A check of names that become keys.
std::string name_of_a_part(const std::string& word) {
  const bool good = !word.empty() && word.size() <= 64 && word.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string::npos;
  return good ? "" : word + " is no name: small letters, digits and '_', at most 64";
}

void add_import_mud(CLI::App& import, ImportMudOptions& options, CommonOptions& common) {
  CLI::App* mud = import.add_subcommand("mud", "A MUD profile (RFC 8520) as the network behaviour of a device class");
  mud->add_option("file", options.file, "MUD file, JSON")->required()->type_name("FILE");
  mud->add_option("-o,--output", options.output, "File to write (default: standard output)")->type_name("FILE");
  mud->add_option("--name", options.name, "Name of the class (default: the file's)")->check(name_of_a_part);
  mud->add_option("--base", options.base, "Class of the library whose programs, files, log-ins and inventory it takes; its network goes")
      ->type_name("CLASS");
  mud->add_option("--controller", options.controller, "Who plays my-controller and other controllers: a name or an address; "
                  "else entries that need one are left out")->type_name("HOST");
  mud->add_option("--local-network", options.local_networks, "Network of the site, beside the private ones; repeatable")
      ->allow_extra_args(false)->type_name("CIDR");
  MudEstimates& e = options.estimates;
  mud->add_option("--flows-per-hour", e.flows_per_hour, "Flows of a device in an hour, dealt evenly to all that the profile allows")
      ->check(is_a_number)->check(CLI::Range(0.001, 1e5))->capture_default_str();
  mud->add_option("--burst-size", e.burst_size, "Mean runs of a peer's flows at once")
      ->check(is_a_number)->check(CLI::Range(1.0, 200.0))->capture_default_str();
  mud->add_option("--look-up-share", e.look_up_share, "Share of those runs that ask for the peer's name first")
      ->check(is_a_number)->check(CLI::Range(0.0, 1.0))->capture_default_str();
  mud->add_option("--addresses-per-name", e.addresses_per_name, "Addresses that a device uses of a name")
      ->check(CLI::Range(1, 100))->capture_default_str();
  mud->add_option("--bytes-out", e.bytes_out, "Bytes sent in a TCP flow, median")
      ->check(is_a_number)->check(CLI::Range(1.0, 1e7))->capture_default_str();
  mud->add_option("--bytes-in", e.bytes_in, "Bytes received in a TCP flow, median")
      ->check(is_a_number)->check(CLI::Range(1.0, 1e7))->capture_default_str();
  mud->add_option("--library", common.library, "Folder with profiles/ (default: the built-in one)")->check(CLI::ExistingDirectory);
  mud->footer("Examples:\n  picket import mud plug.json -o plug.yaml\n"
              "  picket import mud plug.json -o plug.yaml --base smart_hub --flows-per-hour 20\n"
              "  picket import mud camera.json --controller hub.example --local-network 198.51.100.0/24\n\n"
              "A profile says what is allowed, not how often: rates, bytes and look-ups are estimates, which the options change and\n"
              "the file's head tells. Each access control entry becomes a flow, the other direction of one, or is left out with a\n"
              "reason. In a scenario: 'include: [plug.yaml]', then 'device_class: plug'.");
}

void add_import_atomic(CLI::App& import, ImportAtomicOptions& options) {
  CLI::App* atomic = import.add_subcommand("atomic", "A test of Atomic Red Team as an attack made of process steps");
  atomic->add_option("file", options.file, "Atomic Red Team file, YAML")->required()->type_name("FILE");
  atomic->add_option("-o,--output", options.output, "File to write (default: standard output)")->type_name("FILE");
  atomic->add_option("--test", options.test, "Number of the test in the file, from 1, or its GUID (default: the only one that can be imported)")
      ->type_name("N|GUID");
  atomic->add_option("--platform", options.platform, "Tests for others are passed over")
      ->check(CLI::IsMember({"linux", "macos"}))->capture_default_str();
  atomic->add_option("--input", options.inputs, "Value of an input argument in place of its default: name=value; repeatable")
      ->allow_extra_args(false);
  atomic->add_flag("--list", options.list, "Name the tests of the file and what stands against an import; write nothing");
  AtomicChoices& c = options.choices;
  atomic->add_flag("--cleanup", c.cleanup, "The clean-up commands become a second phase");
  atomic->add_option("--spacing", c.spacing_seconds, "Seconds from one program to the next, median")
      ->check(is_a_number)->check(CLI::Range(0.001, 600.0))->capture_default_str();
  atomic->add_option("--user-id", c.user_id, "User of a test that needs no root")->capture_default_str();
  atomic->add_option("--device-class", c.device_class, "Class of devices that the attack is made for")->check(name_of_a_part)->capture_default_str();
  atomic->footer("Examples:\n  picket import atomic T1070.003.yaml --list\n"
                 "  picket import atomic T1070.003.yaml --test 1 -o clear_history.yaml\n"
                 "  picket import atomic T1105.yaml --test 5a43e4ae-1d02-4e5d-8a2c-5f0d2a1f6c11 --input remote_host=drop.example\n"
                 "  picket suite clear_history.yaml --policy g2_linux --policy picket\n\n"
                 "The command of a test is split into the programs that it starts if all goes well; nothing is run, resolved or fetched.\n"
                 "What has no process (builtins of the shell, branches not taken, writing to files) is listed with its line.");
}

void add_import_prices(CLI::App& import, ImportPricesOptions& options, CommonOptions& common) {
  CLI::App* prices = import.add_subcommand("prices", "An answer of the Azure Retail Prices API as a price book");
  prices->add_option("files", options.files, "Answers of the API, JSON; the pages of one answer together")->required()->type_name("FILE");
  prices->add_option("-o,--output", options.output, "File to write (default: standard output)")->type_name("FILE");
  prices->add_option("--name", options.name, "Name of the price book (default: the first file's)")->check(name_of_a_part);
  prices->add_option("--region", options.region, "Region by its short name, as in eastus; needed where the files have several")->type_name("REGION");
  prices->add_option("--compiled", options.compiled, "Day on which the files were fetched, YYYY-MM-DD (default: the first file's)")->type_name("DATE");
  prices->add_option("--usd-per-currency", options.usd_per_currency, "US dollars for one unit of the files' currency; needed unless that is USD")
      ->check(is_a_number)->check(CLI::Range(1e-6, 1e6));
  prices->add_option("--base", options.base, "Price book of the library that has what the files do not")->type_name("BOOK")->capture_default_str();
  prices->add_option("--library", common.library, "Folder with prices/ (default: the built-in one)")->check(CLI::ExistingDirectory);
  prices->footer("Examples:\n  picket import prices prices.json --region eastus -o prices.yaml\n"
                 "  picket import prices page1.json page2.json --region westeurope --usd-per-currency 1.08\n"
                 "  picket import prices prices.json --region eastus --compiled 2026-11-30 --name spring\n\n"
                 "Nothing is fetched. A file is what https://prices.azure.com/api/retail/prices answers, as for\n"
                 "  $filter=armRegionName eq 'eastus' and (serviceName eq 'IoT Hub' or serviceName eq 'Log Analytics')\n"
                 "Units of hubs, ingestion and retention of Log Analytics, commitment tiers of Azure Monitor and analysis of Sentinel are read;\n"
                 "every other entry is listed with the reason. In a scenario: 'include: [prices.yaml]'.");
}

}  // namespace

CLI::App* add_import(CLI::App& app, ImportMudOptions& mud, ImportAtomicOptions& atomic, ImportPricesOptions& prices, CommonOptions& common) {
  CLI::App* import = app.add_subcommand("import", "Turn published descriptions into parts of a scenario: MUD profiles, Atomic Red Team tests, prices");
  import->require_subcommand(1);
  add_import_mud(*import, mud, common);
  add_import_atomic(*import, atomic);
  add_import_prices(*import, prices, common);
  import->footer("Examples:\n  picket import mud plug.json -o plug.yaml\n  picket import atomic T1070.003.yaml --list\n"
                 "  picket import prices prices.json --region eastus -o prices.yaml\n  picket import mud --help");
  return import;
}

}  // namespace picket::sim
