#pragma once

#include <napi.h>

/** look(path): what is there, as the 32 bits that src/paths/look.ts describes. */
Napi::Value Look(const Napi::CallbackInfo& info);
