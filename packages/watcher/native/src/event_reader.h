#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

struct Event {
  uint64_t mask;
  int32_t pid;
  uint64_t directory_key;
  std::string_view name;
};

/** Reads what is queued at a fanotify group that reports directory handles and names. */
class EventReader {
 public:
  explicit EventReader(uint64_t seed) : seed_(seed), buffer_(kBufferSize) {}

  /** Returns 0, or the errno that ends the group. Stops when little is left, so that other callbacks get their turn. */
  template <typename Visit>
  int ReadAll(int descriptor, Visit visit) {
    for (int reads = 0; reads < kReadsATurn; reads += 1) {
      int error = 0;
      const size_t length = Fill(descriptor, &error);
      if (length == 0) return error;
      for (size_t at = 0; at < length;) {
        Event event;
        at += Parse(at, &event);
        visit(event);
      }
      if (length < kBufferSize / 2) return 0;
    }
    return 0;
  }

 private:
  static constexpr size_t kBufferSize = 256 * 1024;
  static constexpr int kReadsATurn = 16;

  size_t Fill(int descriptor, int* error);
  /** Returns how long it is. */
  size_t Parse(size_t at, Event* event) const;

  uint64_t seed_;
  std::vector<char> buffer_;
};
