// The compiled matcher gives what evaluating every rule's expression gives: over generated rules and
// events, generic ones and observations. And what reaches which rules.
#include "pipeline_core/rules/rule_matcher.h"

#include <gmock/gmock.h>

#include "agent_core/base/random.h"
#include "pipeline_core/rules/cache_key.h"
#include "tests/pipeline_core/rules/rule_text.h"
#include "tests/pipeline_core/support.h"

namespace picket {
namespace {

using namespace testing_support;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// Draws rules and events from one small stock of words, so that they meet often.
class Generator {
 public:
  explicit Generator(std::uint32_t seed) : random_(seed, 0, 0, Purpose::kTest) {}

  std::string rules(int count, bool for_observations) {
    std::string out;
    for (int i = 0; i < count; ++i) {
      out += "title: r" + std::to_string(i) + "\nlogsource: {" + source(for_observations) + "}\ndetection:\n";
      const auto searches = 1 + random_.below(4);
      for (std::uint64_t s = 0; s < searches; ++s) out += "  s" + std::to_string(s) + ":\n" + search();
      out += "  condition: " + condition(searches) + "\n---\n";
    }
    return out;
  }
  std::string text() {
    std::string out;
    for (std::uint64_t n = 1 + random_.below(4); n > 0; --n) {
      out += pick(kPieces);
      if (random_.below(3) == 0) out += ' ';
    }
    return out;
  }
  FlatEvent event() {
    FlatEvent e;
    for (const char* name : kNames) {
      switch (random_.below(7)) {
        case 0:
          break;
        case 1:
          e.set(name, FieldValue::null());
          break;
        case 2:
          e.set(name, FieldValue::number(static_cast<double>(random_.below(6))));
          break;
        case 3:
          e.set(name, FieldValue::truth(random_.below(2) == 0));
          break;
        case 4:
          e.set(name, FieldValue::text(random_.below(2) == 0 ? "" : pick(kAddresses)));
          break;
        default:
          e.set(name, FieldValue::text(text()));
      }
    }
    return e;
  }
  Observation observation(TextTable& texts) {
    const Time time = kStart + Duration::minutes(static_cast<std::int64_t>(random_.below(3000)));
    const auto some = [&] { return random_.below(6) == 0 ? Text{} : texts.intern(text()); };
    switch (random_.below(5)) {
      case 0:
        return at(time, ProcessRecord{some(), some(), static_cast<std::uint32_t>(random_.below(4)), 1,
                                      static_cast<std::uint32_t>(random_.below(2)),
                                      static_cast<ProcessOperation>(random_.below(3))});
      case 1: {
        Observation o = flow(time, pick(kAddresses), static_cast<std::uint16_t>(random_.below(6)), random_.below(6));
        std::get<NetworkRecord>(o.record).commandline = some();
        if (random_.below(2) == 0) std::get<NetworkRecord>(o.record).direction = Direction::kInbound;
        return o;
      }
      case 2:
        return at(time, FileRecord{some(), static_cast<FileOperation>(random_.below(8))});
      case 3: {
        LoginRecord l;
        l.user_name = some();
        l.executable = random_.below(2) == 0 ? texts.intern("/usr/sbin/sshd") : some();
        if (random_.below(2) == 0) l.remote_address = *IpAddress::parse(pick(kAddresses));
        l.operation = static_cast<LoginOperation>(random_.below(3));
        return at(time, l, static_cast<std::uint32_t>(1 + random_.below(3)));
      }
      default: {
        ListeningPortRecord port;
        port.local_port = static_cast<std::uint16_t>(random_.below(6));
        port.local_address = *IpAddress::parse(pick(kAddresses));
        return at(time, port);
      }
    }
  }

 private:
  static constexpr std::array<const char*, 12> kNames{"CommandLine", "Image",  "User",       "DestinationPort", "SourceIp",
                                                      "LocalPort",   "TargetFilename", "a0", "a1",   "LocalAddress",
                                                      "EventTime",   "exe"};
  static constexpr std::array<const char*, 12> kPieces{"/bin/", "sh", "-c", "curl", "/tmp/x", "BASE", "wget",
                                                       "a",     "é",  "5",  "é-ab", "/sshd"};
  static constexpr std::array<const char*, 4> kAddresses{"10.1.2.3", "192.168.1.9", "2001:db8::1", "203.0.113.7"};
  static constexpr std::array<const char*, 16> kValues{"sh", "'*sh'", "'/bin/*'", "'c*l'", "'?'", "5", "3", "''", "null",
                                                       "true", "'-c'", "'*'", "'/tmp/x'", "'a?'", "curl", "'5'"};
  static constexpr std::array<const char*, 16> kItems{
      "", "|contains", "|startswith", "|endswith", "|contains|all", "|cased", "|neq", "|re", "|re|i", "|exists",
      "|lt", "|gte", "|cidr", "|windash|contains", "|fieldref", "|minute"};
  static constexpr std::array<const char*, 6> kRegexes{"'a.*b'", "'(cu|wg)e?[rt]'", "'^/bin'", "'sh$'", "'[0-9]+'", "'k|s'"};

  template <std::size_t N>
  const char* pick(const std::array<const char*, N>& from) {
    return from[random_.below(N)];
  }
  std::string source(bool for_observations) {
    constexpr std::array<const char*, 7> kSources{"category: process_creation", "product: linux",
                                                  "category: network_connection", "category: file_event",
                                                  "service: sshd", "category: login", "category: listening_port"};
    return for_observations ? pick(kSources) : "category: any";
  }
  std::string value_for(const std::string& item) {
    if (item.starts_with("|re")) return pick(kRegexes);
    if (item == "|exists") return random_.below(2) == 0 ? "true" : "false";
    if (item == "|lt" || item == "|gte" || item == "|minute") return std::to_string(random_.below(6));
    if (item == "|cidr") return random_.below(2) == 0 ? "10.0.0.0/8" : "2001:db8::/32";
    if (item == "|fieldref") return pick(kNames);
    if (item.empty() || item == "|neq") return pick(kValues);
    constexpr std::array<const char*, 7> kTexts{"'sh'", "'-c'", "'/tmp/x'", "'c*l'", "'é'", "'BASE'", "''"};
    return pick(kTexts);
  }
  std::string search() {
    if (random_.below(8) == 0) return "    - curl\n    - 'c*l'\n";
    std::string out;
    std::set<std::string> used;
    for (std::uint64_t n = 1 + random_.below(3); n > 0; --n) {
      const std::string item = pick(kItems);
      const std::string key = pick(kNames) + item;
      if (!used.insert(key).second) continue;
      out += "    " + key + ": [" + value_for(item);
      for (std::uint64_t more = random_.below(3); more > 0; --more) out += ", " + value_for(item);
      out += "]\n";
    }
    return out;
  }
  std::string condition(std::uint64_t searches) {
    const auto name = [&] { return "s" + std::to_string(random_.below(searches)); };
    switch (random_.below(6)) {
      case 0:
        return "all of s*";
      case 1:
        return "not " + name();
      case 2:
        return name() + " and not " + name();
      case 3:
        return "not (not " + name() + " or not " + name() + ")";
      case 4:
        return name() + " or " + name() + " and " + name();
      default:
        return "1 of them";
    }
  }

  RandomStream random_;
};

/// Every rule for the source, its whole expression, every predicate afresh.
template <class Fits, class Event, class... Texts>
std::vector<std::uint32_t> naive(const RuleSet& rules, Fits&& fits_event, const Event& event, Texts&... texts) {
  FieldReader reader(&rules.fields());
  std::vector<std::uint32_t> out;
  for (std::uint32_t i = 0; i < rules.rules().size(); ++i) {
    if (!fits_event(rules.rules()[i])) continue;
    reader.reset(event, texts...);
    if (evaluate(rules.rules()[i].expression, [&](std::uint32_t p) { return rules.predicates()[p].matches(reader); }))
      out.push_back(i);
  }
  return out;
}

TEST(RuleMatcher, equals_naive_evaluation_on_generic_events) {
  std::size_t hits = 0;
  for (std::uint32_t seed = 0; seed < 60; ++seed) {
    Generator generator(seed);
    const RuleSet rules = load(generator.rules(40, false));
    RuleMatcher matcher(rules);
    for (int i = 0; i < 60; ++i) {
      const FlatEvent event = generator.event();
      std::vector<std::uint32_t> got;
      matcher.match(event, {"", "any", ""}, got);
      ASSERT_EQ(got, naive(rules, [](const Rule&) { return true; }, event)) << "seed " << seed << " event " << i;
      hits += got.size();
    }
  }
  EXPECT_GT(hits, 10'000u);
}

TEST(RuleMatcher, equals_naive_evaluation_on_observations_and_keys_decide_verdicts) {
  std::size_t hits = 0;
  std::size_t repeats = 0;
  for (std::uint32_t seed = 0; seed < 60; ++seed) {
    Generator generator(seed);
    const RuleSet rules = load(generator.rules(40, true));
    RuleMatcher matcher(rules);
    TextTable texts;
    std::map<std::vector<std::uint64_t>, std::vector<std::uint32_t>> verdicts;
    Observation o;
    for (int i = 0; i < 120; ++i) {
      if (i % 2 == 0) {
        o = generator.observation(texts);
      } else {  // the same again: another time, count, process, port
        o.first_time += Duration::minutes(7);
        ++o.hit_count;
        if (auto* p = std::get_if<ProcessRecord>(&o.record)) p->process_id += 17;
        if (auto* n = std::get_if<NetworkRecord>(&o.record)) {
          ++n->local_port;
          if (i % 3 == 0) n->local_address = *IpAddress::parse("10.9.9.9");
          if (i % 5 == 0) n->remote_address = *IpAddress::parse("198.51.100.7");
          if (i % 7 == 0) n->user_id += 1;
          if (i % 11 == 0) n->direction = Direction::kInbound;
        }
        if (auto* p = std::get_if<ProcessRecord>(&o.record); p != nullptr && i % 3 == 0) p->user_id += 1;
        if (auto* l = std::get_if<LoginRecord>(&o.record); l != nullptr && i % 3 == 0) {
          l->remote_address = i % 2 == 0 ? IpAddress() : *IpAddress::parse("198.51.100.7");
        }
      }
      std::vector<std::uint32_t> got;
      matcher.match(o, texts, got);
      const std::size_t route = route_of(o.record);
      ASSERT_EQ(got, naive(rules, [&](const Rule& r) { return (r.routes >> route & 1) != 0; }, o, texts))
          << "seed " << seed << " observation " << i;
      hits += got.size();
      const FieldMask mask = rules.fields_of(kind_of(o.record));
      if (mask == 0) continue;
      const CacheKey key = cache_key(o, mask);
      const auto [known, fresh] = verdicts.emplace(std::vector(key.words().begin(), key.words().end()), got);
      if (!fresh) ++repeats;
      ASSERT_EQ(known->second, got) << "equal keys, other verdict: seed " << seed << " observation " << i;
    }
  }
  EXPECT_GT(hits, 5'000u);
  EXPECT_GT(repeats, 100u);
}

TEST(RuleMatcher, tries_only_rules_for_the_events_source) {
  const auto rule = [](const std::string& title, const std::string& source) {
    return "title: " + title + "\nlogsource: {" + source + "}\ndetection: {s: {x: 1}, condition: not s}\n---\n";
  };
  const RuleSet rules = load(rule("linux", "product: linux") + rule("auditd", "product: linux, service: auditd") +
                             rule("process", "category: process_creation") + rule("windows", "product: windows"));
  EXPECT_THAT(fired(rules, {}, {"linux", "", "auditd"}), ElementsAre("linux", "auditd", "process"));
  EXPECT_THAT(fired(rules, {}, {"linux", "process_creation", "sysmon"}), ElementsAre("linux", "process"));
  EXPECT_THAT(fired(rules, {}, {"windows", "process_creation", ""}), ElementsAre("process", "windows"));
  EXPECT_THAT(fired(rules, {}), ElementsAre("linux", "auditd", "process", "windows"));
  TextTable texts;
  RuleMatcher matcher(rules);
  std::vector<std::uint32_t> out;
  matcher.match(exec(texts, kStart, "ls"), texts, out);
  EXPECT_THAT(out, ElementsAre(0u, 2u));
}

TEST(RuleMatcher, searches_keywords_in_every_value) {
  const RuleSet rules = load(
      "title: any\nlogsource: {product: linux}\ndetection: {k: [segfault, 'a*z', 4711], condition: k}\n---\n"
      "title: all\nlogsource: {product: linux}\ndetection: {k: {'|all': [one, two]}, condition: k}\n---\n"
      "title: regex\nlogsource: {product: linux}\ndetection: {k: {'|re': '^o.e$'}, condition: k}\n");
  EXPECT_THAT(fired(rules, json(R"({"message": "kernel: SEGFAULT at 0"})")), ElementsAre("any"));
  EXPECT_THAT(fired(rules, json(R"({"pid": 4711})")), ElementsAre("any"));
  EXPECT_THAT(fired(rules, json(R"({"m": "a", "n": "z"})")), IsEmpty()) << "a wildcard stays within a value";
  EXPECT_THAT(fired(rules, json(R"({"m": {"deep": "one"}, "n": ["x", "two"]})")), ElementsAre("all", "regex"));
  TextTable texts;
  RuleMatcher matcher(rules);
  std::vector<std::uint32_t> out;
  Observation o = exec(texts, kStart, "one two", "/bin/sh");
  matcher.match(o, texts, out);
  EXPECT_THAT(out, ElementsAre(1u));
  out.clear();
  o.hit_count = 4711;  // how often it was seen is no value of the event
  matcher.match(o, texts, out);
  EXPECT_THAT(out, ElementsAre(1u));
}

// An argument is bytes: one that is not UTF-8 must not hide the others from a regular expression. Such a byte is one
// character, as it is to the wildcard `?`.
TEST(RuleMatcher, bytes_that_are_no_text_hide_nothing_from_regular_expressions) {
  const auto rule = [](const std::string& title, const std::string& item) {
    return "title: '" + title + "'\nlogsource: {category: process_creation}\ndetection: {s: {CommandLine" + item +
           "}, condition: s}\n---\n";
  };
  const RuleSet rules = load(rule("dots", "|re: '(nc|ncat)\\s.*(-e|-c)\\s'") + rule("class", "|re: 'nc [^x] -e'") +
                             rule("one", "|re: '^nc . -e /bin/sh$'") + rule("wildcard", ": 'nc ? -e /bin/sh'") +
                             rule("ascii", "|re: '^[ -~]+$'") + rule("two", "|re: '^nc .. -e'"));
  const auto fired_by = [&](std::string_view command) {
    TextTable texts;
    RuleMatcher matcher(rules);
    std::vector<std::uint32_t> out;
    matcher.match(exec(texts, kStart, command), texts, out);
    std::vector<std::string> titles;
    for (const std::uint32_t i : out) titles.push_back(rules.rules()[i].title);
    return titles;
  };
  EXPECT_THAT(fired_by("nc a -e /bin/sh"), ElementsAre("dots", "class", "one", "wildcard", "ascii"));
  EXPECT_THAT(fired_by("nc \xff -e /bin/sh"), ElementsAre("dots", "class", "one", "wildcard"));
  EXPECT_THAT(fired_by("nc \xc3 -e /bin/sh"), ElementsAre("dots", "class", "one", "wildcard"));  // half a character
  EXPECT_THAT(fired_by("nc \xc3\xa9 -e /bin/sh"), ElementsAre("dots", "class", "one", "wildcard"));
  EXPECT_THAT(fired_by("nc \xff\xfe -e /bin/sh"), ElementsAre("dots", "two"));
}

// One field under two names, Sigma's and that of the Elastic Common Schema.
TEST(RuleMatcher, a_second_name_of_a_field_takes_nothing_from_the_first) {
  const RuleSet rules = load(
      "title: alice\nlogsource: {category: any}\ndetection: {s: {User: alice}, condition: s}\n---\n"
      "title: query\nlogsource: {category: any}\ndetection: {s: {QueryName: evil}, condition: s}\n---\n"
      "title: bob\nlogsource: {category: any}\ndetection: {k: [bob], condition: k}\n");
  EXPECT_THAT(fired(rules, json(R"({"User": "alice", "user.name": "bob"})")), ElementsAre("alice", "bob"));
  EXPECT_THAT(fired(rules, json(R"({"QueryName": "evil", "query": null})")), ElementsAre("query"));
  EXPECT_THAT(fired(rules, json(R"({"query": null, "QueryName": "evil"})")), ElementsAre("query"));
}

TEST(RuleMatcher, reads_reports_by_the_names_of_their_records) {
  const RuleSet rules = load(
      "title: telnet\nlogsource: {category: listening_port}\ndetection: {s: {LocalPort: 23, Protocol: tcp}, condition: s}\n---\n"
      "title: user\nlogsource: {category: local_user}\ndetection: {s: {GroupNames|contains: sudo}, condition: s}\n");
  TextTable texts;
  ListeningPortRecord port;
  port.local_port = 23;
  LocalUserRecord user;
  user.user_name = texts.intern("eve");
  user.group_names = texts.intern("users;sudo");
  RuleMatcher matcher(rules);
  std::vector<std::uint32_t> out;
  matcher.match(at(kStart, port), texts, out);
  matcher.match(at(kStart, user), texts, out);
  EXPECT_THAT(out, ElementsAre(0u, 1u));
  port.local_port = 22;
  out.clear();
  matcher.match(at(kStart, port), texts, out);
  EXPECT_THAT(out, IsEmpty());
}

}  // namespace
}  // namespace picket
