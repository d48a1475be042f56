#include "sim/experiment/worker_pool.h"

#include <utility>

#include "agent_core/base/check.h"

namespace picket::sim {

WorkerPool::WorkerPool(unsigned threads) {
  PICKET_CHECK(threads >= 1);
  for (unsigned i = 1; i < threads; ++i) workers_.emplace_back([this](std::stop_token stop) { work(stop); });
}

WorkerPool::~WorkerPool() {
  for (std::jthread& worker : workers_) worker.request_stop();
  changed_.notify_all();
}

void WorkerPool::start(std::size_t n, std::function<void(std::size_t)> task) {
  const std::lock_guard lock(mutex_);
  PICKET_CHECK(done_ == count_, "the last batch is not finished");
  task_ = std::move(task);
  next_ = 0;
  done_ = 0;
  failure_ = nullptr;
  count_ = n;
  changed_.notify_all();
}

bool WorkerPool::take_one(std::unique_lock<std::mutex>& lock) {
  if (next_ == count_) return false;
  const std::size_t index = next_++;
  if (failure_ == nullptr) {
    lock.unlock();
    std::exception_ptr failure;
    try {
      task_(index);
    } catch (const std::exception&) {
      failure = std::current_exception();
    }
    lock.lock();
    if (failure_ == nullptr) failure_ = failure;
  }
  if (++done_ == count_) changed_.notify_all();
  return true;
}

void WorkerPool::wait() {
  std::unique_lock lock(mutex_);
  while (take_one(lock)) {
  }
  changed_.wait(lock, [this] { return done_ == count_; });
  if (failure_ != nullptr) std::rethrow_exception(std::exchange(failure_, nullptr));
}

void WorkerPool::work(std::stop_token stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    if (!take_one(lock)) changed_.wait(lock, stop, [this] { return next_ != count_; });
  }
}

}  // namespace picket::sim
