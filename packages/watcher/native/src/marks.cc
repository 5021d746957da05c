#include "marks.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/fanotify.h>

namespace {

/** Without FAN_MODIFY: on a whole file system each write of each process would wake us. A write is told at its close. */
constexpr uint64_t kMask =
    FAN_ATTRIB | FAN_CLOSE_WRITE | FAN_MOVED_FROM | FAN_MOVED_TO | FAN_CREATE | FAN_DELETE | FAN_ONDIR;

}  // namespace

int Marks::Call(unsigned flags, uint64_t extra_mask, int directory) const {
  return fanotify_mark(group_, flags, kMask | extra_mask, directory, ".") == 0 ? 0 : errno;
}

int Marks::Add(const Directory& directory, bool already_counted) {
  FileSystem& file_system = file_systems_[directory.file_system()];
  int error = 0;
  if (!CoverWhole(file_system, directory.descriptor())) {
    error = Call(FAN_MARK_ADD, FAN_EVENT_ON_CHILD, directory.descriptor());
  }
  if (error == 0 && !already_counted) file_system.directories += 1;
  if (file_system.directories == 0) file_systems_.erase(directory.file_system());
  return error;
}

/** Marks of single directories made before stay beside it; what both hear comes once. So nothing is lost in between. */
bool Marks::CoverWhole(FileSystem& file_system, int directory) {
  if (file_system.whole && file_system.generation == generation_) return true;
  if (file_system.whole_refused != 0 || (!file_system.whole && file_system.directories < most_inodes_)) return false;
  file_system.whole_refused = Call(FAN_MARK_ADD | FAN_MARK_FILESYSTEM, 0, directory);
  file_system.whole = file_system.whole_refused == 0;
  file_system.generation = generation_;
  return file_system.whole;
}

void Marks::Remove(uint64_t file_system, uint64_t key, const std::string& path, bool others, uint64_t seed) {
  const auto found = file_systems_.find(file_system);
  if (found == file_systems_.end()) return;
  const bool last = --found->second.directories == 0;
  const bool whole = found->second.whole;
  if (last) file_systems_.erase(found);
  if (!others) {
    // One that has moved away keeps its mark until it is deleted; what it tells is filtered out.
    const Directory directory(path, seed);
    if (directory.error() == 0 && directory.key() == key) {
      Call(FAN_MARK_REMOVE, FAN_EVENT_ON_CHILD, directory.descriptor());
    }
  }
  if (!last || !whole) return;
  for (std::string place = path; !place.empty();) {
    const Directory directory(place, seed);
    if (directory.error() == 0 && directory.file_system() == file_system) {
      Call(FAN_MARK_REMOVE | FAN_MARK_FILESYSTEM, 0, directory.descriptor());
      return;
    }
    if (place == "/") return;
    place = place.substr(0, place.rfind('/'));
    if (place.empty()) place = "/";
  }
}

bool Marks::IsWhole(uint64_t file_system, int* refused) const {
  const auto found = file_systems_.find(file_system);
  if (found == file_systems_.end()) return false;
  *refused = found->second.whole_refused;
  return found->second.whole;
}
