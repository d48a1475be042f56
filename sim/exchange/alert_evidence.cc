#include "sim/exchange/alert_evidence.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

#include "agent_core/base/ascii.h"
#include "sim/exchange/json_member.h"

namespace picket::sim {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMaxValue = 4'096;
/// Entities or evidences of one alert that are looked at.
constexpr std::size_t kMaxObjects = 256;

std::string text_in(const Json* object, std::string_view name) {
  const Json* value = json_member(object, name);
  return value != nullptr && value->is_string() ? value->get<std::string>() : std::string();
}

class Collector {
 public:
  void add(EvidenceKind kind, const std::string& value) {
    if (value.empty() || value.size() > kMaxValue || found_.size() == kMaxEvidence) return;
    NamedEvidence one{kind, value};
    if (std::find(found_.begin(), found_.end(), one) == found_.end()) found_.push_back(std::move(one));
  }

  void add_entities(const Json& list) {
    if (!list.is_array()) return;
    std::map<std::string, const Json*> by_id;
    std::set<std::string> images;  // of processes: the process says what of them counts
    const std::size_t n = std::min(list.size(), kMaxObjects);
    for (std::size_t i = 0; i < n; ++i) {
      if (const std::string id = text_in(&list[i], "$id"); !id.empty()) by_id.emplace(id, &list[i]);
      if (const std::string image = text_in(json_member(&list[i], "ImageFile"), "$ref"); !image.empty()) images.insert(image);
    }
    const auto resolved = [&](const Json* one) {
      const auto found = by_id.find(text_in(one, "$ref"));
      return found == by_id.end() ? one : found->second;
    };
    for (std::size_t i = 0; i < n; ++i) {
      const Json* entity = &list[i];
      const std::string type = lower(text_in(entity, "Type"));
      if (type == "process") {
        add_process(text_in(entity, "CommandLine"), path_of(resolved(json_member(entity, "ImageFile")), "Directory", "Name"));
      } else if (type == "file") {
        if (!images.contains(text_in(entity, "$id"))) add(EvidenceKind::kPath, path_of(entity, "Directory", "Name"));
      } else if (type == "ip") {
        add(EvidenceKind::kAddress, text_in(entity, "Address"));
      } else if (type == "dns") {
        add(EvidenceKind::kDomain, text_in(entity, "DomainName"));
      } else if (type == "url") {
        add(EvidenceKind::kUrl, text_in(entity, "Url"));
      } else if (type == "network-connection") {
        for (const char* end : {"SourceAddress", "DestinationAddress"}) {
          add(EvidenceKind::kAddress, text_in(resolved(json_member(entity, end)), "Address"));
        }
      }
    }
  }

  void add_evidences(const Json& list) {
    if (!list.is_array()) return;
    const std::size_t n = std::min(list.size(), kMaxObjects);
    for (std::size_t i = 0; i < n; ++i) {
      const Json* one = &list[i];
      add_process(json_member(one, "process"));
      add_process(json_member(json_member(one, "actor"), "process"));
      add(EvidenceKind::kPath, path_of(json_member(one, "file"), "", "path"));
      for (const char* end : {"src_endpoint", "dst_endpoint"}) {
        add(EvidenceKind::kAddress, text_in(json_member(one, end), "ip"));
        add(EvidenceKind::kDomain, text_in(json_member(one, end), "domain"));
      }
      add(EvidenceKind::kDomain, text_in(json_member(one, "query"), "hostname"));
      add(EvidenceKind::kUrl, text_in(json_member(one, "url"), "url_string"));
    }
  }

  /// What an observable is: `type_id`, which OCSF requires, or else its caption `type`.
  static std::string observable_type(const Json& observable) {
    constexpr std::array<std::pair<std::int64_t, std::string_view>, 7> kTypes{
        {{1, "hostname"}, {2, "ip address"}, {6, "url string"}, {7, "file name"}, {9, "process name"}, {12, "subnet"}, {13, "command line"}}};
    if (const Json* id = json_member(&observable, "type_id"); id != nullptr && id->is_number_integer()) {
      for (const auto& [number, name] : kTypes) {
        if (*id == number) return std::string(name);
      }
    }
    return lower(text_in(&observable, "type"));
  }

  void add_observables(const Json& list) {
    if (!list.is_array()) return;
    const std::size_t n = std::min(list.size(), kMaxObjects);
    for (std::size_t i = 0; i < n; ++i) {
      const std::string name = lower(text_in(&list[i], "name"));
      if (name.starts_with("device") || name.starts_with("resources")) continue;
      const std::string type = observable_type(list[i]);
      const std::string value = text_in(&list[i], "value");
      if (type == "ip address" || type == "subnet" || type == "address and port") add(EvidenceKind::kAddress, value);
      if (type == "hostname") add(EvidenceKind::kDomain, value);
      if (type == "url string") add(EvidenceKind::kUrl, value);
      if (type == "command line") add(EvidenceKind::kCommandline, value);
      if (type == "process name" || type == "file name" || type == "file path") add(EvidenceKind::kPath, value);
    }
  }

  std::vector<NamedEvidence> take() { return std::move(found_); }

 private:
  /// A directory and a name, or what there is of them.
  static std::string path_of(const Json* file, std::string_view directory, std::string_view name) {
    const std::string folder = directory.empty() ? std::string() : text_in(file, directory);
    const std::string last = text_in(file, name);
    if (folder.empty() || last.empty() || last.starts_with('/')) return last;
    return folder + (folder.ends_with('/') ? "" : "/") + last;
  }

  void add_process(const std::string& commandline, const std::string& image) {
    if (!commandline.empty()) add(EvidenceKind::kCommandline, commandline);
    else add(EvidenceKind::kPath, image);
  }
  void add_process(const Json* process) {
    std::string image = path_of(json_member(process, "file"), "", "path");
    if (image.empty()) image = text_in(process, "name");
    add_process(text_in(process, "cmd_line"), image);
  }

  std::vector<NamedEvidence> found_;
};

}  // namespace

std::vector<NamedEvidence> named_evidence(const Json& alert) {
  Collector collector;
  if (const Json* entities = json_member(&alert, "Entities")) {
    if (entities->is_string()) collector.add_entities(Json::parse(entities->get_ref<const std::string&>(), nullptr, false));
    else collector.add_entities(*entities);
  }
  if (const Json* evidences = json_member(&alert, "evidences")) collector.add_evidences(*evidences);
  if (const Json* observables = json_member(&alert, "observables")) collector.add_observables(*observables);
  return collector.take();
}

std::vector<NamedEvidence> named_entities(std::string_view text) {
  Collector collector;
  collector.add_entities(Json::parse(text.begin(), text.end(), nullptr, false));
  return collector.take();
}

}  // namespace picket::sim
