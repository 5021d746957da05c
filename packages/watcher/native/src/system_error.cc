#include "system_error.h"

#include <uv.h>

#include <string>

Napi::Error SystemError(Napi::Env env, int error, const char* syscall) {
  const std::string code = uv_err_name(-error);
  Napi::Error thrown = Napi::Error::New(env, code + ": " + uv_strerror(-error) + ", " + syscall);
  thrown.Set("code", Napi::String::New(env, code));
  thrown.Set("syscall", Napi::String::New(env, syscall));
  return thrown;
}
