#include "sim/live/mqtt/name_lookup.h"

#include <netdb.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <utility>

namespace picket::sim {

/// What the background thread reads and writes: it stays where it is until the answer is there.
struct NameLookup::Question {
  explicit Question(std::string name) : host(std::move(name)) {
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    control.ar_name = host.c_str();
    control.ar_request = &hints;
  }
  ~Question() {
    if (control.ar_result != nullptr) ::freeaddrinfo(control.ar_result);
  }
  Question(const Question&) = delete;
  Question& operator=(const Question&) = delete;

  std::string host;
  addrinfo hints{};
  gaicb control{};
};

namespace {

std::vector<std::string> numeric_texts(const addrinfo* list) {
  constexpr std::size_t kMostAddresses = 16;
  std::vector<std::string> texts;
  for (const addrinfo* entry = list; entry != nullptr && texts.size() < kMostAddresses; entry = entry->ai_next) {
    std::array<char, NI_MAXHOST> text{};
    if (::getnameinfo(entry->ai_addr, entry->ai_addrlen, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST) != 0) continue;
    if (std::find(texts.begin(), texts.end(), text.data()) == texts.end()) texts.emplace_back(text.data());
  }
  return texts;
}

}  // namespace

NameLookup::NameLookup(std::string host) : host_(std::move(host)) {}

NameLookup::~NameLookup() {
  // Memory that a thread of the system still writes to cannot be freed.
  if (question_ && ::gai_error(&question_->control) == EAI_INPROGRESS && ::gai_cancel(&question_->control) == EAI_NOTCANCELED) {
    static_cast<void>(question_.release());
  }
}

void NameLookup::start() {
  if (state_ == State::kAsking) return;
  question_ = std::make_unique<Question>(host_);
  question_->hints.ai_flags = AI_NUMERICHOST;
  if (::getaddrinfo(host_.c_str(), nullptr, &question_->hints, &question_->control.ar_result) == 0) {
    take(*question_, 0);
    question_.reset();
    return;
  }
  question_->hints.ai_flags = AI_ADDRCONFIG;
  gaicb* list[] = {&question_->control};
  const int error = ::getaddrinfo_a(GAI_NOWAIT, list, 1, nullptr);
  if (error == 0) {
    state_ = State::kAsking;
    return;
  }
  take(*question_, error);
  question_.reset();
}

NameLookup::State NameLookup::look() {
  if (state_ != State::kAsking) return state_;
  const int error = ::gai_error(&question_->control);
  if (error == EAI_INPROGRESS) return state_;
  take(*question_, error);
  question_.reset();
  return state_;
}

void NameLookup::take(Question& question, int error) {
  if (error == 0) addresses_ = numeric_texts(question.control.ar_result);
  if (error == 0 && !addresses_.empty()) {
    state_ = State::kFound;
    return;
  }
  state_ = State::kFailed;
  failure_ = error == EAI_AGAIN || error == EAI_SYSTEM || error == EAI_MEMORY ? LinkEnd::kNameLookupFailed : LinkEnd::kNameNotFound;
  detail_ = ::gai_strerror(error == 0 ? EAI_NONAME : error);
}

}  // namespace picket::sim
