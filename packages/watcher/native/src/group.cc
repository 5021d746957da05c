#include "group.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/fanotify.h>
#include <sys/random.h>
#include <unistd.h>

#include "hash.h"
#include "system_error.h"
#include "text.h"

namespace {

/** A burst wakes us at most a thousand times a second, and the kernel merges what repeats meanwhile. The first is not delayed. */
constexpr uint64_t kPauseMs = 1;

constexpr uint64_t kReplacing = FAN_CREATE | FAN_DELETE | FAN_MOVED_FROM | FAN_MOVED_TO;

enum Flag : uint32_t { kReplaced = 1, kWithin = 2, kNamed = 4 };

uint64_t RandomSeed() {
  uint64_t seed = 0;
  if (getrandom(&seed, sizeof seed, 0) != sizeof seed) seed = uv_hrtime();
  return seed;
}

int OpenGroup(bool unlimited) {
  const unsigned flags = FAN_CLASS_NOTIF | FAN_REPORT_DFID_NAME | FAN_NONBLOCK | FAN_CLOEXEC;
  if (unlimited) {
    const int group = fanotify_init(flags | FAN_UNLIMITED_QUEUE | FAN_UNLIMITED_MARKS, O_RDONLY);
    if (group >= 0 || errno != EPERM) return group;
  }
  return fanotify_init(flags, O_RDONLY);
}

uint32_t Uint32(const Napi::Value& value) { return value.As<Napi::Number>().Uint32Value(); }

}  // namespace

Napi::Function Group::Define(Napi::Env env) {
  return DefineClass(env, "Group",
                     {InstanceMethod<&Group::Bind>("bind"), InstanceMethod<&Group::Unbind>("unbind"),
                      InstanceMethod<&Group::AddName>("addName"),
                      InstanceMethod<&Group::RemoveName>("removeName"),
                      InstanceMethod<&Group::MarkOf>("markOf"),
                      InstanceMethod<&Group::RenewMarks>("renewMarks"),
                      InstanceMethod<&Group::Stats>("stats"), InstanceMethod<&Group::Close>("close")});
}

Group::Group(const Napi::CallbackInfo& info)
    : Napi::ObjectWrap<Group>(info), seed_(RandomSeed()), reader_(seed_) {
  const Napi::Env env = info.Env();
  const Napi::Object options = info[1].As<Napi::Object>();
  const int descriptor = OpenGroup(options.Get("unlimited").ToBoolean());
  if (descriptor < 0) {
    SystemError(env, errno, "fanotify_init").ThrowAsJavaScriptException();
    return;
  }
  marks_.emplace(descriptor, Uint32(options.Get("mostInodeMarks")));
  callback_ = Napi::Persistent(info[0].As<Napi::Function>());
  context_ = std::make_unique<Napi::AsyncContext>(env, "homeostat.fanotify");
  poll_ = LoopPoll::Start(env, descriptor, UV_READABLE, [this](int status) { OnReadable(status); });
  if (!poll_) {
    SystemError(env, EPERM, "epoll_ctl").ThrowAsJavaScriptException();
    return;
  }
  // The loop calls it as long as it is open, whoever holds it.
  Ref();
}

Group::~Group() {
  if (poll_) poll_->Close();
}

void Group::Close(const Napi::CallbackInfo&) {
  if (poll_->closed()) return;
  poll_->Close();
  Unref();
}

void Group::Bind(const Napi::CallbackInfo& info) {
  const uint32_t id = Uint32(info[0]);
  const std::string path{Text(info[1])};
  if (id >= bound_.size()) bound_.resize(id + 1);
  const Directory directory(path, seed_);
  int error = directory.error();
  const bool same = error == 0 && bound_[id] && bound_[id]->key == directory.key();
  if (error == 0) error = marks_->Add(directory, same);
  if (!same) Release(id, path);
  if (error != 0) {
    SystemError(info.Env(), error, "fanotify_mark").ThrowAsJavaScriptException();
    return;
  }
  if (!same) directories_.Insert(directory.key(), id);
  bound_[id] = {directory.key(), directory.file_system(), info[2].ToBoolean()};
}

void Group::Unbind(const Napi::CallbackInfo& info) { Release(Uint32(info[0]), std::string{Text(info[1])}); }

void Group::Release(uint32_t id, const std::string& path) {
  if (!bound_[id]) return;
  const Bound bound = *bound_[id];
  bound_[id].reset();
  directories_.Erase(bound.key, id);
  bool others = false;
  directories_.ForEach(bound.key, [&](uint32_t) { others = true; });
  marks_->Remove(bound.file_system, bound.key, path, others, seed_);
}

uint64_t Group::NameHash(uint32_t directory, std::string_view name) const {
  // Mixed first: added to the seed, number 3 with one name would be number 5 with another.
  return Hash(name.data(), name.size(), Mix(seed_ ^ 0x8ebc6af09c88c6e3, directory + 1));
}

void Group::AddName(const Napi::CallbackInfo& info) {
  names_.Insert(NameHash(Uint32(info[0]), Text(info[1])), Uint32(info[2]));
}

/** Returns its id. */
Napi::Value Group::RemoveName(const Napi::CallbackInfo& info) {
  const uint64_t hash = NameHash(Uint32(info[0]), Text(info[1]));
  uint32_t id = UINT32_MAX;
  names_.ForEach(hash, [&](uint32_t found) { id = found; });
  names_.Erase(hash, id);
  return Napi::Number::New(info.Env(), id);
}

Napi::Value Group::MarkOf(const Napi::CallbackInfo& info) {
  const auto& bound = bound_[Uint32(info[0])];
  int refused = 0;
  const bool whole = bound && marks_->IsWhole(bound->file_system, &refused);
  const char* otherwise = refused == 0 ? "inode" : uv_err_name(-refused);
  return Napi::String::New(info.Env(), whole ? "filesystem" : otherwise);
}

void Group::RenewMarks(const Napi::CallbackInfo&) { marks_->Renew(); }

Napi::Value Group::Stats(const Napi::CallbackInfo& info) {
  Napi::Object stats = Napi::Object::New(info.Env());
  stats.Set("events", events_);
  stats.Set("matched", matched_);
  stats.Set("own", own_);
  return stats;
}

void Group::OnReadable(int status) {
  const Napi::HandleScope scope(Env());
  [[maybe_unused]] const Napi::Value kept_alive = Value();
  const auto poll = poll_;
  int error = -status;
  if (error == 0) error = reader_.ReadAll(poll->descriptor(), [this](const Event& event) { Take(event); });
  poll->Pause(kPauseMs);
  if (error != 0 || overflowed_ || !pairs_.empty()) Tell(error);
}

void Group::Take(const Event& event) {
  events_ += 1;
  if ((event.mask & FAN_Q_OVERFLOW) != 0) {
    overflowed_ = true;
    return;
  }
  // What we did ourselves is counted and told as everything else: leaving it out would hide a bug of ours.
  if (event.pid == getpid()) own_ += 1;
  directories_.ForEach(event.directory_key, [&](uint32_t id) { TakeAt(id, event); });
}

void Group::TakeAt(uint32_t directory, const Event& event) {
  const uint32_t replaced = (event.mask & kReplacing) != 0 ? uint32_t{kReplaced} : 0;
  names_.ForEach(NameHash(directory, event.name), [&](uint32_t id) {
    matched_ += 1;
    pairs_.insert(pairs_.end(), {id, replaced});
  });
  // "." is the directory itself.
  if (!bound_[directory]->wide || event.name == ".") return;
  const bool named = replaced != 0 && (event.mask & FAN_ONDIR) != 0;
  if (named) moved_directories_.emplace_back(event.name);
  const uint32_t flags = replaced | kWithin | (named ? uint32_t{kNamed} : 0);
  const size_t count = pairs_.size();
  // A file written a thousand times, or a thousand files of one directory: one pair.
  if (!named && count >= 2 && pairs_[count - 2] == directory && pairs_[count - 1] == flags) return;
  matched_ += 1;
  pairs_.insert(pairs_.end(), {directory, flags});
}

void Group::Tell(int error) {
  const Napi::Env env = Env();
  Napi::Uint32Array pairs = Napi::Uint32Array::New(env, pairs_.size());
  // The thread is ending, and JavaScript runs no more.
  if (pairs.IsEmpty()) return;
  if (!pairs_.empty()) memcpy(pairs.Data(), pairs_.data(), pairs_.size() * sizeof(uint32_t));
  Napi::Array names = Napi::Array::New(env, moved_directories_.size());
  for (uint32_t at = 0; at < moved_directories_.size(); at += 1) names.Set(at, moved_directories_[at]);
  const Napi::Value failure = error == 0 ? env.Undefined() : SystemError(env, error, "read").Value();
  const Napi::Value overflowed = Napi::Boolean::New(env, overflowed_);
  pairs_.clear();
  moved_directories_.clear();
  overflowed_ = false;
  callback_.MakeCallback(env.Global(), {pairs, names, overflowed, failure}, *context_);
}
