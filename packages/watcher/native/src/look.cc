#include "look.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "hash.h"
#include "text.h"

namespace {

enum Kind : uint32_t { kNothing = 0, kOther = 1, kDirectory = 2, kLink = 3 };

struct Seen {
  uint64_t inode, device, mode, owner, birth, size, modified, changed;
};

uint64_t Nanoseconds(const struct statx_timestamp& time) {
  return static_cast<uint64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

uint32_t Fingerprint(const char* path) {
  struct statx stats;
  constexpr unsigned kMask = STATX_BASIC_STATS | STATX_BTIME;
  if (statx(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW, kMask, &stats) != 0) {
    return static_cast<uint32_t>(errno) << 2 | kNothing;
  }
  Seen seen{};
  seen.inode = stats.stx_ino;
  seen.device = static_cast<uint64_t>(stats.stx_dev_major) << 32 | stats.stx_dev_minor;
  seen.mode = stats.stx_mode;
  seen.owner = static_cast<uint64_t>(stats.stx_uid) << 32 | stats.stx_gid;
  const bool directory = S_ISDIR(stats.stx_mode);
  // Size and times of a directory change with each foreign file in it; its birth tells it from a new one of the same inode.
  if (directory) {
    seen.birth = Nanoseconds(stats.stx_btime);
  } else {
    seen.size = stats.stx_size;
    seen.modified = Nanoseconds(stats.stx_mtime);
    seen.changed = Nanoseconds(stats.stx_ctime);
  }
  const uint32_t kind = directory ? kDirectory : S_ISLNK(stats.stx_mode) ? kLink : kOther;
  return static_cast<uint32_t>(Hash(&seen, sizeof seen, 0)) << 2 | kind;
}

}  // namespace

Napi::Value Look(const Napi::CallbackInfo& info) {
  const uint32_t fingerprint = Fingerprint(Text(info[0]).c_str());
  return Napi::Number::New(info.Env(), static_cast<int32_t>(fingerprint));
}
