#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "agent_core/base/time.h"
#include "sim/scenario/field.h"

namespace picket::sim {

/// Which way a measure is wanted.
enum class Goal : std::uint8_t { kLess, kMore };

/// How the policies to keep are chosen from the front, before they are certified.
enum class FinalChoice : std::uint8_t {
  kSuccessiveRejects,  ///< a fixed number of further runs; the worst is dropped in each phase
  kKimNelson,          ///< further runs until what is dropped is worse with confidence, up to an indifference
  kPosterior,          ///< no further runs: by the search's own model
};

/// How several candidates are certified without one passing by luck.
enum class Multiplicity : std::uint8_t { kHolm, kFixedSequence };

/// Which optimiser proposes policies; the words are those of sim/search.
enum class TuneOptimiser : std::uint8_t { kAuto, kGpEhvi, kParego, kMotpe, kRandom };

namespace tune_words {

inline constexpr auto kGoal = std::to_array<EnumName<Goal>>({{Goal::kLess, "less"}, {Goal::kMore, "more"}});
inline constexpr auto kChoice = std::to_array<EnumName<FinalChoice>>({{FinalChoice::kSuccessiveRejects, "successive_rejects"},
                                                                      {FinalChoice::kKimNelson, "kim_nelson"},
                                                                      {FinalChoice::kPosterior, "posterior"}});
inline constexpr auto kMultiplicity =
    std::to_array<EnumName<Multiplicity>>({{Multiplicity::kHolm, "holm"}, {Multiplicity::kFixedSequence, "fixed_sequence"}});
inline constexpr auto kOptimiser = std::to_array<EnumName<TuneOptimiser>>({{TuneOptimiser::kAuto, "auto"},
                                                                           {TuneOptimiser::kGpEhvi, "gp_ehvi"},
                                                                           {TuneOptimiser::kParego, "parego"},
                                                                           {TuneOptimiser::kMotpe, "motpe"},
                                                                           {TuneOptimiser::kRandom, "random"}});

}  // namespace tune_words

inline std::span<const EnumName<Goal>> enum_names(Goal) { return tune_words::kGoal; }
inline std::span<const EnumName<FinalChoice>> enum_names(FinalChoice) { return tune_words::kChoice; }
inline std::span<const EnumName<Multiplicity>> enum_names(Multiplicity) { return tune_words::kMultiplicity; }
inline std::span<const EnumName<TuneOptimiser>> enum_names(TuneOptimiser) { return tune_words::kOptimiser; }

/// One thing to make small or large.
struct TuneObjective {
  std::string measure;
  std::string attack = "all";
  Duration within{};
  std::optional<Goal> goal{};
};

inline constexpr double kLongestWithin = 60 * 86'400.0;  ///< seconds; as for the expectations of a suite

template <class Visitor>
void describe(Visitor& v, TuneObjective& o) {
  v.field("measure", o.measure,
          {.says = "What it is about, by its name in measures.csv, or usd_per_device_month, p_miss, detected_by_deadline, "
                   "time_to_detect_restricted_mean_seconds.",
           .required = true});
  v.field("attack", o.attack, {.says = "Of a measure of attacks: one attack of the scenario, or all of them together."});
  v.field("within", o.within,
          {.says = "Of p_miss and detected_by_deadline: time from the first malicious event; 0 means each attack's deadline.",
           .min = 0,
           .max = kLongestWithin});
  v.field("goal", o.goal, {.says = "less or more; null takes what is better for this measure."});
}

/// A bound that a policy must keep, and how surely.
struct TuneConstraint {
  std::string measure;
  std::string attack = "all";
  Duration within{};
  std::optional<double> at_least{};
  std::optional<double> at_most{};
  std::string at_least_of{};
  std::string at_most_of{};
  double times = 1;
  double margin = 0;
  double confidence = 0.95;
};

template <class Visitor>
void describe(Visitor& v, TuneConstraint& c) {
  v.field("measure", c.measure, {.says = "What is bounded, by the names that objectives have.", .required = true});
  v.field("attack", c.attack, {.says = "Of a measure of attacks: one attack of the scenario, or all of them together."});
  v.field("within", c.within,
          {.says = "Of p_miss and detected_by_deadline: time from the first malicious event; 0 means each attack's deadline.",
           .min = 0,
           .max = kLongestWithin});
  v.field("at_least", c.at_least, {.says = "Smallest mean that passes, in the measure's unit."});
  v.field("at_most", c.at_most, {.says = "Largest mean that passes, in the measure's unit."});
  v.field("at_least_of", c.at_least_of,
          {.says = "The reference policy: the mean must not be below its own; empty: no such bound."});
  v.field("at_most_of", c.at_most_of,
          {.says = "The reference policy: the mean must not be above its own; empty: no such bound."});
  v.field("times", c.times, {.says = "Factor of the reference policy's mean in such a bound.", .min = 0.001, .max = 1000});
  v.field("margin", c.margin,
          {.says = "How far beyond such a bound does not matter, in the measure's unit; what is equal in truth needs one to pass.",
           .min = 0});
  v.field("confidence", c.confidence, {.says = "PASS and FAIL are wrong at most this rarely.", .min = 0.5, .max = 0.9999});
}

/// The last step: fresh random numbers decide.
struct Certification {
  std::uint32_t candidates = 5;
  std::uint32_t replications = 60;
  std::uint32_t first_replication = 1'000'000;
  Multiplicity multiplicity = Multiplicity::kHolm;
};

inline constexpr std::uint32_t kMostCertified = 100'000;                ///< replications of a certification
inline constexpr std::uint32_t kLastFirstReplication = 4'000'000'000;  ///< below 2^32 less kMostCertified

template <class Visitor>
void describe(Visitor& v, Certification& c) {
  v.field("candidates", c.candidates, {.says = "Policies that are certified at most; 0 leaves certification out.", .max = 5});
  v.field("replications", c.replications,
          {.says = "Replications of each candidate. 59 without a miss prove 0.95 at 95 % with one attack in each; 93 allow one miss.",
           .min = 5,
           .max = kMostCertified});
  v.field("first_replication", c.first_replication,
          {.says = "Its replications count from here, so that none of them served the search. Another number is another "
                   "sample: use it for a new certification, not until one passes.",
           .min = 100'000,
           .max = kLastFirstReplication});
  v.field("multiplicity", c.multiplicity,
          {.says = "holm judges all candidates together; fixed_sequence from the dearest down, each at full confidence, until "
                   "one does not pass."});
}

/// The part `tune:` of a study file: what is wanted of a policy, and how it is looked for. What may be changed are the study's
/// parameters (`sweep.parameters`).
struct TuneSection {
  std::string policy;
  std::string reference;
  std::vector<TuneObjective> objectives;
  std::vector<TuneConstraint> constraints;
  std::uint32_t evaluations = 50;
  std::uint32_t replications = 5;
  TuneOptimiser optimiser = TuneOptimiser::kAuto;
  std::vector<std::map<std::string, std::string>> start;
  FinalChoice select = FinalChoice::kSuccessiveRejects;
  std::uint32_t select_replications = 60;
  double indifference = 0;
  double select_confidence = 0.95;
  Certification certification;
};

template <class Visitor>
void describe(Visitor& v, TuneSection& t) {
  v.field("policy", t.policy, {.says = "The policy that is tuned, by its name in the scenario; empty means its only one besides the reference."});
  v.field("reference", t.reference,
          {.says = "The policy to compare with, as it stands; empty means the scenario's reference policy."});
  v.field("objectives", t.objectives, {.says = "What is made small or large: one to three measures.", .required = true});
  v.field("constraints", t.constraints, {.says = "What must hold of a policy for it to be certified."});
  v.field("evaluations", t.evaluations,
          {.says = "Policies that are tried. A larger number goes on where a smaller one ended.", .min = 1, .max = 10'000});
  v.field("replications", t.replications, {.says = "Replications of each policy that is tried.", .min = 2, .max = 10'000});
  v.field("optimiser", t.optimiser,
          {.says = "Who proposes policies: auto takes gp_ehvi up to 200 evaluations and motpe beyond; parego; random."});
  v.field("start", t.start,
          {.says = "Settings to try first, besides the policy as it stands: values by the paths of the study's parameters; what is left "
                   "out is as it stands."});
  v.field("select", t.select, {.says = "How candidates are chosen from the front."});
  v.field("select_replications", t.select_replications,
          {.says = "successive_rejects: further replications over all of the front together; kim_nelson: of each policy at most.",
           .min = 0,
           .max = 100'000});
  v.field("indifference", t.indifference,
          {.says = "kim_nelson: differences of the first objective below this do not matter, in its unit.", .min = 0});
  v.field("select_confidence", t.select_confidence, {.says = "kim_nelson: of not dropping the best.", .min = 0.5, .max = 0.9999});
  v.field("certification", t.certification, {.says = "The decision on fresh random numbers."});
}

}  // namespace picket::sim
