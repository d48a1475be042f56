#pragma once

#include <span>
#include <string>
#include <string_view>

namespace picket::sim {

/// Reference pages about agents, in Markdown, made from the descriptions that drive the code.
///   generations  what each generation does, with the test that shows it
///   collectors   what each collector reports, field by field, and which encodings carry it
///   twin_g1, twin_g2  the properties of the module twins
/// Empty for any other name.
std::string agent_page(std::string_view name);
std::span<const std::string_view> agent_page_names();

}  // namespace picket::sim
