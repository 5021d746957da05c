#pragma once

#include <napi.h>

/** watchMounts(changed): calls back whenever something is mounted or unmounted. Returns what ends it. */
Napi::Value WatchMounts(const Napi::CallbackInfo& info);
