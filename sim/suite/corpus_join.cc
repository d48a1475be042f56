#include "sim/suite/corpus_join.h"

#include "sim/suite/corpus_trial.h"
#include "sim/suite/suite_words.h"

namespace picket::sim {
namespace {

class Joining {
 public:
  Joining(SuiteCorpus& corpus, const std::vector<JoiningCase>& cases, SuiteResult& result) : corpus_(corpus), cases_(cases), result_(result) {}

  void add_all() {
    for (const CheckResult& check : result_.checks) {
      if (check.verdict == Verdict::kFail) add_failures_of(check.check);
    }
    for (const InvariantResult& invariant : result_.invariants) {
      for (const Breach& breach : invariant.breaches) {
        add(cases_[invariant.suite_case], breach.policy, {breach.seed, breach.replication, words_of_invariant(invariant.invariant), breach.says, {}});
      }
    }
    for (const JoiningCase& one : cases_) {
      if (one.crash.empty()) continue;
      const std::string& policy = one.crash_policy.empty() ? one.source->scenario.policies.front().name : one.crash_policy;
      add(one, policy, {result_.seed, one.crash_replication, std::string(kCrash), one.crash, {}});
    }
  }

 private:
  void add_failures_of(const SuiteCheck& check) {
    const JoiningCase& one = cases_[check.suite_case];
    std::uint32_t joined = 0;
    for (const LaneResult& lane : *one.lanes) {
      if (lane.policy != check.policy || joined == kJoinPerCheck) continue;
      const std::optional<SingleValue> value = single_value(check, one.source->scenario, lane);
      if (!value || !value->fails) continue;
      ++joined;
      add(one, lane.policy, {result_.seed, lane.replication, check.to_string(), value_words(check, value->value), {}});
    }
  }

  void add(const JoiningCase& one, const std::string& policy, KnownFailure failure) {
    failure.commit = result_.commit;
    switch (corpus_.add(one.source->name, policy, std::move(failure))) {
      case SuiteCorpus::Joined::kNew: ++result_.corpus_joined; break;
      case SuiteCorpus::Joined::kNoRoom: ++result_.corpus_left_out; break;
      case SuiteCorpus::Joined::kKnown: break;
    }
  }

  SuiteCorpus& corpus_;
  const std::vector<JoiningCase>& cases_;
  SuiteResult& result_;
};

}  // namespace

std::optional<WriteError> join_corpus(SuiteCorpus& corpus, const std::string& suite_name, const std::vector<JoiningCase>& cases,
                                      SuiteResult& result) {
  Joining(corpus, cases, result).add_all();
  std::optional<WriteError> error = corpus.write(suite_name);
  if (error) result.corpus_joined = 0;
  return error;
}

}  // namespace picket::sim
