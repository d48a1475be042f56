#include "sim/apps/primitive_file.h"

#include <dlfcn.h>

#include <filesystem>

#include "agent_core/aggregate/primitive_checks.h"
#include "agent_core/aggregate/primitive_plugin.h"
#include "sim/experiment/foreign_primitive.h"
#include "sim/experiment/rule_content.h"

namespace picket::sim {
namespace {

std::string last_error() {
  const char* text = dlerror();
  return text == nullptr ? "unknown reason" : text;
}

/// What a primitive does wrong under its standard parameters, in one line; empty if nothing.
std::string wrongs_of(const PrimitiveInfo& info) {
  const Reduction standard;
  if (!info.problem(standard).empty()) return {};
  const std::unique_ptr<const Primitive> primitive = info.make(standard);
  std::string out;
  for (const std::string& law : broken_laws(*primitive)) out += (out.empty() ? "" : "; ") + law;
  return out;
}

}  // namespace

void load_primitive_file(const std::string& path) {
  std::error_code error;
  const std::filesystem::path real = std::filesystem::canonical(path, error);
  if (error || !std::filesystem::is_regular_file(real, error)) throw WrongInput(path + ": no such file");
  // With a path, and not a bare name, nothing is searched.
  void* const object = dlopen(real.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (object == nullptr) throw WrongInput(path + ": cannot be loaded: " + last_error());
  const auto entry = reinterpret_cast<PrimitivePluginEntry>(dlsym(object, kPrimitivePluginSymbol));
  if (entry == nullptr) {
    throw WrongInput(path + ": holds no primitive: write PICKET_PRIMITIVE(info) in it, see examples/own_primitive");
  }
  const PrimitivePlugin* const plugin = entry();
  if (const std::string problem = plugin_problem(plugin); !problem.empty()) throw WrongInput(path + ": " + problem);
  const PrimitiveInfo info = watched_primitive(*plugin->info, path);
  std::string wrongs;
  try {
    wrongs = wrongs_of(info);
  } catch (const std::exception& thrown) {
    throw WrongInput(thrown.what());
  }
  if (!wrongs.empty()) {
    throw WrongInput(path + ": primitive '" + std::string(info.name) + "' breaks the laws of primitives: " + wrongs);
  }
  if (!register_primitive(info)) {
    throw WrongInput(path + ": '" + std::string(info.name) + "' is no name for a primitive, or is taken");
  }
}

}  // namespace picket::sim
