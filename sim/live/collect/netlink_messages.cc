#include "sim/live/collect/netlink_messages.h"

#include <linux/netlink.h>

#include <algorithm>

namespace picket::sim {
namespace {

/// Both headers and payloads begin at multiples of four; the last one's padding may be missing.
KernelBytes after_aligned(KernelBytes bytes, std::size_t length) {
  return bytes.subspan(std::min<std::size_t>((length + 3) & ~std::size_t{3}, bytes.size()));
}

}  // namespace

bool NetlinkMessages::next(NetlinkMessage& message) {
  if (rest_.empty() || damaged_) return false;
  nlmsghdr head{};
  damaged_ = !copy_struct(rest_, head) || head.nlmsg_len < sizeof(head) || head.nlmsg_len > rest_.size();
  if (damaged_) return false;
  message.type = head.nlmsg_type;
  message.flags = head.nlmsg_flags;
  message.sequence = head.nlmsg_seq;
  message.payload = rest_.subspan(sizeof(head), head.nlmsg_len - sizeof(head));
  rest_ = after_aligned(rest_, head.nlmsg_len);
  return true;
}

bool NetlinkAttributes::next(NetlinkAttribute& attribute) {
  if (rest_.empty() || damaged_) return false;
  nlattr head{};
  damaged_ = !copy_struct(rest_, head) || head.nla_len < sizeof(head) || head.nla_len > rest_.size();
  if (damaged_) return false;
  attribute.type = head.nla_type & NLA_TYPE_MASK;
  attribute.value = rest_.subspan(sizeof(head), head.nla_len - sizeof(head));
  rest_ = after_aligned(rest_, head.nla_len);
  return true;
}

}  // namespace picket::sim
