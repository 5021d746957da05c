#pragma once

#include <napi.h>

#include <climits>
#include <string_view>

/** A path or a name from JavaScript, copied once and without the heap. Longer than any path can be, it is cut. */
class Text {
 public:
  explicit Text(const Napi::Value& value) {
    napi_get_value_string_utf8(value.Env(), value, bytes_, sizeof bytes_, &length_);
  }
  const char* c_str() const { return bytes_; }
  operator std::string_view() const { return {bytes_, length_}; }

 private:
  char bytes_[PATH_MAX + 1];
  size_t length_ = 0;
};
