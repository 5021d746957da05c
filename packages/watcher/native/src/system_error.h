#pragma once

#include <napi.h>

/** What a failed system call is in JavaScript: an Error with `code` and `syscall`, as those of node:fs. */
Napi::Error SystemError(Napi::Env env, int error, const char* syscall);
