#include <simdjson.h>

#include <algorithm>
#include <map>

#include "agent_core/message/utc_text.h"
#include "pipeline_core/intel/indicator_feed.h"
#include "pipeline_core/intel/stix_values.h"

namespace picket {
namespace {

using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::object;

struct KnownMarking {
  std::string_view id;
  Tlp tlp;
};
/// The markings that every reader must know: those of TLP 1 (STIX 2.1 section 7.2.1.4), then of TLP 2.0.
constexpr KnownMarking kKnownMarkings[] = {
    {"marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9", Tlp::kClear},
    {"marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da", Tlp::kGreen},
    {"marking-definition--f88d31f6-486f-44da-b317-01333bde0b82", Tlp::kAmber},
    {"marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed", Tlp::kRed},
    {"marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487", Tlp::kClear},
    {"marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb", Tlp::kGreen},
    {"marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421", Tlp::kAmber},
    {"marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003", Tlp::kAmberStrict},
    {"marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1", Tlp::kRed}};
constexpr std::string_view kTlp2 = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d";

/// A string property; empty if it is missing or something else.
std::string_view string_property(const object& from, std::string_view key) {
  std::string_view text;
  return from[key].get(text) == simdjson::SUCCESS ? text : std::string_view{};
}

class BundleReader {
 public:
  BundleReader(std::string_view file, const FeedDefaults& defaults, IndicatorSet::Builder& builder, FeedProblems& problems)
      : file_(file), defaults_(defaults), builder_(builder), problems_(problems) {
    for (const KnownMarking& each : kKnownMarkings) markings_.emplace(each.id, each.tlp);
  }

  FeedCounts read(std::string_view text) {
    simdjson::dom::parser parser;
    element root;
    const auto error = parser.parse(text.data(), text.size(), true).get(root);
    if (error != simdjson::SUCCESS) {
      report("", 0, std::string("not JSON: ") + simdjson::error_message(error), false);
      return counts_;
    }
    object bundle;
    array objects;
    if (root.get(bundle) != simdjson::SUCCESS || string_property(bundle, "type") != "bundle") {
      report("/type", 0, "a STIX bundle has \"type\": \"bundle\"", false);
      return counts_;
    }
    // A bundle without objects is allowed.
    const auto found = bundle["objects"];
    if (found.error() == simdjson::NO_SUCH_FIELD) return counts_;
    if (found.get(objects) != simdjson::SUCCESS) {
      report("/objects", 0, "an array of objects was expected", false);
      return counts_;
    }
    for (const element each : objects) note(each);
    std::size_t index = 0;
    for (const element each : objects) read_object(each, "/objects/" + std::to_string(index++));
    return counts_;
  }

 private:
  void report(const std::string& pointer, std::size_t column, std::string message, bool unsupported) {
    problems_.add({std::string(file_), 0, static_cast<int>(column), pointer, id_, std::move(message), unsupported});
  }

  /// Markings and sources may come behind the indicators that refer to them.
  void note(const element& each) {
    object from;
    if (each.get(from) != simdjson::SUCCESS) return;
    const std::string_view type = string_property(from, "type");
    const std::string_view id = string_property(from, "id");
    if (type == "identity" && !string_property(from, "name").empty())
      identities_.emplace(id, string_property(from, "name").substr(0, 255));
    if (type != "marking-definition") return;
    object definition;
    object extensions;
    object extension;
    Tlp tlp = Tlp::kNone;
    if (from["definition"].get(definition) == simdjson::SUCCESS && parse_tlp(string_property(definition, "tlp"), tlp)) {
      markings_.emplace(id, tlp);
    } else if (from["extensions"].get(extensions) == simdjson::SUCCESS &&
               extensions[kTlp2].get(extension) == simdjson::SUCCESS &&
               parse_tlp(string_property(extension, "tlp_2_0"), tlp)) {
      markings_.emplace(id, tlp);
    }
  }

  void read_object(const element& each, const std::string& pointer) {
    object from;
    id_.clear();
    if (each.get(from) != simdjson::SUCCESS) {
      report(pointer, 0, "an object was expected", false);
      return;
    }
    if (string_property(from, "type") != "indicator") return;
    ++counts_.indicators;
    id_ = string_property(from, "id").substr(0, 255);
    bad_ = false;
    unsupported_ = false;
    if (!id_.starts_with("indicator--")) refuse(pointer + "/id", 0, "an id begins with 'indicator--'");
    const Indicator words = read_words(from, pointer);
    bool revoked = false;
    const auto given = from["revoked"];
    if (given.error() == simdjson::SUCCESS && given.get(revoked) != simdjson::SUCCESS) refuse(pointer + "/revoked", 0, "true or false was expected");
    if (revoked) {
      if (!bad_) builder_.revoke(words.id, words.modified);
      ++(bad_ ? counts_.refused : counts_.revoked);
      return;
    }
    const StixValues values = read_pattern(from, pointer);
    if (bad_ || unsupported_) {
      ++(bad_ ? counts_.refused : counts_.unsupported);
      return;
    }
    ++counts_.loaded;
    for (const StixValues::Value& value : values.values) {
      Indicator narrowed = words;
      narrowed.valid_from = std::max(words.valid_from, value.start);
      narrowed.valid_until = std::min(words.valid_until, value.stop);
      builder_.add(value.value, std::move(narrowed));
      ++counts_.values;
    }
  }

  void refuse(const std::string& pointer, std::size_t column, std::string message) {
    bad_ = true;
    report(pointer, column, std::move(message), false);
  }

  /// False if the property is missing.
  bool read_time(const object& from, const std::string& pointer, std::string_view key, Time& time) {
    const auto given = from[key];
    if (given.error() == simdjson::NO_SUCH_FIELD) return false;
    std::string_view text;
    const auto read = given.get(text) == simdjson::SUCCESS ? parse_timestamp(text) : std::nullopt;
    if (read) {
      time = *read;
    } else {
      refuse(pointer + '/' + std::string(key), 0, "a time as \"2026-01-31T00:00:00Z\" was expected");
    }
    return true;
  }

  Indicator read_words(const object& from, const std::string& pointer) {
    Indicator words{defaults_.valid_from, defaults_.valid_until, defaults_.source, defaults_.confidence,
                    defaults_.tlp,        id_,                   Time::min()};
    read_time(from, pointer, "modified", words.modified);
    const bool from_given = read_time(from, pointer, "valid_from", words.valid_from);
    if (!from_given) refuse(pointer, 0, "no 'valid_from'");
    const bool until_given = read_time(from, pointer, "valid_until", words.valid_until);
    if (until_given && !bad_ && words.valid_until <= words.valid_from) {
      refuse(pointer + "/valid_until", 0, "not after valid_from");
    }
    const auto given = from["confidence"];
    if (given.error() != simdjson::NO_SUCH_FIELD) {
      std::uint64_t confidence = 0;
      if (given.get(confidence) != simdjson::SUCCESS || confidence > 100) {
        refuse(pointer + "/confidence", 0, "a whole number from 0 to 100 was expected");
      } else {
        words.confidence = static_cast<std::uint8_t>(confidence);
      }
    }
    const std::string_view creator = string_property(from, "created_by_ref");
    if (const auto found = identities_.find(creator); found != identities_.end()) {
      words.source = found->second;
    } else if (!creator.empty()) {
      words.source = creator.substr(0, 255);
    }
    array markings;
    if (from["object_marking_refs"].get(markings) == simdjson::SUCCESS) {
      for (const element marking : markings) {
        std::string_view id;
        if (marking.get(id) != simdjson::SUCCESS) continue;
        const auto found = markings_.find(id);
        if (found != markings_.end()) words.tlp = std::max(words.tlp, found->second);
      }
    }
    return words;
  }

  StixValues read_pattern(const object& from, const std::string& pointer) {
    const std::string_view type = string_property(from, "pattern_type");
    if (!type.empty() && type != "stix") {
      unsupported_ = true;
      report(pointer + "/pattern_type", 0, "pattern_type '" + std::string(type.substr(0, 40)) + "' is not supported; 'stix' is", true);
      return {};
    }
    std::string_view pattern;
    if (from["pattern"].get(pattern) != simdjson::SUCCESS) {
      refuse(pointer, 0, "no 'pattern'");
      return {};
    }
    StixValues values = stix_values(parse_stix_pattern(pattern));
    if (std::any_of(values.problems.begin(), values.problems.end(), [](const auto& problem) { return problem.too_wide; })) ++counts_.too_wide;
    for (const StixValues::Problem& problem : values.problems) {
      report(pointer + "/pattern", problem.column, problem.message, problem.unsupported);
      (problem.unsupported ? unsupported_ : bad_) = true;
    }
    return values;
  }

  std::string_view file_;
  const FeedDefaults& defaults_;
  IndicatorSet::Builder& builder_;
  FeedProblems& problems_;
  FeedCounts counts_;
  std::map<std::string_view, Tlp> markings_;  ///< the document outlives them
  std::map<std::string_view, std::string_view> identities_;
  std::string id_;  ///< of the indicator being read
  bool bad_ = false;
  bool unsupported_ = false;
};

}  // namespace

FeedCounts read_stix_bundle(std::string_view text, std::string_view file, const FeedDefaults& defaults,
                            IndicatorSet::Builder& builder, FeedProblems& problems) {
  return BundleReader(file, defaults, builder, problems).read(text);
}

}  // namespace picket
