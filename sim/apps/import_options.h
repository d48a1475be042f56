#pragma once

#include <string>
#include <vector>

#include "sim/apps/options.h"
#include "sim/import/atomic_attack.h"
#include "sim/import/mud_class.h"

namespace CLI {
class App;
}

namespace picket::sim {

struct ImportMudOptions {
  std::string file;
  std::string output;                       ///< empty: standard output
  std::string name;                         ///< of the class; empty: the file's
  std::string base;                         ///< class of the library whose programs and files it takes; empty: none
  std::string controller;                   ///< who plays my-controller
  std::vector<std::string> local_networks;  ///< CIDR
  MudEstimates estimates;
};
int import_mud_command(const ImportMudOptions& options, const CommonOptions& common);

struct ImportAtomicOptions {
  std::string file;
  std::string output;               ///< empty: standard output
  std::string test;                 ///< number or GUID; empty: the only one that can become steps
  std::string platform = "linux";
  std::vector<std::string> inputs;  ///< name=value
  bool list = false;                ///< name the tests, and write nothing
  AtomicChoices choices;
};
int import_atomic_command(const ImportAtomicOptions& options);

struct ImportPricesOptions {
  std::vector<std::string> files;
  std::string output;               ///< empty: standard output
  std::string name;                 ///< of the book; empty: the first file's
  std::string base = "us_2026_11";  ///< book of the library that has what the files do not
  std::string region;
  std::string compiled;             ///< ISO date; empty: the day of the first file
  double usd_per_currency = 0;
};
int import_prices_command(const ImportPricesOptions& options, const CommonOptions& common);

/// Adds the command `import` with its sub-commands; what the command line says goes into `mud`, `atomic`, `prices` and `common`.
CLI::App* add_import(CLI::App& app, ImportMudOptions& mud, ImportAtomicOptions& atomic, ImportPricesOptions& prices,
                     CommonOptions& common);

}  // namespace picket::sim
