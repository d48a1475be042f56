#include "pipeline_core/rules/rule_metadata.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <span>
#include <string_view>

#include "pipeline_core/rules/diagnostic.h"

namespace picket {
namespace {

constexpr std::array<std::string_view, 5> kStatuses{"stable", "test", "experimental", "deprecated", "unsupported"};
constexpr std::array<std::string_view, 5> kLevels{"informational", "low", "medium", "high", "critical"};
constexpr std::array<std::string_view, 5> kRelations{"derived", "obsolete", "merged", "renamed", "similar"};
/// Other taxonomies name fields by words whose meaning we do not know.
constexpr std::array<std::string_view, 2> kTaxonomies{"sigma", "ecs"};

class MetadataReader {
 public:
  MetadataReader(const YAML::Node& document, RuleProblems& problems) : document_(document), problems_(problems) {}

  RuleMetadata read() {
    RuleMetadata m;
    text("description", 65'535, m.description);
    text("license", 256, m.license);
    text("author", 4096, m.author);
    word("status", kStatuses, m.status);
    word("level", kLevels, m.level);
    problems_.attempt([&] {
      const YAML::Node node = document_["taxonomy"];
      m.taxonomy = text_of(node);
      if (node && std::find(kTaxonomies.begin(), kTaxonomies.end(), m.taxonomy) == kTaxonomies.end())
        refuse_unsupported(node, "taxonomy '" + m.taxonomy + "' is not known here");
    });
    date("date", m.date);
    date("modified", m.modified);
    list("references", m.references);
    list("fields", m.fields);
    list("falsepositives", m.falsepositives);
    list("scope", m.scope);
    related(m);
    return m;
  }

 private:
  void text(const char* key, std::size_t longest, std::string& out) {
    problems_.attempt([&] {
      const YAML::Node node = document_[key];
      if (!node || node.IsNull()) return;
      if (!node.IsScalar()) refuse_rule(node, "'" + std::string(key) + "' must be a text");
      if (node.Scalar().size() > longest)
        refuse_rule(node, "'" + std::string(key) + "' is longer than " + std::to_string(longest) + " characters");
      out = node.Scalar();
    });
  }
  void word(const char* key, std::span<const std::string_view> words, std::string& out) {
    problems_.attempt([&] {
      const YAML::Node node = document_[key];
      if (!node) return;
      out = text_of(node);
      check_word(node, key, out, words);
    });
  }
  static void check_word(const YAML::Node& node, const char* key, const std::string& word,
                         std::span<const std::string_view> words) {
    if (std::find(words.begin(), words.end(), word) != words.end()) return;
    refuse_rule(node, "unknown " + std::string(key) + ' ' + in_quotes(word) + hint(word, words));
  }
  void date(const char* key, std::string& out) {
    problems_.attempt([&] {
      const YAML::Node node = document_[key];
      if (!node) return;
      out = text_of(node);
      constexpr std::string_view kShape = "0000-00-00";
      bool good = out.size() == kShape.size();
      for (std::size_t i = 0; good && i < out.size(); ++i)
        good = kShape[i] == '-' ? out[i] == '-' : out[i] >= '0' && out[i] <= '9';
      const auto part = [&](std::size_t at, std::size_t length) { return good ? std::stoi(out.substr(at, length)) : 0; };
      const std::chrono::year_month_day day{std::chrono::year(part(0, 4)), std::chrono::month(static_cast<unsigned>(part(5, 2))),
                                            std::chrono::day(static_cast<unsigned>(part(8, 2)))};
      if (!good || !day.ok())
        refuse_rule(node, "'" + std::string(key) + "' must be a date YYYY-MM-DD");
    });
  }
  void list(const char* key, std::vector<std::string>& out) {
    problems_.attempt([&] {
      const YAML::Node node = document_[key];
      if (!node || node.IsNull()) return;
      if (node.IsScalar()) {
        out.push_back(node.Scalar());
        return;
      }
      if (!node.IsSequence()) refuse_rule(node, "'" + std::string(key) + "' must be a list of texts");
      for (const YAML::Node& one : node) {
        if (!one.IsScalar()) refuse_rule(one, "'" + std::string(key) + "' must be a list of texts");
        out.push_back(one.Scalar());
      }
    });
  }
  void related(RuleMetadata& m) {
    problems_.attempt([&] {
      const YAML::Node node = document_["related"];
      if (!node || node.IsNull()) return;
      if (!node.IsSequence()) refuse_rule(node, "'related' must be a list of id and type");
      for (const YAML::Node& one : node) {
        if (!one.IsMap() || !one["id"] || !one["type"]) refuse_rule(one, "an entry of 'related' needs id and type");
        check_word(one["type"], "type", text_of(one["type"]), kRelations);
        m.related.emplace_back(text_of(one["id"]), text_of(one["type"]));
      }
    });
  }

  const YAML::Node& document_;
  RuleProblems& problems_;
};

}  // namespace

RuleMetadata read_metadata(const YAML::Node& document, RuleProblems& problems) {
  return MetadataReader(document, problems).read();
}

}  // namespace picket
