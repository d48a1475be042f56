#pragma once

#include <span>
#include <string>

#include "agent_core/policy/policy.h"

namespace picket::sim {

/// A policy and what its file says above it.
struct PolicyText {
  Policy policy;
  std::string says;  ///< see head_comment
};

/// The comment at the head of a policy's file, without its marks: what it guarantees and what hides under it.
/// Lines of the source text that are not comments end it.
std::string head_comment(const std::string& yaml);

/// The reference page of policies, in Markdown: for each what its file says, what it collects, how it merges or
/// reduces, and every setting of the agent that is not the default, its intervals among them; then what each primitive that they use
/// guarantees and hides. Made from the fields and tables that drive the code.
std::string policies_page(std::span<const PolicyText> policies);

}  // namespace picket::sim
