#pragma once

#include <napi.h>
#include <uv.h>

#include <functional>
#include <memory>

/**
 * A descriptor that Node's own loop polls, without keeping the process alive. Owns the descriptor. libuv lets go of its
 * handles in a later turn of the loop, and a worker thread may end at any time; until both are through, it keeps itself.
 */
class LoopPoll : public std::enable_shared_from_this<LoopPoll> {
 public:
  /** @param ready called with 0, or with the negative error that polling ended with */
  static std::shared_ptr<LoopPoll> Start(Napi::Env env, int descriptor, int events,
                                         std::function<void(int status)> ready);
  ~LoopPoll();

  int descriptor() const { return descriptor_; }
  bool closed() const { return closed_; }

  /** Looks at the descriptor again only after so many milliseconds. */
  void Pause(uint64_t ms);

  /** From now on nothing is called. May be called more than once. */
  void Close();

 private:
  LoopPoll(int descriptor, int events, std::function<void(int)> ready);
  void Resume();
  void LetGo();
  void CloseDescriptor();

  int descriptor_;
  int events_;
  std::function<void(int)> ready_;
  bool closed_ = false;
  int open_handles_ = 2;
  uv_poll_t poll_;
  uv_timer_t timer_;
  napi_async_cleanup_hook_handle cleanup_ = nullptr;
  /** What keeps it until libuv has let go. */
  std::shared_ptr<LoopPoll> self_;
};
