#pragma once

#include <unistd.h>

#include <filesystem>
#include <string>
#include <string_view>

#include "tests/sim/live/collect/collect_world.h"

namespace picket::sim {

/// A folder that looks like /proc, with the processes that a test wants.
class FakeProc {
 public:
  FakeProc() { forks(0); }
  std::string path() const { return folder_.path(); }
  const CollectFolder& folder() const { return folder_; }

  void forks(std::uint64_t count) const {
    folder_.write("stat", "cpu  1 2 3\nprocesses " + std::to_string(count) + "\n");
  }
  void process(std::uint32_t number, std::uint32_t parent, std::uint64_t start, std::string_view cmdline,
               const std::string& executable, std::uint32_t user, std::uint32_t threads = 1) const {
    const std::string at = std::to_string(number);
    folder_.write(at + "/stat", at + " (x) S " + std::to_string(parent) + " 1 1 0 -1 0 1 0 0 0 0 0 0 0 20 0 " +
                                    std::to_string(threads) + " 0 " + std::to_string(start) + " 1 2\n");
    folder_.write(at + "/cmdline", cmdline);
    folder_.write(at + "/status", "Name:\tx\nUid:\t" + std::to_string(user) + "\t0\t0\t0\n");
    const std::string link = folder_.path(at + "/exe");
    static_cast<void>(::unlink(link.c_str()));
    if (!executable.empty() && ::symlink(executable.c_str(), link.c_str()) != 0) ADD_FAILURE() << link;
  }
  void open_socket(std::uint32_t number, int fd, std::uint64_t inode) const {
    const std::string at = std::to_string(number) + "/fd";
    std::filesystem::create_directories(folder_.path(at));
    const std::string target = "socket:[" + std::to_string(inode) + "]";
    if (::symlink(target.c_str(), folder_.path(at + "/" + std::to_string(fd)).c_str()) != 0) ADD_FAILURE() << target;
  }
  void end(std::uint32_t number) const { std::filesystem::remove_all(folder_.path(std::to_string(number))); }

 private:
  CollectFolder folder_;
};

}  // namespace picket::sim
