#pragma once

#include <string_view>
#include <vector>

#include <yaml-cpp/yaml.h>

namespace picket {

/// The documents of a YAML text.
///
/// Errors: throws YAML::Exception where the text is no YAML.
/// Limits: yaml-cpp 0.7 gives null documents without end where it cannot read on (a ',' at the start of a line after a flow
///         collection, say). A document beyond the first needs four characters, "---" and a line end, so more documents
///         than that allows are an error; this is counted in a first pass.
std::vector<YAML::Node> yaml_documents(std::string_view text);

}  // namespace picket
