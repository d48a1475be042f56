#include "sim/scenario/price_checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "agent_core/base/closest_word.h"
#include "sim/scenario/iso_date.h"
#include "sim/scenario/references.h"
#include "sim/scenario/type_info.h"

namespace picket::sim {
namespace {

class PriceCheck {
 public:
  PriceCheck(const PriceBook& prices, std::string_view path, const Places& places, Diagnostics& diagnostics)
      : p_(prices), path_(path), places_(places), diagnostics_(diagnostics) {}

  void run() {
    date(p_.compiled, at("compiled"));
    currency();
    for (std::size_t i = 1; i < p_.log_analytics_commitments.size(); ++i) {
      if (p_.log_analytics_commitments[i].gigabytes_day > p_.log_analytics_commitments[i - 1].gigabytes_day) continue;
      tell(Code::kOutOfRange, item_path(at("log_analytics_commitments"), i), "is no larger than the tier before it", "the smallest tier first");
    }
    for (const auto& [key, note] : p_.lines) {
      const std::string line = child_path(at("lines"), key);
      if (std::find(kPriceKeys.begin(), kPriceKeys.end(), key) == kPriceKeys.end()) no_price(key, line);
      if (!note.compiled.empty()) date(note.compiled, child_path(line, "compiled"));
    }
  }

 private:
  std::string at(std::string_view key) const { return path_.empty() ? std::string(key) : child_path(std::string(path_), key); }

  void tell(Code code, const std::string& path, std::string message, std::string hint) {
    diagnostics_.add(code, place_of(places_, path), path, std::move(message), std::move(hint));
  }

  void date(const std::string& text, const std::string& path) {
    if (text.size() == 10 && day_of(text)) return;
    tell(Code::kOutOfRange, path, quote(text) + " is no date", "a day of the calendar, as in \"2026-11-23\"");
  }

  void currency() {
    const bool word = p_.currency.size() == 3 && std::all_of(p_.currency.begin(), p_.currency.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
    if (!word) return tell(Code::kUnknownWord, at("currency"), quote(p_.currency) + " is no currency", "three capitals of ISO 4217, as in USD or EUR");
    if (p_.currency == "USD" && p_.usd_per_currency != 1) {
      tell(Code::kOutOfRange, at("usd_per_currency"), fmt::format("{:g} US dollars for one", p_.usd_per_currency), "leave it out, or name the currency of the prices");
    }
    if (p_.currency != "USD" && !places_.contains(at("usd_per_currency"))) {
      tell(Code::kMissingKey, at("currency"), fmt::format("bills are in US dollars, and nothing says what one {} is", p_.currency),
           fmt::format("add usd_per_currency: the US dollars for one {}", p_.currency));
    }
    if (p_.currency != PriceBook{}.currency) prices_of_the_program();
  }

  /// What no text gives is the program's, which is in US dollars: in another currency it would be another price.
  void prices_of_the_program() {
    PriceBook program;
    std::vector<std::string_view> kept;
    for (const Field& field : type_of<PriceBook>().fields(&program)) {
      if (std::find(kPriceKeys.begin(), kPriceKeys.end(), field.name) == kPriceKeys.end() || places_.contains(at(field.name))) continue;
      const bool free = field.type->kind == TypeKind::kReal && field.type->load_real(field.value) == 0;
      if (!free) kept.push_back(field.name);
    }
    if (kept.empty()) return;
    tell(Code::kMissingKey, at("currency"),
         fmt::format("prices that are not given are the program's, in {}, and would be taken as {}: {}", program.currency, p_.currency, fmt::join(kept, ", ")),
         fmt::format("give each of them, in {}; 'picket import prices' writes a book with all of them converted", p_.currency));
  }

  void no_price(const std::string& key, const std::string& path) {
    const std::vector<std::string_view> known(kPriceKeys.begin(), kPriceKeys.end());
    const std::string near = closest_word(key, known);
    tell(Code::kUnknownName, path, fmt::format("no price is called {}", quote(key)),
         near.empty() ? fmt::format("there are: {}", fmt::join(known, ", ")) : fmt::format("did you mean '{}'?", near));
  }

  const PriceBook& p_;
  std::string_view path_;
  const Places& places_;
  Diagnostics& diagnostics_;
};

}  // namespace

void check_price_book(const PriceBook& prices, std::string_view path, const Places& places, Diagnostics& diagnostics) {
  PriceCheck(prices, path, places, diagnostics).run();
}

}  // namespace picket::sim
