#pragma once

#include <condition_variable>
#include <cstddef>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace picket::sim {

/// A few threads that work off numbered tasks. The caller's thread helps in `run` and `wait`.
/// Tasks of one batch must not touch each other's data; which thread takes a task is not
/// determined and must not matter. With one thread everything happens in the caller, in order.
class WorkerPool {
 public:
  /// `threads` >= 1 counts the caller.
  explicit WorkerPool(unsigned threads);
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  unsigned threads() const { return static_cast<unsigned>(workers_.size()) + 1; }
  /// Starts tasks 0..n-1 on the workers and returns; with one thread nothing runs before `wait`.
  void start(std::size_t n, std::function<void(std::size_t)> task);
  /// Helps and returns when all tasks of the batch are done.
  /// Errors: what a task threw (a std::exception) is thrown here, of several the first; tasks that had not begun by
  ///         then are left out.
  void wait();
  void run(std::size_t n, std::function<void(std::size_t)> task) {
    start(n, std::move(task));
    wait();
  }

 private:
  void work(std::stop_token stop);
  bool take_one(std::unique_lock<std::mutex>& lock);

  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::function<void(std::size_t)> task_;
  std::size_t next_ = 0;
  std::size_t count_ = 0;
  std::size_t done_ = 0;
  std::exception_ptr failure_;
  std::vector<std::jthread> workers_;  ///< last: joined before the rest is destroyed
};

}  // namespace picket::sim
