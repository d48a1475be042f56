#include "sim/scenario/file_kind.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <utility>
#include <vector>

#include "sim/scenario/scenario_fields.h"
#include "sim/scenario/suite.h"
#include "sim/scenario/type_info.h"

namespace picket::sim {
namespace {

template <class T>
std::ptrdiff_t known_keys(const YamlNode& root) {
  const auto object = std::make_unique<T>();
  const std::vector<Field> fields = type_of<T>().fields(object.get());
  return std::count_if(root.members.begin(), root.members.end(), [&](const YamlMember& member) {
    return std::any_of(fields.begin(), fields.end(), [&](const Field& field) { return field.name == member.key; });
  });
}

FileKind kind_of_folder(std::string_view folder) {
  if (folder == "attacks") return FileKind::kAttack;
  if (folder == "policies") return FileKind::kPolicy;
  if (folder == "profiles") return FileKind::kClass;
  if (folder == "prices") return FileKind::kPrices;
  if (folder == "clients") return FileKind::kClient;
  if (folder == "suites") return FileKind::kSuite;
  return FileKind::kUnknown;
}

}  // namespace

FileKind file_kind_by_own_key(const YamlNode& root) {
  if (root.find("cases") != nullptr) return FileKind::kSuite;
  if (root.find("phases") != nullptr) return FileKind::kAttack;
  if (root.find("tune") != nullptr) return FileKind::kTune;
  if (root.find("sweep") != nullptr) return FileKind::kSweep;
  if (root.find("fleet") != nullptr || root.find("include") != nullptr) return FileKind::kScenario;
  if (root.members.size() == 1 && root.find("networks") != nullptr) return FileKind::kNetworks;
  return FileKind::kUnknown;
}

FileKind file_kind_of(const YamlNode& root, const std::string& path) {
  if (!root.is_map()) return FileKind::kUnknown;
  if (const FileKind own = file_kind_by_own_key(root); own != FileKind::kUnknown) return own;
  std::error_code ignored;
  const std::filesystem::path whole = std::filesystem::absolute(path, ignored);
  const FileKind of_folder = kind_of_folder(whole.parent_path().filename().string());
  if (of_folder != FileKind::kUnknown) return of_folder;
  // Of two that know as many keys, the first.
  const std::pair<FileKind, std::ptrdiff_t> known[] = {
      {FileKind::kScenario, known_keys<Scenario>(root)}, {FileKind::kSuite, known_keys<Suite>(root)},
      {FileKind::kAttack, known_keys<AttackTemplate>(root)}, {FileKind::kPolicy, known_keys<Policy>(root)},
      {FileKind::kClass, known_keys<DeviceClass>(root)}, {FileKind::kPrices, known_keys<PriceBook>(root)},
      {FileKind::kClient, known_keys<ClientPreset>(root)}};
  const auto most = std::max_element(std::begin(known), std::end(known), [](const auto& a, const auto& b) { return a.second < b.second; });
  return most->second == 0 ? FileKind::kUnknown : most->first;
}

}  // namespace picket::sim
