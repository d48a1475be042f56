#include "pipeline_core/rules/item_text.h"

#include <iterator>
#include <utility>

#include "agent_core/base/ascii.h"
#include "agent_core/base/closest_word.h"
#include "pipeline_core/rules/rule_problem.h"
#include "pipeline_core/rules/text_encoding.h"

namespace picket {
namespace {

using Variants = std::vector<PatternParts>;
constexpr std::size_t kMaxValueBytes = 8192;

void append(PatternParts& parts, const PatternParts& more) {
  for (const PatternPart& part : more) {
    const bool joins = part.kind == PatternPart::Kind::kLiteral && !parts.empty() &&
                       parts.back().kind == PatternPart::Kind::kLiteral;
    if (joins)
      parts.back().text += part.text;
    else
      parts.push_back(part);
  }
}

/// Applies the modifiers of one value.
class ItemText {
 public:
  ItemText(const YAML::Node& node, TextRoom room) : node_(node), room_(room) {}

  /// `%name%` becomes each of its values; `\%` is a percent sign.
  Variants expand(std::string_view text, const Placeholders& placeholders) const {
    Variants done{{}};
    std::string plain;
    const auto end_plain = [&] {
      for (PatternParts& variant : done) append(variant, parse_pattern(plain));
      plain.clear();
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '\\' && i + 1 < text.size() && text[i + 1] == '%') {
        plain += text[++i];
        continue;
      }
      std::size_t end = i + 1;
      while (end < text.size() && is_word(text[end])) ++end;
      if (text[i] != '%' || end == i + 1 || end == text.size() || text[end] != '%') {
        plain += text[i];
        continue;
      }
      end_plain();
      const std::vector<std::string>& values = values_of(text.substr(i + 1, end - i - 1), placeholders);
      Variants longer;
      check_count(done.size() * values.size());
      std::size_t bytes = 0;
      for (const PatternParts& head : done) {
        for (const std::string& value : values) {
          longer.push_back(head);
          append(longer.back(), parse_pattern(value));
          check_bytes(bytes += bytes_of(longer.back()));
        }
      }
      done = std::move(longer);
      i = end;
    }
    end_plain();
    return done;
  }

  void check(const Variants& variants) const {
    std::size_t bytes = 0;
    for (const PatternParts& one : variants) check_bytes(bytes += bytes_of(one));
  }

  Variants apply(TextModifier modifier, Variants in) const {
    Variants out;
    std::size_t bytes = 0;
    for (PatternParts& parts : in) {
      Variants more = apply_one(modifier, std::move(parts));
      check_count(out.size() + more.size());
      for (const PatternParts& one : more) check_bytes(bytes += bytes_of(one));
      out.insert(out.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
    }
    return out;
  }

 private:
  void check_count(std::size_t count) const {
    if (count > room_.variants) refuse_unsupported(node_, "the value stands for too many variants");
  }
  void check_bytes(std::size_t bytes) const {
    if (bytes > room_.bytes) refuse_unsupported(node_, "the rule's texts are too long, with their variants written out");
  }

  const std::vector<std::string>& values_of(std::string_view name, const Placeholders& placeholders) const {
    const auto found = placeholders.find(name);
    if (found != placeholders.end() && !found->second.empty()) return found->second;
    std::vector<std::string_view> names;
    for (const auto& [known, values] : placeholders) {
      if (!values.empty()) names.push_back(known);
    }
    const std::string near = closest_word(name, names);
    refuse_rule(node_, "placeholder '%" + std::string(name) + "%' has no values" +
                           (near.empty() ? "" : "; did you mean '%" + near + "%'?"));
  }

  /// The bytes of a value that is to be encoded.
  std::string encodable(const PatternParts& parts, std::string_view modifier) const {
    if (parts.empty()) refuse_rule(node_, "'" + std::string(modifier) + "' takes a text that is not empty");
    if (parts.size() != 1 || parts[0].kind != PatternPart::Kind::kLiteral)
      refuse_rule(node_, "'" + std::string(modifier) + "' takes a text without wildcards; write them as \\* and \\?");
    return parts[0].text;
  }

  Variants apply_one(TextModifier modifier, PatternParts parts) const {
    switch (modifier) {
      case TextModifier::kContains:
        open_start(parts);
        open_end(parts);
        return {std::move(parts)};
      case TextModifier::kStartsWith:
        open_end(parts);
        return {std::move(parts)};
      case TextModifier::kEndsWith:
        open_start(parts);
        return {std::move(parts)};
      case TextModifier::kWindash: {
        Variants variants = windash_variants(parts);
        if (variants.empty()) refuse_unsupported(node_, "too many dashes for 'windash'");
        return variants;
      }
      case TextModifier::kBase64:
        return {{{PatternPart::Kind::kLiteral, base64(encodable(parts, "base64"))}}};
      case TextModifier::kBase64Offset:
        return offsets(encodable(parts, "base64offset"));
      default:
        return {encode(modifier, std::move(parts))};
    }
  }

  Variants offsets(const std::string& bytes) const {
    Variants out;
    for (std::string& variant : base64_offsets(bytes)) {
      if (variant.empty()) refuse_rule(node_, "the text is too short for 'base64offset'");
      out.push_back({{PatternPart::Kind::kLiteral, std::move(variant)}});
    }
    return out;
  }

  PatternParts encode(TextModifier modifier, PatternParts parts) const {
    for (PatternPart& part : parts) {
      if (part.kind != PatternPart::Kind::kLiteral) continue;
      auto encoded = modifier == TextModifier::kUtf16Be ? utf16be(part.text) : utf16le(part.text);
      if (!encoded) refuse_rule(node_, "the text is not UTF-8");
      part.text = std::move(*encoded);
    }
    if (modifier == TextModifier::kUtf16) {
      PatternParts marked{{PatternPart::Kind::kLiteral, "\xff\xfe"}};
      append(marked, parts);
      return marked;
    }
    return parts;
  }

  const YAML::Node& node_;
  TextRoom room_;
};

}  // namespace

std::size_t bytes_of(const PatternParts& parts) {
  std::size_t bytes = 0;
  for (const PatternPart& part : parts) bytes += part.text.size() + 1;
  return bytes;
}

std::vector<PatternParts> read_item_text(const YAML::Node& node, const ModifierChain& modifiers,
                                         const Placeholders& placeholders, TextRoom room) {
  if (node.Scalar().size() > kMaxValueBytes) refuse_unsupported(node, "a value is longer than 8 KiB");
  const ItemText item(node, room);
  Variants variants =
      modifiers.expand ? item.expand(node.Scalar(), placeholders) : Variants{parse_pattern(node.Scalar())};
  item.check(variants);
  for (const TextModifier modifier : modifiers.text) variants = item.apply(modifier, std::move(variants));
  return variants;
}

}  // namespace picket
