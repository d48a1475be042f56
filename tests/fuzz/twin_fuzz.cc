// libFuzzer: any bytes as the twin of either generation. Nothing may crash, hang or grow without bound; a
// refused document changes nothing, and what an agent reports configures another one the same way.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "agent_core/base/check.h"
#include "agent_core/twin/g1_twin.h"
#include "agent_core/twin/g2_twin.h"

namespace picket {
namespace {

void fuzz_g1(std::string_view json, TwinDocument document, const G1TwinOptions& options) {
  G1Twin twin(options);
  const G1Settings before = twin.settings();
  const G1Update update = twin.update(json, document);
  PICKET_CHECK(update.problems.list().size() <= TwinProblems::kMax);
  PICKET_CHECK(update.outcome == G1Outcome::kApplied || twin.settings() == before);
  PICKET_CHECK(update.outcome == G1Outcome::kApplied || !update.problems.list().empty());
  Policy policy;
  apply_to(policy, twin.settings());
  const std::string reported = twin.reported();
  if (reported.size() > kMaxTwinSectionBytes) return;  // escapes may make a text longer than it came
  G1Twin again(options);
  PICKET_CHECK(again.update(reported, TwinDocument::kPatch).outcome == G1Outcome::kApplied, reported);
  PICKET_CHECK(again.settings() == twin.settings(), reported);
}

void fuzz_g2(std::string_view json, TwinDocument document, const G2TwinOptions& options) {
  G2Twin twin(options);
  const G2Update update = twin.update(json, document);
  PICKET_CHECK(update.success == twin.latest_success());
  PICKET_CHECK(update.success || twin.settings() == default_g2_settings());
  PICKET_CHECK(twin.latest_invalid_fields().size() <= TwinProblems::kMax);
  Policy policy;
  apply_to(policy, twin.settings());
  const std::string reported = twin.reported();
  if (reported.size() > kMaxTwinSectionBytes) return;
  G2Twin again;
  PICKET_CHECK(again.update(reported, TwinDocument::kPatch).success, reported);
  PICKET_CHECK(again.settings() == twin.settings(), reported);
}

}  // namespace
}  // namespace picket

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace picket;
  if (size == 0) return 0;
  // The first byte chooses among the options.
  const unsigned choice = data[0];
  const std::string_view json(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto document = (choice & 1) == 0 ? TwinDocument::kWhole : TwinDocument::kPatch;
  if ((choice & 2) == 0) {
    G1TwinOptions options;
    options.agent = (choice & 4) == 0 ? G1Agent::kC : G1Agent::kCSharp;
    options.patches = (choice & 8) == 0 ? PatchSemantics::kReplacesAll : PatchSemantics::kMerges;
    options.cut_mismatch_text = (choice & 16) != 0;
    fuzz_g1(json, document, options);
  } else {
    G2TwinOptions options;
    options.patches = (choice & 8) == 0 ? PatchSemantics::kReplacesAll : PatchSemantics::kMerges;
    options.unknown_keys_fail = (choice & 4) != 0;
    fuzz_g2(json, document, options);
  }
  return 0;
}
