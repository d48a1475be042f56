#include "sim/live/mqtt/twin_exchange.h"

#include <algorithm>
#include <utility>

#include "agent_core/twin/twin_document.h"
#include "sim/live/mqtt/hub_topics.h"
#include "sim/network/hub_mqtt.h"

namespace picket::sim {

void TwinExchange::want(Question& question, Time now) {
  question.wanted = true;
  question.request.clear();
  question.at = now;
}

void TwinExchange::on_ready(Time now) {
  ready_ = true;
  want(get_, now);
  if (reported_) want(patch_, now);
}

void TwinExchange::on_lost() {
  ready_ = false;
  for (Question* question : {&get_, &patch_}) *question = Question{};
}

void TwinExchange::report(Time now, std::string json) {
  reported_ = std::move(json);
  // An open request is awaited first: its answer shows that it carried an older text.
  if (patch_.request.empty()) want(patch_, now);
}

void TwinExchange::ask_again(Question& question, Time now) {
  const Duration wait = std::min(kFirstWait * (std::int64_t{1} << std::min(question.failures, 10U)), kLongestWait);
  ++question.failures;
  question.request.clear();
  question.at = now + wait;
}

bool TwinExchange::due(Question& question, Time now) {
  if (!ready_ || !question.wanted || question.at > now) return false;
  if (!question.request.empty()) {
    ask_again(question, now);  // no answer came
    return false;
  }
  question.request = std::to_string(++requests_);
  question.at = now + kPatience;
  return true;
}

std::optional<TwinExchange::Request> TwinExchange::next(Time now) {
  if (due(get_, now)) return Request{twin_get_topic(get_.request), std::string(kTwinGetBody)};
  if (reported_ && due(patch_, now)) {
    sent_ = *reported_;
    return Request{twin_patch_topic(patch_.request), sent_};
  }
  return std::nullopt;
}

Time TwinExchange::wake_up() const {
  if (!ready_) return Time::max();
  return std::min(get_.wanted ? get_.at : Time::max(), patch_.wanted ? patch_.at : Time::max());
}

TwinExchange::Outcome TwinExchange::take_document(Time now, std::string_view payload) {
  TwinProblems problems;
  const TwinTree tree(payload, TwinDocument::kWhole, problems);
  const std::optional<std::int64_t> version = tree.version();
  const auto number = static_cast<std::uint64_t>(version.value_or(0));
  // What cannot be read is told all the same: who reads it says what is wrong with it.
  if (known_ && version && number == desired_version_) return {};
  known_ = true;
  if (version) desired_version_ = number;
  // Written before a change that we were told of meanwhile.
  if (version && number < newest_) want(get_, now);
  return {TwinDocument::kWhole, std::nullopt, true};
}

TwinExchange::Outcome TwinExchange::on_answer(Time now, int status, Question& question, std::string_view payload) {
  const bool is_get = &question == &get_;
  if (status == 429 || status >= 500) {
    ask_again(question, now);
    return {};
  }
  question = Question{};
  if (status < 200 || status >= 300) ++refused_;
  if (is_get) return status >= 200 && status < 300 ? take_document(now, payload) : Outcome{};
  if (reported_ == sent_) {
    reported_.reset();
  } else {
    want(question, now);
  }
  return {std::nullopt, status, true};
}

TwinExchange::Outcome TwinExchange::on_message(Time now, std::string_view topic, std::string_view payload) {
  if (payload.size() > kMaxDocument) return {std::nullopt, std::nullopt, false};
  if (const auto answer = read_twin_answer(topic)) {
    for (Question* question : {&get_, &patch_}) {
      if (!question->request.empty() && question->request == answer->request) return on_answer(now, answer->status, *question, payload);
    }
    return {std::nullopt, std::nullopt, false};
  }
  const auto version = read_twin_change(topic);
  if (!version) return {std::nullopt, std::nullopt, false};
  // A whole twin that is on its way has it, or comes before it.
  if (*version != 0 && known_ && *version <= desired_version_) return {};
  newest_ = std::max(newest_, *version);
  if (*version != 0 && (!known_ || *version != desired_version_ + 1)) {
    if (get_.request.empty()) want(get_, now);
    return {};
  }
  if (*version != 0) desired_version_ = *version;
  return {TwinDocument::kPatch, std::nullopt, true};
}

}  // namespace picket::sim
