#pragma once

#include <sys/inotify.h>

#include <string>

#include "tests/sim/live/collect/collect_world.h"

namespace picket::sim {

/// An event as the kernel writes it: names end with zeros, up to a multiple of the struct's length.
inline std::string inotify_bytes(int watch, std::uint32_t mask, const std::string& name = "") {
  inotify_event head{};
  head.wd = watch;
  head.mask = mask;
  std::string padded = name;
  if (!name.empty()) padded.resize((name.size() / sizeof(head) + 1) * sizeof(head));
  head.len = static_cast<std::uint32_t>(padded.size());
  return std::string(reinterpret_cast<const char*>(&head), sizeof(head)) + padded;
}

}  // namespace picket::sim
