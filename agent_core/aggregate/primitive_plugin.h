#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "agent_core/aggregate/primitive_registry.h"

namespace picket {

/// What a shared object says of itself before any of its code decides anything. Plain data first, so
/// that a program of another make can read it and refuse.
struct PrimitivePlugin {
  std::uint32_t version;         ///< kPrimitivePluginVersion
  std::uint32_t key_bytes;       ///< sizeof(KeyState)
  std::uint32_t arrival_bytes;   ///< sizeof(Arrival)
  std::uint32_t reduction_bytes; ///< sizeof(Reduction)
  const char* compiler;          ///< objects of the C++ library cross the border: same compiler
  const PrimitiveInfo* info;
};
/// Raised with every change of Primitive, KeyState, Arrival, Verdict, Closing, Reduction or PrimitiveInfo.
inline constexpr std::uint32_t kPrimitivePluginVersion = 3;
/// The one symbol that the program looks for.
inline constexpr char kPrimitivePluginSymbol[] = "picket_primitive_plugin";
using PrimitivePluginEntry = const PrimitivePlugin* (*)();

inline PrimitivePlugin describe_plugin(const PrimitiveInfo& info) {
  return {kPrimitivePluginVersion, sizeof(KeyState), sizeof(Arrival), sizeof(Reduction), __VERSION__, &info};
}

/// Why this program cannot use the plugin, and empty if it can.
inline std::string plugin_problem(const PrimitivePlugin* plugin) {
  if (plugin == nullptr) return "it describes no primitive";
  if (plugin->version != kPrimitivePluginVersion) {
    return "it was built for version " + std::to_string(plugin->version) + " of the headers, this program has " +
           std::to_string(kPrimitivePluginVersion);
  }
  if (plugin->key_bytes != sizeof(KeyState) || plugin->arrival_bytes != sizeof(Arrival) ||
      plugin->reduction_bytes != sizeof(Reduction)) {
    return "its types have other sizes: build it with this program's headers";
  }
  if (std::string_view(plugin->compiler) != __VERSION__) {
    return std::string("it was built by compiler ") + plugin->compiler + ", this program by " + __VERSION__;
  }
  if (plugin->info == nullptr || plugin->info->make == nullptr || plugin->info->problem == nullptr) {
    return "its description is incomplete";
  }
  return {};
}

}  // namespace picket

/// Makes a shared object of one primitive: `PICKET_PRIMITIVE(info)` once, outside of any namespace, where
/// `info` is an expression of type picket::PrimitiveInfo.
#define PICKET_PRIMITIVE(info_expression)                                                                  \
  extern "C" __attribute__((visibility("default"))) const ::picket::PrimitivePlugin* picket_primitive_plugin() { \
    static const ::picket::PrimitiveInfo kInfo = info_expression;                                          \
    static const ::picket::PrimitivePlugin kPlugin = ::picket::describe_plugin(kInfo);                     \
    return &kPlugin;                                                                                       \
  }
