#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "sim/import/mud_profile.h"
#include "sim/scenario/load.h"

namespace picket::sim::test {

inline std::string text_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}
inline std::string import_golden(const std::string& name) { return std::string(PICKET_SOURCE_DIR) + "/tests/golden/import/" + name; }

/// Compares with tests/golden/import; UPDATE_GOLDEN=1 writes it.
inline void expect_import_golden(const std::string& name, const std::string& actual) {
  if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream(import_golden(name), std::ios::binary) << actual;
  EXPECT_EQ(text_of(import_golden(name)), actual) << name << "; UPDATE_GOLDEN=1 accepts the new text";
}

/// A file in tests/golden/import or elsewhere, read as MUD.
struct ReadMud {
  Diagnostics diagnostics;
  std::optional<MudProfile> profile;
};
inline ReadMud read_mud_text(const std::string& text, const std::string& name = "plug.json") {
  ReadMud out;
  const std::uint32_t source = out.diagnostics.add_source(name, text);
  out.profile = read_mud(text, source, out.diagnostics);
  return out;
}

/// A MUD file with one access list from the device and one to it, and the entries given.
inline std::string mud_of(const std::string& from, const std::string& to = "") {
  return R"({"ietf-mud:mud": {"mud-version": 1, "mud-url": "https://mud.example/x", "systeminfo": "x",
 "from-device-policy": {"access-lists": {"access-list": [{"name": "f"}]}},
 "to-device-policy": {"access-lists": {"access-list": [{"name": "t"}]}}},
 "ietf-access-control-list:access-lists": {"acl": [
 {"name": "f", "type": "ipv4-acl-type", "aces": {"ace": [)" + from + R"(]}},
 {"name": "t", "type": "ipv4-acl-type", "aces": {"ace": [)" + to + "]}}]}}";
}
/// An accepting entry with these matches.
inline std::string ace_of(const std::string& matches, const std::string& name = "e") {
  return R"({"name": ")" + name + R"(", "matches": {)" + matches + R"(}, "actions": {"forwarding": "accept"}})";
}

/// A scenario with a group of the class `name`, which `text` defines.
inline LoadResult load_class(const std::string& text, const std::string& name, Diagnostics& diagnostics) {
  const std::string scenario = "name: t\npolicies: [{use: raw}]\nfleet: [{device_class: " + name + ", count: 2, sites: 1, access: {dsl: 1}}]\n";
  return load_scenario_text(scenario + text, "t.yaml", {}, std::string(PICKET_SOURCE_DIR) + "/scenarios", diagnostics);
}

}  // namespace picket::sim::test
