#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace picket::sim {

enum class Launcher : std::uint8_t { kSlurm, kParallel, kMpi };

/// Many processes of one command, each with a part of the work.
struct LaunchPlan {
  Launcher launcher = Launcher::kParallel;
  std::uint32_t shards = 1;
  std::uint32_t at_once = 0;  ///< Slurm: of an array at most; GNU parallel: jobs; 0: as the system has it
  std::string program;        ///< absolute path of picket
  std::string folder;         ///< absolute path that relative ones of `words` start from
  std::vector<std::string> words;  ///< of the command, from "sweep" on, without --shard
  unsigned threads = 1;       ///< cores of a part
  std::string time_limit;     ///< Slurm: of a part, "4:00:00"; empty: the partition's
  std::string memory;         ///< Slurm: of a part, "8G"; empty: the partition's
  std::string partition;      ///< Slurm; empty: the default
};

/// A bash script that starts every part and then the whole command once, which finds all runs there and makes the result.
/// Every word of the command is quoted. The parts need a folder for results that all machines see.
std::string launch_script(const LaunchPlan& plan);

}  // namespace picket::sim
