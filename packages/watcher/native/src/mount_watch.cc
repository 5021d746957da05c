#include "mount_watch.h"

#include <errno.h>
#include <fcntl.h>

#include "loop_poll.h"
#include "system_error.h"

Napi::Value WatchMounts(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const int descriptor = open("/proc/self/mountinfo", O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) {
    SystemError(env, errno, "open").ThrowAsJavaScriptException();
    return env.Undefined();
  }
  auto changed = std::make_shared<Napi::FunctionReference>(Napi::Persistent(info[0].As<Napi::Function>()));
  auto context = std::make_shared<Napi::AsyncContext>(env, "homeostat.mounts");
  const auto poll = LoopPoll::Start(env, descriptor, UV_PRIORITIZED, [env, changed, context](int) {
    Napi::HandleScope scope(env);
    changed->MakeCallback(env.Global(), {}, *context);
  });
  if (!poll) {
    SystemError(env, EPERM, "epoll_ctl").ThrowAsJavaScriptException();
    return env.Undefined();
  }
  return Napi::Function::New(env, [poll](const Napi::CallbackInfo&) { poll->Close(); });
}
