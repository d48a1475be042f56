// libFuzzer: any bytes as a MUD profile. Nothing may crash, hang or grow without bound; the entries balance, and a class
// that is made loads.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "agent_core/base/check.h"
#include "sim/import/mud_text.h"
#include "sim/scenario/reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace picket::sim;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  Diagnostics diagnostics;
  const std::uint32_t source = diagnostics.add_source("fuzz.json", std::string(text));
  const auto profile = read_mud(text, source, diagnostics);
  PICKET_CHECK(profile.has_value() == diagnostics.ok(), diagnostics.text());
  if (!profile) return 0;
  const MudClass c = mud_class(*profile, {}, {size % 2 == 0 ? "hub.example" : "", {}});
  PICKET_CHECK(c.flows + c.other_directions + c.again + c.left_out.size() == profile->entries.size());
  const std::string file = mud_class_file(*profile, c, {}, {"fuzz.json", "", "x"});
  if (file.size() > 1'000'000) return 0;
  Diagnostics again;
  const auto root = parse_yaml(file, again.add_source("x.yaml", file), again);
  PICKET_CHECK(root.has_value(), again.text());
  DeviceClass reread;
  Places places;
  Reader(again, places).read(reread, *root->find("device_classes")->find("x"));
  PICKET_CHECK(again.ok(), again.text(), file);
  return 0;
}
