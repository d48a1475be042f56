#pragma once

#include <string>

namespace picket::sim {

/// Loads a primitive from a shared object (see examples/own_primitive) and registers it.
///
/// Its code runs in this process with all that the process may do, so it is loaded only where the
/// command line names the file: no scenario, environment or search path can. The file must exist under
/// the very path given. Before it is registered it must keep the laws of primitive_checks.h under its
/// standard parameters, as far as those are valid.
/// Errors: throws WrongInput with the path and the reason; nothing is registered then.
/// Call it before anything reads a policy, and before there are threads.
void load_primitive_file(const std::string& path);

}  // namespace picket::sim
