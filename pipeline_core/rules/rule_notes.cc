#include "pipeline_core/rules/rule_notes.h"

#include <algorithm>
#include <array>
#include <set>

#include "pipeline_core/rules/diagnostic.h"
#include "pipeline_core/rules/rule_problem.h"

namespace picket {
namespace {

constexpr std::size_t kMaxNotes = 50;

/// Source: JSON schemas of Sigma 2.1.0 for rules, correlations and filters; `alert` is ours.
constexpr std::array<std::string_view, 22> kRuleKeys{
    "title",       "id",      "name",        "taxonomy",   "related", "status",
    "description", "license", "author",      "references", "date",    "modified",
    "logsource",   "tags",    "detection",   "fields",     "level",   "falsepositives",
    "scope",       "filter",  "correlation", "generate"};
constexpr std::array<std::string_view, 4> kSourceKeys{"category", "product", "service", "definition"};
constexpr std::array<std::string_view, 1> kProducts{"linux"};

bool is_uuid(std::string_view id) {
  constexpr std::string_view kShape = "00000000-0000-0000-0000-000000000000";
  if (id.size() != kShape.size()) return false;
  for (std::size_t i = 0; i < id.size(); ++i) {
    const char c = id[i];
    const bool is_digit = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    if (kShape[i] == '-' ? c != '-' : !is_digit) return false;
  }
  return true;
}

/// The words of `Field|word|word` behind the field.
bool has_word(std::string_view key, std::string_view word) {
  for (std::size_t bar = key.find('|'); bar != std::string_view::npos;) {
    const std::size_t next = key.find('|', bar + 1);
    if (key.substr(bar + 1, next == std::string_view::npos ? next : next - bar - 1) == word) return true;
    bar = next;
  }
  return false;
}

class Notes {
 public:
  Notes(const Rule& rule, const FieldTable& fields) : rule_(rule), fields_(fields) {}

  std::vector<RuleNote> read(const YAML::Node& document) {
    for (const auto& item : document) {
      const std::string key = text_of(item.first);
      if (key == "alert" || std::find(kRuleKeys.begin(), kRuleKeys.end(), key) != kRuleKeys.end()) continue;
      if (const std::string near = hint(key, kRuleKeys); !near.empty())
        add(item.first, "key " + in_quotes(key) + " is not known" + near);
    }
    if (!rule_.id.empty() && !is_uuid(rule_.id)) add(document["id"], "the id is no UUID, by which rules of others refer to a rule");
    word_ = document["filter"] ? "filter" : "rule";
    if (document["logsource"]) read_source(document["logsource"]);
    for (const char* section : {"detection", "filter"}) {
      if (!document[section]) continue;
      for (const auto& search : document[section]) {
        const std::string name = text_of(search.first);
        if (name != "condition" && (name != "rules" || *section != 'f')) read_search(search.second);
      }
    }
    return std::move(notes_);
  }

 private:
  void add(const YAML::Node& at, std::string message) {
    if (notes_.size() < kMaxNotes) notes_.push_back({at.Mark().line + 1, at.Mark().column + 1, std::move(message)});
  }

  void read_source(const YAML::Node& source) {
    for (const auto& item : source) {
      const std::string key = text_of(item.first);
      if (std::find(kSourceKeys.begin(), kSourceKeys.end(), key) == kSourceKeys.end())
        add(item.first, "key " + in_quotes(key) + " of 'logsource' is not known" + hint(key, kSourceKeys) +
                            known_words({kSourceKeys.begin(), kSourceKeys.end()}));
    }
    if (rule_.routes != 0) return;
    const std::size_t before = notes_.size();
    check_word(source, "product", {kProducts.begin(), kProducts.end()});
    check_word(source, "category", known_categories());
    check_word(source, "service", known_services());
    if (notes_.size() != before) return;
    const bool lacks_service = rule_.source.category == "network" && rule_.source.service.empty();
    add(source, "no agent of ours reports " + to_string(rule_.source) + (lacks_service ? " without service 'connection' or 'dns'" : " together") + tried_on());
  }

  std::string tried_on() const { return ", the " + word_ + " is tried on generic events only"; }

  void check_word(const YAML::Node& source, const char* key, const std::vector<std::string_view>& known) {
    const YAML::Node node = source[key];
    const std::string word = text_of(node);
    if (word.empty() || std::find(known.begin(), known.end(), word) != known.end()) return;
    const std::string near = hint(word, known);
    add(node, "no agent of ours reports " + std::string(key) + ' ' + in_quotes(word) + tried_on() +
                  (near.empty() ? known_words(known) : near));
  }

  void read_search(const YAML::Node& search) {
    if (search.IsSequence()) {
      for (const YAML::Node& one : search) {
        if (one.IsMap()) read_search(one);
      }
    } else if (search.IsMap()) {
      for (const auto& item : search) read_item(item.first, item.second);
    }
  }

  void read_item(const YAML::Node& key, const YAML::Node& value) {
    const std::string& text = key.Scalar();
    check_field(key, text.substr(0, text.find('|')));
    if (has_word(text, "re") && has_word(text, "contains")) add(key, "modifier 'contains' changes nothing after 're', which searches anywhere");
    const bool is_part = has_word(text, "contains") || has_word(text, "startswith") || has_word(text, "endswith");
    const auto read_value = [&](const YAML::Node& one) {
      if (!one.IsScalar()) return;
      if (has_word(text, "fieldref")) {
        check_field(one, one.Scalar());
      } else if (is_part && one.Scalar().empty()) {
        add(one, "the empty text is a part of every text: this matches every event that has the field");
      }
    };
    if (value.IsSequence()) {
      for (const YAML::Node& one : value) read_value(one);
    } else {
      read_value(value);
    }
  }

  void check_field(const YAML::Node& at, std::string name) {
    std::erase(name, ' ');
    if (name.empty() || rule_.routes == 0 || notes_.size() == kMaxNotes || !told_.insert(name).second) return;
    const auto field = fields_.find(name);
    if (!field || is_sent(fields_, rule_.routes, *field)) return;
    add(at, "no observation that the " + word_ + " is tried on carries field " + in_quotes(name) +
                field_hint(name, rule_.routes));
  }

  const Rule& rule_;
  const FieldTable& fields_;
  std::string word_;
  std::set<std::string> told_;
  std::vector<RuleNote> notes_;
};

}  // namespace

bool is_sent(const FieldTable& fields, RouteMask routes, Field field) {
  for (std::size_t route = 0; route < kRoutes; ++route) {
    if ((routes >> route & 1) != 0 && fields.carries(kind_of_route(route), field)) return true;
  }
  return false;
}

std::string field_hint(std::string_view name, RouteMask routes) {
  const FieldTable built_in;
  std::vector<std::string_view> known;
  for (std::size_t i = 0; i < kFields; ++i) {
    const auto field = static_cast<Field>(i);
    if (field != Field::kDevice && field != Field::kWholeEvent && is_sent(built_in, routes, field)) known.push_back(to_string(field));
  }
  for (std::size_t route = 0; route < kRoutes; ++route) {
    if ((routes >> route & 1) == 0) continue;
    for (const std::string_view field : report_fields(kind_of_route(route))) known.push_back(field);
  }
  return hint(name, known);
}

std::string known_words(const std::vector<std::string_view>& words) {
  std::string out;
  for (const std::string_view word : words) out += (out.empty() ? "; known are " : ", ") + in_quotes(word);
  return out;
}

std::vector<RuleNote> notes_of(const YAML::Node& document, const Rule& rule, const FieldTable& fields) {
  return Notes(rule, fields).read(document);
}

}  // namespace picket
