#include "sim/scenario/diagnostic_codes.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "agent_core/base/check.h"

namespace picket::sim {

namespace {

constexpr auto kTable = std::to_array<CodeInfo>({
    {Code::kUnreadableFile, Severity::kError, "file cannot be read",
     "The file does not exist, is a folder or a device, or the rights to read it are missing. Paths in `include` are "
     "taken relative to the file that includes; the path given on the command line is relative to where you are. The same "
     "is said of a feed or a folder of rules that the scenario names and that gives nothing: no indicator, no rule."},
    {Code::kNotYaml, Severity::kError, "not YAML",
     "The text breaks the rules of YAML, so nothing after this place was read. Frequent reasons: a tab in the "
     "indentation, a colon inside a text without quotes, a bracket or quote that is never closed."},
    {Code::kTooBig, Severity::kError, "too big",
     "A scenario file may have 1 MiB, 200,000 values (repetitions of an anchor count each time) and 64 levels; includes "
     "may be nested 16 deep and bases 8. The bounds keep a damaged or hostile file from using all memory."},
    {Code::kKeyGivenTwice, Severity::kError, "key given twice",
     "The same key stands twice in one mapping. Many YAML readers silently keep one of the two values, often not the "
     "one that was meant. Remove one."},
    {Code::kNotSupported, Severity::kError, "YAML feature not supported",
     "Tags (!!str), merge keys (<<), several documents in one file and keys that are not plain text are refused, since "
     "readers of YAML disagree about them. In place of a merge key use `base: NAME` in a template, or `include`."},
    {Code::kIncludeCycle, Severity::kError, "files include each other",
     "A file includes itself, directly or through others; the message lists the chain."},
    {Code::kUnknownKey, Severity::kError, "unknown key",
     "No field has this name. A key that was read silently would leave the default in force, and the run would answer "
     "another question than the one asked. `picket schema --markdown` lists all keys."},
    {Code::kMissingKey, Severity::kError, "key missing", "A field without a useful default was not given."},
    {Code::kWrongType, Severity::kError, "wrong type",
     "The value is of another kind than the field: a list for a number, a number for a text. Only `true` and `false` "
     "are truth values (not yes, no, on, off). A text that looks like a number, `true` or `null` needs quotes."},
    {Code::kNoUnit, Severity::kError, "quantity without a unit",
     "Times, amounts of data, bit rates and money carry their unit in the file: `40 ms`, `10 min`, `3 days`, `4 KiB`, "
     "`10 Mbit/s`, `1.50 USD`. A bare number would leave open whether it means seconds or minutes."},
    {Code::kUnknownUnit, Severity::kError, "unknown unit",
     "Units: us, ms, s, min, h, d, day, days; B, kB, KB, MB, GB, TB (powers of 1000), KiB, MiB, GiB, TiB (powers of "
     "1024); "
     "bit/s, kbit/s, Mbit/s, Gbit/s; USD. Capitals matter: a megabit is not a millibit."},
    {Code::kOutOfRange, Severity::kError, "outside the range",
     "The value is outside what the field allows. Shares and ratios go from 0 to 1 and are not percentages."},
    {Code::kUnknownWord, Severity::kError, "unknown word", "The field takes one of a fixed list of words."},
    {Code::kNotANumber, Severity::kError, "not a finite number",
     "`.nan`, `.inf` and numbers too large for the field are refused: a sum with one of them says nothing. Whole "
     "numbers must be whole."},
    {Code::kUnknownName, Severity::kError, "nothing has this name",
     "The value must be the name of something else: of a class in `device_classes`, a line in `networks`, a template, "
     "a "
     "hub or a policy of this scenario. Names are looked up in the scenario first, then in the library: "
     "profiles/NAME.yaml, profiles/networks.yaml, attacks/NAME.yaml, policies/NAME.yaml, prices/NAME.yaml, "
     "clients/NAME.yaml."},
    {Code::kBadOverride, Severity::kError, "override cannot be applied",
     "`--set` takes PATH=VALUE, where PATH is made of keys, positions and names: `duration=24 h`, "
     "`fleet[0].count=500`, "
     "`attacks.mirai.start=6 h`, `policy_templates.g2_linux.intervals.high=10 min`. The value is read as YAML."},
    {Code::kNoValue, Severity::kError, "key without a value",
     "The key is there, its value is empty or null. Remove the key to get the default."},
    {Code::kNotUtf8, Severity::kError, "not UTF-8 text",
     "The file contains bytes that are not UTF-8, or control characters. Save it as UTF-8."},
    {Code::kDistribution, Severity::kError, "distribution is not complete",
     "A drawn value is a bare quantity (constant) or a mapping: {dist: constant, value}, {dist: uniform, min, max}, "
     "{dist: lognormal, median, sigma}, {dist: exponential, mean}, {dist: pareto, min, alpha}, {dist: "
     "negative_binomial, mean, k}; all but uniform and constant take `max`, where larger draws are cut."},
    {Code::kTwoSources, Severity::kError, "base cannot be found",
     "`base: NAME` in a template takes the template of that name from the library and changes only the keys given. The "
     "name is not in the library, or templates are based on each other in a circle."},
    {Code::kWeights, Severity::kError, "weights do not add up",
     "Weights are drawn in proportion, so at least one must be above 0."},
    {Code::kSites, Severity::kError, "more sites than devices",
     "The devices of a group are dealt over its sites; a site without a device would have no meaning."},
    {Code::kClassNotInFleet, Severity::kError, "attack on a class that the fleet does not have",
     "The attack asks for devices of a class that no fleet group has, so it would hit nobody and count as neither "
     "detected nor missed."},
    {Code::kNameTwice, Severity::kError, "name used twice",
     "Names of policies, attacks and hubs are columns and keys of the results, so each must be unique."},
    {Code::kNothingToRun, Severity::kError, "nothing to run",
     "A scenario needs at least one fleet group and one policy."},
    {Code::kIdentityLimit, Severity::kError, "more identities than the hub allows",
     "An IoT Hub holds 1,000,000 identities, devices and modules together. A device with an agent needs two. Use more "
     "hubs or fewer devices."},
    {Code::kPeriods, Severity::kError, "times do not fit each other",
     "The measured period must be longer than 0, and the window, by which devices are advanced, longer than 0 too."},
    {Code::kBadName, Severity::kError, "name cannot be used",
     "Names become file names and columns: letters, digits, `_`, `-` and `.`, at most 64, not starting with a dot."},
    {Code::kHubUnits, Severity::kError, "more units than a hub can have",
     "An IoT Hub has at most 1 unit of F1, 200 of B1, B2, S1 or S2, and 10 of B3 or S3. A hub of the first table may "
     "leave `units` at 0 and is sized by what it carries; the fixed hub may not."},
    {Code::kCompression, Severity::kError, "compression cannot be used here",
     "How small a message becomes is known only once its bytes are compressed, so `compression` needs `wire: exact`; "
     "`wire: sized` carries sizes without bytes. `zstd_dictionary` trains its dictionary on the messages of the "
     "warm-up, so it also needs a `warm_up` longer than 0."},
    {Code::kWatchedPath, Severity::kError, "path cannot be watched",
     "`file_paths` lists files and folders from the root on, for example /etc. The agent's own setting is a list "
     "separated by commas, so a path with a comma cannot be said there."},
    {Code::kGateway, Severity::kError, "no such gateway",
     "A group with `gateway: CLASS` stands at the sites of the fleet's groups of that class and uses their line. So the "
     "fleet needs such a group, with at least as many sites, which is not behind a gateway itself; and the group must "
     "not give `access`."},
    {Code::kSecurityGroup, Severity::kError, "security group that cannot be used",
     "An enabled rule of a security group must allow some number of activities (min_threshold not above max_threshold) "
     "in a window of a minute to a day, and ConnectionToIpNotAllowed lists addresses and blocks in CIDR form, whose "
     "bits after the prefix are 0."},
    {Code::kIpFilter, Severity::kError, "IP filter rule without a range",
     "A rule of a hub's IP filter names an address or a block in CIDR form, whose bits after the prefix are 0: "
     "`203.0.113.0/24`."},
    {Code::kTwinChange, Severity::kError, "twin change cannot be made",
     "A change of a policy's agents during the run holds either `desired`, the desired properties of the agent's module "
     "twin, or `policy`, another policy to go on under. Generations 1 and 2 for Linux have a module twin; g2_rtos is "
     "configured when it is compiled, and stream and picket by their policy. A change of the policy keeps the encoding, "
     "which the pipeline goes by, and does not end the agent."},
    {Code::kCalibration, Severity::kError, "nothing can be calibrated so",
     "Calibration finds what the behaviour models alert above: pipeline.novelty, pipeline.egress, and pipeline.behaviour "
     "for level and drift. At least one of them must be on. Of each, the largest million scores are kept, so the budget "
     "may not allow for more alerts than that; and where the benign life would see a twentieth of an alert or less, a "
     "threshold would be a guess."},
    {Code::kVariant, Severity::kError, "variant that cannot be drawn",
     "A parameter of an attack has `range: [low, high]`, low below high, or `choices: [...]`, which variants draw from, and "
     "may have `held_out: [low, high]` for held-out variants, apart from both and from the value. `scale: log` needs numbers "
     "above 0, `whole: true` whole ones. An attack with `variant: N` needs a template with a range, and with `held_out: "
     "true` one with a held-out range. `picket attacks show NAME` lists them."},
    {Code::kWeakness, Severity::kError, "weakness that cannot be there",
     "A weakness is on devices of the fleet from `start` until before `mend`, which is later. Of its parameters only those "
     "of its kind may be given: `listening_port` of open_port, `firewall_rule` of permissive_firewall, `baseline_check` of "
     "failed_baseline, `group_size` of shared_credentials, `tls_version` of weak_tls. A permissive rule allows, in the "
     "chain INPUT or OUTPUT; weak TLS is older than 1.2. `count` stands in place of `share`."},
    {Code::kNotPlayable, Severity::kError, "attack or device class that cannot be played",
     "Each field is well by itself, and together they say nothing that can happen: a step names a remote pool, a machine of the "
     "attacker, a parameter or a phase that is not there (phases come `after` earlier ones), or lacks what its kind needs (a "
     "process its command lines, a file its paths). Alerts in `expect` are types that the product or a rule of the chosen packs "
     "raises; `picket schema alerts` lists them."},
    {Code::kUncertainInput, Severity::kError, "input that cannot be drawn",
     "A file for `--uncertainty` names values of the scenario and the range each may lie in: `range: 0.1..0.6` with the value's "
     "own unit, or `factor: 0.5..2` of what is stated. The values are numbers, no two inputs move the same one, and the scenario is "
     "right at both ends of every range."},
    {Code::kFault, Severity::kError, "fault that cannot happen",
     "A fault begins at `start` and hits sites, devices or hubs of the scenario. Of its parameters and targets only those of its "
     "kind may be given; `picket schema --markdown` says which. Hubs are named by `targets.hub` alone; `count` stands in place of "
     "`share`. Shares of `redelivery` add up to 1 at most, and a quota of the day has no duration but the day's."},
    {Code::kTransport, Severity::kError, "transport that cannot do it",
     "Over HTTPS each message is a request of its own: no connection that the hub knows of, no twin, no direct method. What a policy "
     "changes in twins would reach nobody. MQTT and AMQP have twins, in a WebSocket too (`mqtt_websocket` and `amqp_websocket` "
     "need port 443 alone, as HTTPS does)."},
    {Code::kEndpoint, Severity::kError, "endpoint that cannot be read so",
     "A hub's built-in endpoint has the consumer groups that `consumer_groups` lists, at most 20 with different names, and always "
     "$Default. Its `reader` is one of them."},
    {Code::kRoute, Severity::kError, "route that cannot be",
     "A hub has at most 100 routes with different names. The condition of one is `true` or the equality of a property and a text in "
     "single quotes: `opType = 'updateTwin'`, `$connectionDeviceId = 'meter-000001'`. Of system properties it knows $contentType, "
     "$contentEncoding, $connectionDeviceId and $connectionModuleId. The rest of the hub's language is not modelled."},
    {Code::kCell, Severity::kError, "cell whose lines have other traffic",
     "The `background_uplink` of a line is what its own site takes of it, and would cross the cell as well. Of a line with a `cell`, "
     "say what all others take of the cell: `cell.background_uplink`."},
    {Code::kDeadlineTooLate, Severity::kWarning, "deadline after the end",
     "The attack's deadline lies after the end of the measured period, so `detected by the deadline` cannot be "
     "measured "
     "for it and is reported as not measurable. Make `duration` longer or start the attack earlier."},
    {Code::kAttackTooLate, Severity::kWarning, "attack after the end",
     "The attack starts when the measured period is over; it will not happen."},
    {Code::kTooFewTargets, Severity::kWarning, "fewer targets than asked for",
     "The fleet has fewer devices that fit `targets` than the attack or the weakness asks for; it hits those there are."},
    {Code::kPolicyConflict, Severity::kWarning, "settings of the policy conflict",
     "The original agent raises a ConfigurationError of type Conflict for this: the cache is smaller than a message, "
     "or "
     "a higher priority is sent less often than a lower one. The run goes on with the settings as given."},
    {Code::kPolicyNotOptimal, Severity::kWarning, "settings of the policy are not optimal",
     "IoT Hub meters messages in blocks of 4,096 bytes, so a message size that is no multiple pays for a block that it "
     "cannot fill. Intervals that are no multiples of the next higher priority's do not share messages."},
    {Code::kFewReplications, Severity::kWarning, "too few replications",
     "With fewer than 5 replications no confidence interval is given."},
    {Code::kNoGateway, Severity::kWarning, "nothing to merge",
     "The policy has `gateway_merge`, and no fleet group is behind a gateway, so it changes nothing. Write `gateway: "
     "CLASS` in a group."},
    {Code::kTwinDocument, Severity::kWarning, "the agent would not take the twin as it is written",
     "Agents judge their twin themselves. Generation 1 keeps its configuration if any value that it reads is of the "
     "wrong type, ignores unknown keys, and tells of it in a ConfigurationError event; generation 2 reports "
     "`latest_state: failed` and names the keys in `latest_invalid_fields`. The run does as the agents do. "
     "`picket schema twin_g1` and `picket schema twin_g2` list the properties."},
    {Code::kTwinTooLate, Severity::kWarning, "twin change after the end",
     "The change comes when the measured period is over; it will not happen."},
    {Code::kFeedTooLate, Severity::kWarning, "feed after the end",
     "The feed comes when the measured period is over; nothing will be looked up in it."},
    {Code::kNothingKept, Severity::kWarning, "nothing to search when a feed comes",
     "A feed that comes while the run goes on can find in what was seen before only what was kept. "
     "`pipeline.sightings.max` says how much that is, and is 0 unless set."},
    {Code::kNotRead, Severity::kWarning, "setting that the agent does not read",
     "Agents of this generation have no such setting, or events of this kind no such field, so it changes nothing. The "
     "hint says who reads it."},
    {Code::kThresholdNotRead, Severity::kWarning, "threshold of a model that does not run",
     "`thresholds` sets what a behaviour model alerts above under a policy, and `pipeline` has switched this model off, "
     "so it changes nothing."},
    {Code::kFewDeviceDays, Severity::kWarning, "too little benign life for the budget of false alerts",
     "A rate of alerts needs an exposure of at least 3 divided by the rate before it can be told from none. With less, "
     "the threshold is extrapolated by a generalised Pareto tail fitted to the largest scores, and the results say so. "
     "More replications, a longer duration or a larger fleet give more device-days."},
    {Code::kHubWatchUnused, Severity::kWarning, "setting of the hub watch that changes nothing",
     "Rules of a security group are held to where `is_enabled: true`, for devices whose fleet group names it (or that "
     "name none, for the group `default`), and while `twin_data` is on. A run has security messages over MQTT, failed "
     "logins, network observations, twin updates and refused operations; nothing else that time windows count."},
    {Code::kWeaknessTooLate, Severity::kWarning, "weakness after the end",
     "The weakness begins when the measured period is over; no device will have it."},
    {Code::kWeaknessUnseen, Severity::kWarning, "weakness that nothing can see",
     "Every device that has it will be missed. An agent reports ports, firewall and baseline where its policy collects "
     "`listening_ports`, `firewall` and `baseline`. A port of the loopback address is not open, a rule is permissive from a "
     "prefix of 8 (IPv6: 32) or shorter on, and one key is shared by two or more. Keys are compared where "
     "`pipeline.hub_watch.twin_data` is on, at the daily export of the registry."},
    {Code::kWeaknessHidden, Severity::kWarning, "weakness that devices have without it",
     "Devices of the class report the same from the beginning: open ports, a permissive firewall or failed checks in their "
     "`inventory`, or `shared_credential_share` in their group. The recommendation is active then before the weakness "
     "begins and after it is mended, so that it is not found, or not resolved. Give the class an inventory without."},
    {Code::kPolicyNotRun, Severity::kWarning, "expectation of a policy that does not run",
     "`--policy` replaces the suite's policies, and this expectation names one of those that were replaced. What is expected "
     "of it is skipped; what is expected of policies that run is judged. If nothing is left to judge, the suite is refused."},
    {Code::kNothingDetects, Severity::kWarning, "attack that nothing can detect in time",
     "A detection is an alert of a type that the attack lists in `expect`, within its `deadline` unless an expectation has a time "
     "of its own (`within`). Without `expect` no alert counts, and without a deadline none comes in time: whatever a policy does, "
     "the share is 0, and `at_most` passes for nothing. `picket schema alerts` lists what can be expected."},
    {Code::kVersionFalls, Severity::kWarning, "rollout of an older version",
     "Some devices of the class begin with a later version than the one that the rollout brings, so sim.version_decrease is raised "
     "for each of them. It is ordinary life and no attack: they are false alerts. That may be what you want to see; otherwise "
     "write a later `firmware_version`."},
    {Code::kFaultTooLate, Severity::kWarning, "fault after the end",
     "The fault begins when the measured period is over; it will not happen."},
    {Code::kFaultUnseen, Severity::kWarning, "fault that nothing shows",
     "The fault happens and changes nothing that can be measured: clocks make tokens wrong, so devices with certificates do not "
     "mind, and certificates end for devices with `auth_type: x509` alone. A hub whose `units` are not given is sized so that "
     "nothing is throttled and has no quota; give it units, or compare on a `fixed_hub`. Fewer than two devices share no identity, a fault that lasts 0 s "
     "changes nothing, and a share of the devices or sites is its whole part: 0.1 of five is none."},
    {Code::kNatUnseen, Severity::kWarning, "address translation that forgets nothing",
     "`nat_timeout` is a silence after which the line forgets a connection. Each ping ends the silence, so a client that pings at "
     "least as often never loses one. The client's preset says how often it pings: every `ping_interval`, or where that is 0 every "
     "`keep_alive`."},
    {Code::kReaderOutageTooLate, Severity::kWarning, "outage of a reader after the end",
     "The outage of the endpoint's reader begins when the measured period is over; it will not happen."},
    {Code::kRouteTakesNothing, Severity::kWarning, "routes that leave endpoints empty",
     "With the fallback route off, only what a route takes reaches an endpoint, and no route takes messages of devices. Or a route is "
     "of lifecycle events, which come of attacks that create or delete identities, and the scenario has none. The security service gets its messages all the same."},
    {Code::kCellUnseen, Severity::kWarning, "cell that slows nothing",
     "All lines of the cell's sites together are no faster than what the cell has for them at its busiest hour. Each site then sends "
     "as fast as its line, with the cell or without it. Cells are felt where their sites together could send more than they carry."},
    {Code::kCellNotFull, Severity::kWarning, "cell with fewer sites than it should have",
     "The sites of the fleet that can have such a line are fewer than the `sites` of a cell, so it carries less than it would. What "
     "others send through it belongs in its `background_uplink`; or give `sites` and `uplink_bandwidth` the part of the cell that is the fleet's."},
    {Code::kTransportNoTwin, Severity::kWarning, "twin that nobody reads over HTTPS",
     "Twins go over MQTT and AMQP alone. Over HTTPS an agent that would read its twin runs as its policy says, asks for nothing and "
     "reports nothing, so its bytes are without twins; and a change of a twin by an attack changes no agent."},
    {Code::kTransportUnread, Severity::kWarning, "sizes of another transport",
     "The sizes under `client.amqp` and `client.https` are read with those transports alone; they change nothing here."},
});

}  // namespace

std::span<const CodeInfo> code_table() {
  return kTable;
}

const CodeInfo& info_of(Code code) {
  const auto found = std::ranges::find(kTable, code, &CodeInfo::code);
  PICKET_CHECK(found != kTable.end(), static_cast<int>(code));
  return *found;
}

std::string to_string(Code code) {
  return fmt::format("{}{:04}", info_of(code).severity == Severity::kError ? 'E' : 'W', static_cast<int>(code));
}

std::string explain_code(std::string_view code) {
  std::string digits;
  for (const char c : code) {
    if (std::isdigit(static_cast<unsigned char>(c)) != 0) {
      digits += c;
    } else if (!digits.empty() || (c != 'E' && c != 'e' && c != 'W' && c != 'w')) {
      return "";
    }
  }
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
  for (const CodeInfo& row : kTable) {
    if (digits == fmt::format("{}", static_cast<int>(row.code))) {
      return fmt::format("{}: {}\n\n{}\n", to_string(row.code), row.title, row.explanation);
    }
  }
  return "";
}

}  // namespace picket::sim
