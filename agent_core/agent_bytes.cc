#include "agent_core/agent_bytes.h"

#include <utility>

#include "agent_core/base/check.h"
#include "agent_core/state/byte_stream.h"
#include "agent_core/state/image_archives.h"
#include "agent_core/state/image_fields.h"
#include "agent_core/state/plan_fingerprint.h"
#include "agent_core/state/saved_texts.h"

namespace picket {
namespace {

/// With bytes that no text file has, so that a transfer that changes line ends is noticed.
constexpr std::string_view kMagic("\x89PKagnt\n", 8);

/// Reads the part of version 1 behind the version.
AgentImage read_version_1(const AgentPlan& plan, ByteReader& in, SavedTexts& texts) {
  AgentImage image = empty_image(plan);
  ImageReader archive(in, texts);
  visit_agent(archive, plan, image);
  if (!in.at_end()) in.fail(RestoreFailure::kInvalidField, "end");
  if (!texts.all_used()) in.fail(RestoreFailure::kInvalidField, "texts");
  if (in.ok()) {
    if (const auto part = broken_part(plan, image)) in.fail(RestoreFailure::kInvalidField, *part);
  }
  return image;
}

void read_magic(ByteReader& in, std::string_view bytes) {
  if (!bytes.starts_with(kMagic.substr(0, bytes.size()))) in.fail(RestoreFailure::kBadMagic, "magic");
  in.bytes("magic", kMagic.size());
}

}  // namespace

std::string save(const AgentPlan& plan, const AgentState& state, const SlotPool& pool) {
  AgentImage image = image_of(plan, state, pool);
  TextCollector texts(plan.texts);
  std::string fields;
  ByteWriter to_fields(fields);
  ImageWriter archive(to_fields, texts);
  visit_agent(archive, plan, image);
  std::string out(kMagic);
  ByteWriter to_out(out);
  to_out.fixed(kSavedAgentVersion, 2);
  to_out.fixed(plan_fingerprint(plan), 8);
  texts.write(to_out);
  to_out.bytes(fields);
  return out;
}

Result<AgentState, RestoreError> restore(const AgentPlan& plan, std::string_view bytes, SlotPool& pool,
                                         TextTable* texts) {
  ByteReader in(bytes);
  read_magic(in, bytes);
  const std::uint64_t version = in.fixed("version", 2);
  if (in.ok() && version == 0) in.fail(RestoreFailure::kInvalidField, "version");
  if (version > kSavedAgentVersion) in.fail(RestoreFailure::kNewerVersion, "version");
  if (in.fixed("plan", 8) != plan_fingerprint(plan)) in.fail(RestoreFailure::kOtherPlan, "plan");
  if (!in.ok()) return *in.error();
  SavedTexts saved(in);
  if (!in.ok()) return *in.error();
  AgentImage image = read_version_1(plan, in, saved);
  if (!in.ok()) return *in.error();
  const auto resolved = saved.resolve(plan.texts, texts);
  if (!resolved) return RestoreError{resolved.error(), "texts", bytes.size()};
  TextExchange exchange(resolved.value());
  visit_agent(exchange, plan, image);
  return agent_from(plan, image, pool);
}

std::optional<AgentDifference> compare(const AgentView& a, const AgentView& b) {
  if (save(a.plan, a.state, a.pool) == save(b.plan, b.state, b.pool)) return {};
  if (const auto x = plan_fingerprint(a.plan), y = plan_fingerprint(b.plan); x != y) {
    return AgentDifference{"plan", std::to_string(x), std::to_string(y)};
  }
  const auto listed = [](const AgentView& view) {
    AgentImage image = image_of(view.plan, view.state, view.pool);
    FieldLister lister(view.plan.texts);
    visit_agent(lister, view.plan, image);
    return std::move(lister).fields();
  };
  const auto of_a = listed(a);
  const auto of_b = listed(b);
  for (std::size_t i = 0; i < of_a.size() && i < of_b.size(); ++i) {
    // Lists of different lengths differ in their count, which comes first: the names agree.
    if (of_a[i].value != of_b[i].value) return AgentDifference{of_a[i].name, of_a[i].value, of_b[i].value};
  }
  // Fields agree, and so do the programs that their texts run; not those that the programs run.
  return AgentDifference{"texts", {}, {}};
}

}  // namespace picket
