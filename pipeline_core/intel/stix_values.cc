#include "pipeline_core/intel/stix_values.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "agent_core/base/closest_word.h"

namespace picket {
namespace {

constexpr std::array<std::string_view, 9> kPaths{"ipv4-addr:value",
                                                 "ipv6-addr:value",
                                                 "domain-name:value",
                                                 "url:value",
                                                 "file:hashes.MD5",
                                                 "file:hashes.SHA-1",
                                                 "file:hashes.SHA-256",
                                                 "network-traffic:dst_ref.value",
                                                 "network-traffic:src_ref.value"};

/// Hexadecimal digits of the hash that a path names, 0 if it names none; older bundles write "sha256".
std::size_t hash_digits(std::string_view path) {
  constexpr std::string_view kPrefix = "file:hashes.";
  if (!path.starts_with(kPrefix)) return 0;
  std::string word;
  for (const char c : path.substr(kPrefix.size())) {
    if (c != '-') word.push_back(c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c);
  }
  if (word == "MD5") return 32;
  if (word == "SHA1") return 40;
  return word == "SHA256" ? 64 : 0;
}

/// "network-traffic:dst_ref.value" is about "dst".
std::string_view side_of(std::string_view path) {
  constexpr std::string_view kPrefix = "network-traffic:";
  if (!path.starts_with(kPrefix)) return {};
  path.remove_prefix(kPrefix.size());
  return path.starts_with("dst_") || path.starts_with("src_") ? path.substr(0, 3) : std::string_view{};
}

class Collector {
 public:
  explicit Collector(const StixPattern& pattern) : nodes_(pattern.nodes) {}

  /// Chains of operators are as deep as a pattern is long, so nothing here calls itself.
  void observations(std::uint32_t root) {
    struct Part {
      std::uint32_t at;
      Time start;
      Time stop;
    };
    std::vector<Part> waiting{{root, Time::min(), Time::max()}};
    while (!waiting.empty()) {
      const Part part = waiting.back();
      waiting.pop_back();
      const StixNode& node = nodes_[part.at];
      switch (node.kind) {
        case StixNode::Kind::kObservation:
          start_ = part.start;
          stop_ = part.stop;
          comparisons(node.left);
          break;
        case StixNode::Kind::kEither:
          waiting.push_back({node.right, part.start, part.stop});
          waiting.push_back({node.left, part.start, part.stop});
          break;
        case StixNode::Kind::kStartStop:
          waiting.push_back({node.left, std::max(part.start, node.start), std::min(part.stop, node.stop)});
          break;
        case StixNode::Kind::kRepeats:
          if (node.times != 1) {
            refuse(node.column, "REPEATS more than once");
            break;
          }
          waiting.push_back({node.left, part.start, part.stop});
          break;
        case StixNode::Kind::kWithin:
          waiting.push_back({node.left, part.start, part.stop});
          break;
        case StixNode::Kind::kBoth:
          refuse(node.column, "AND of observations");
          break;
        default:
          refuse(node.column, "FOLLOWEDBY");
      }
    }
  }

  StixValues out;

 private:
  void refuse(std::size_t column, std::string what) {
    out.problems.push_back({column, what + " is not supported: an indicator is a list of values", true, false});
  }
  void wrong(std::size_t column, std::string message) { out.problems.push_back({column, std::move(message), false, false}); }

  void comparisons(std::uint32_t root) {
    std::vector<std::uint32_t> waiting{root};
    while (!waiting.empty()) {
      const std::uint32_t at = waiting.back();
      waiting.pop_back();
      const StixNode& node = nodes_[at];
      if (node.kind == StixNode::Kind::kOr) {
        waiting.push_back(node.right);
        waiting.push_back(node.left);
      } else if (node.kind == StixNode::Kind::kAnd) {
        conjunction(at);
      } else {
        test(node, std::nullopt);
      }
    }
  }

  /// The tests of a chain of ANDs; false if something else is among them.
  bool flatten(std::uint32_t root, std::vector<const StixNode*>& tests) const {
    std::vector<std::uint32_t> waiting{root};
    while (!waiting.empty()) {
      const StixNode& node = nodes_[waiting.back()];
      waiting.pop_back();
      if (node.kind == StixNode::Kind::kTest) {
        tests.push_back(&node);
      } else if (node.kind == StixNode::Kind::kAnd) {
        waiting.push_back(node.right);
        waiting.push_back(node.left);
      } else {
        return false;
      }
    }
    return true;
  }

  void conjunction(std::uint32_t at) {
    std::vector<const StixNode*> tests;
    const bool flat = flatten(at, tests);
    const StixNode* value = nullptr;
    std::optional<std::uint16_t> port;
    bool fits = flat;
    for (const StixNode* test : tests) {
      if (side_of(test->path).empty() || side_of(test->path) != side_of(tests[0]->path) || test->negated) {
        fits = false;
      } else if (test->path.ends_with("_ref.value")) {
        fits = fits && value == nullptr;
        value = test;
      } else if (test->path.ends_with("_ref.type")) {
        fits = fits && test->op == StixNode::Operator::kEqual && is_address_type(test->constants[0].text);
      } else if (test->path.ends_with("_port") && !port) {
        port = port_of(*test);
        fits = fits && port.has_value();
      } else {
        fits = false;
      }
    }
    if (!fits || value == nullptr) {
      return refuse(nodes_[at].column, "AND of anything but an address with its port and type");
    }
    test(*value, port);
  }

  static bool is_address_type(std::string_view type) { return type == "ipv4-addr" || type == "ipv6-addr"; }
  static std::optional<std::uint16_t> port_of(const StixNode& test) {
    std::uint16_t port = 0;
    if (test.op != StixNode::Operator::kEqual || test.constants[0].type != StixConstant::Type::kInteger)
      return std::nullopt;
    const std::string& text = test.constants[0].text;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc() || end != text.data() + text.size() || port == 0) return std::nullopt;
    return port;
  }

  void test(const StixNode& node, std::optional<std::uint16_t> port) {
    if (node.negated) return refuse(node.column, "NOT");
    const bool known = std::find(kPaths.begin(), kPaths.end(), node.path) != kPaths.end() || hash_digits(node.path) != 0;
    if (!known) {
      const std::string meant = closest_word(node.path, kPaths);
      return refuse(node.column, "'" + node.path.substr(0, 80) + "'" + (meant.empty() ? "" : " (did you mean '" + meant + "'?)"));
    }
    const bool traffic = !side_of(node.path).empty();
    const bool address = traffic || node.path.starts_with("ipv");
    if (node.op != StixNode::Operator::kEqual && node.op != StixNode::Operator::kIn &&
        !(node.op == StixNode::Operator::kIsSubset && address)) {
      return refuse(node.column, "this operator on '" + node.path + "'");
    }
    for (const StixConstant& constant : node.constants) {
      if (constant.type != StixConstant::Type::kString) {
        wrong(constant.column, "'" + node.path + "' is a string");
      } else if (auto value = read(node, constant.text, traffic); !value) {
        wrong(constant.column, "'" + constant.text.substr(0, 80) + "' is no value of " + node.path);
      } else if (is_too_wide(*value)) {
        out.problems.push_back({constant.column, too_wide_text(constant.text), false, true});
      } else if (port) {
        with_port(std::move(*value), *port, constant.column);
      } else {
        out.values.push_back({std::move(*value), start_, stop_});
      }
    }
  }

  void with_port(ListedValue value, std::uint16_t port, std::size_t column) {
    const bool single = value.kind == IndicatorKind::kAddress && value.key.size() == listed_key::kAddress &&
                        static_cast<std::uint8_t>(value.key.back()) == 128;
    if (!single) return refuse(column, "a port of anything but one address");
    const auto address = IpAddress::parse(to_text(value.kind, value.key));
    out.values.push_back({endpoint_value(*address, port), start_, stop_});
  }

  static std::optional<ListedValue> read(const StixNode& node, std::string_view text, bool traffic) {
    if (traffic || node.path.starts_with("ipv")) {
      auto value = text.find_first_of("[]") == std::string_view::npos ? read_value(IndicatorKind::kAddress, text) : std::nullopt;
      if (value && value->key.size() == listed_key::kEndpoint) return std::nullopt;
      if (!value) return traffic && node.op != StixNode::Operator::kIsSubset ? domain_value(text) : std::nullopt;
      const bool v6 = text.find(':') != std::string_view::npos;
      return traffic || v6 == node.path.starts_with("ipv6") ? value : std::nullopt;
    }
    if (node.path == "domain-name:value") return domain_value(text);
    if (node.path == "url:value") return text.starts_with('/') ? std::nullopt : url_value(text);
    return text.size() == hash_digits(node.path) ? file_hash_value(text) : std::nullopt;
  }

  const std::vector<StixNode>& nodes_;
  Time start_;
  Time stop_;
};

}  // namespace

StixValues stix_values(const StixPattern& pattern) {
  if (!pattern.error.empty()) return {{}, {{pattern.error_column, pattern.error, false, false}}};
  Collector collector(pattern);
  collector.observations(pattern.root);
  if (collector.out.values.empty() && collector.out.problems.empty()) {
    collector.out.problems.push_back({1, "the pattern names no value", false, false});
  }
  return std::move(collector.out);
}

}  // namespace picket
