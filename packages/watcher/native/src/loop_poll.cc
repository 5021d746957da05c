#include "loop_poll.h"

#include <unistd.h>

#include <utility>

LoopPoll::LoopPoll(int descriptor, int events, std::function<void(int)> ready)
    : descriptor_(descriptor), events_(events), ready_(std::move(ready)) {}

LoopPoll::~LoopPoll() { CloseDescriptor(); }

void LoopPoll::CloseDescriptor() {
  if (descriptor_ >= 0) close(descriptor_);
  descriptor_ = -1;
}

std::shared_ptr<LoopPoll> LoopPoll::Start(Napi::Env env, int descriptor, int events,
                                          std::function<void(int)> ready) {
  std::shared_ptr<LoopPoll> made(new LoopPoll(descriptor, events, std::move(ready)));
  uv_loop_t* loop = nullptr;
  if (napi_get_uv_event_loop(env, &loop) != napi_ok) return nullptr;
  if (uv_poll_init(loop, &made->poll_, descriptor) != 0) return nullptr;
  uv_timer_init(loop, &made->timer_);
  made->poll_.data = made->timer_.data = made.get();
  uv_unref(reinterpret_cast<uv_handle_t*>(&made->poll_));
  uv_unref(reinterpret_cast<uv_handle_t*>(&made->timer_));
  made->self_ = made;
  napi_add_async_cleanup_hook(
      env, [](napi_async_cleanup_hook_handle, void* data) { static_cast<LoopPoll*>(data)->Close(); },
      made.get(), &made->cleanup_);
  made->Resume();
  return made;
}

void LoopPoll::Resume() {
  const int failed = uv_poll_start(&poll_, events_, [](uv_poll_t* poll, int status, int) {
    const auto self = static_cast<LoopPoll*>(poll->data)->shared_from_this();
    if (!self->closed_) self->ready_(status);
  });
  if (failed != 0 && !closed_) ready_(failed);
}

void LoopPoll::Pause(uint64_t ms) {
  if (closed_) return;
  uv_poll_stop(&poll_);
  uv_timer_start(
      &timer_, [](uv_timer_t* timer) { static_cast<LoopPoll*>(timer->data)->Resume(); }, ms, 0);
}

void LoopPoll::Close() {
  if (closed_) return;
  closed_ = true;
  const auto let_go = [](uv_handle_t* handle) { static_cast<LoopPoll*>(handle->data)->LetGo(); };
  uv_close(reinterpret_cast<uv_handle_t*>(&poll_), let_go);
  uv_close(reinterpret_cast<uv_handle_t*>(&timer_), let_go);
}

void LoopPoll::LetGo() {
  open_handles_ -= 1;
  if (open_handles_ > 0) return;
  ready_ = nullptr;
  // Whoever still holds this waits for the garbage collector, and there are few groups for each user.
  CloseDescriptor();
  napi_remove_async_cleanup_hook(cleanup_);
  self_.reset();
}
