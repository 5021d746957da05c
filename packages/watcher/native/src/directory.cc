#include "directory.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <cstring>

#include "hash.h"

namespace {

/** Since Linux 6.5: a handle that need not be openable again, which more file systems give. */
constexpr int kHandleForComparison = 0x200;  // AT_HANDLE_FID

struct Handle {
  file_handle head;
  char bytes[MAX_HANDLE_SZ];
};

int HandleOf(int descriptor, Handle* handle) {
  int mount_id;
  for (const int flag : {kHandleForComparison, 0}) {
    handle->head.handle_bytes = MAX_HANDLE_SZ;
    if (name_to_handle_at(descriptor, "", &handle->head, &mount_id, AT_EMPTY_PATH | flag) == 0) return 0;
    if (errno != EINVAL) break;
  }
  return errno;
}

bool IsBtrfs(int handle_type) { return handle_type >= 0x4d && handle_type <= 0x4f; }

}  // namespace

uint64_t DirectoryKey(uint64_t file_system, const void* handle, uint64_t seed) {
  file_handle head;
  memcpy(&head, handle, sizeof head);
  // A subvolume of btrfs has an fsid of its own, but events of a mark on the whole come with that of the top level. The handle
  // names the subvolume; two file systems with equal handles cost needless notices.
  const uint64_t file_systems_part = IsBtrfs(head.handle_type) ? 0 : file_system;
  return Hash(handle, sizeof head + head.handle_bytes, Mix(seed ^ file_systems_part, 0x9e3779b97f4a7c15));
}

Directory::Directory(const std::string& path, uint64_t seed)
    : descriptor_(open(path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)) {
  struct statfs stats;
  Handle handle;
  if (descriptor_ < 0 || fstatfs(descriptor_, &stats) != 0) {
    error_ = errno;
    return;
  }
  memcpy(&file_system_, &stats.f_fsid, sizeof file_system_);
  error_ = HandleOf(descriptor_, &handle);
  if (error_ == 0) key_ = DirectoryKey(file_system_, &handle, seed);
}

Directory::~Directory() {
  if (descriptor_ >= 0) close(descriptor_);
}
