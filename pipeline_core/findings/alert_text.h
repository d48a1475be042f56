#pragma once

#include <cstddef>
#include <string_view>

namespace picket {

/// What a person is told of a type of alert.
struct AlertText {
  std::string_view alert_type;  ///< AlertType::alert_type
  std::string_view description;
  std::string_view remediation;
  /// ATT&CK techniques, separated by spaces, as Sigma tags have them (Enterprise v18, ICS with T08);
  /// empty where the survey of attacks names none.
  std::string_view techniques;
  std::string_view intent;  ///< of the product, where a sample of its interface shows one
};

/// The words about a type of alert; null for types that a rule made, which has words of its own.
/// Source: meanings, defender.md 5.1 and 5.2 and workloads.md 3.3; the sentences are ours.
const AlertText* alert_text(std::string_view alert_type);

/// Number of types that have words.
std::size_t alert_text_count();

}  // namespace picket
