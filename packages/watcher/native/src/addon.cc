#include <napi.h>

#include "group.h"
#include "look.h"
#include "mount_watch.h"

static Napi::Object Init(Napi::Env env, Napi::Object exports) {
  exports.Set("Group", Group::Define(env));
  exports.Set("look", Napi::Function::New(env, Look));
  exports.Set("watchMounts", Napi::Function::New(env, WatchMounts));
  return exports;
}

NODE_API_MODULE(homeostat_watcher, Init)
