#pragma once

#include <cstdint>

#include "sim/live/collect/kernel_bytes.h"

namespace picket::sim {

struct NetlinkMessage {
  std::uint16_t type = 0;
  std::uint16_t flags = 0;
  std::uint32_t sequence = 0;
  KernelBytes payload;
};

/// The messages of one datagram, one after the other.
/// Errors: a length that does not fit ends the walk, and `damaged` says so.
/// Source: netlink(7); linux/netlink.h (struct nlmsghdr, NLMSG_ALIGN).
class NetlinkMessages {
 public:
  explicit NetlinkMessages(KernelBytes datagram) : rest_(datagram) {}
  bool next(NetlinkMessage& message);
  bool damaged() const { return damaged_; }

 private:
  KernelBytes rest_;
  bool damaged_ = false;
};

struct NetlinkAttribute {
  std::uint16_t type = 0;
  KernelBytes value;
};

/// The attributes that stand behind a message's own struct. Errors and source: as above (struct nlattr).
class NetlinkAttributes {
 public:
  explicit NetlinkAttributes(KernelBytes bytes) : rest_(bytes) {}
  bool next(NetlinkAttribute& attribute);
  bool damaged() const { return damaged_; }

 private:
  KernelBytes rest_;
  bool damaged_ = false;
};

}  // namespace picket::sim
