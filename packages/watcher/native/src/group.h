#pragma once

#include <napi.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "event_reader.h"
#include "id_table.h"
#include "loop_poll.h"
#include "marks.h"

/**
 * One fanotify group, as src/rungs/native.ts describes it for JavaScript. Directories and names are known by ids that the
 * caller chooses. An event that belongs to none of them ends here, and its name is kept nowhere: a mark on a whole file system
 * hears everything that anybody does there.
 */
class Group : public Napi::ObjectWrap<Group> {
 public:
  static Napi::Function Define(Napi::Env env);
  explicit Group(const Napi::CallbackInfo& info);
  ~Group() override;

 private:
  struct Bound {
    uint64_t key;
    uint64_t file_system;
    bool wide;
  };

  void Bind(const Napi::CallbackInfo& info);
  void Unbind(const Napi::CallbackInfo& info);
  void AddName(const Napi::CallbackInfo& info);
  Napi::Value RemoveName(const Napi::CallbackInfo& info);
  Napi::Value MarkOf(const Napi::CallbackInfo& info);
  void RenewMarks(const Napi::CallbackInfo& info);
  Napi::Value Stats(const Napi::CallbackInfo& info);
  void Close(const Napi::CallbackInfo& info);

  void Release(uint32_t id, const std::string& path);
  uint64_t NameHash(uint32_t directory, std::string_view name) const;
  void OnReadable(int status);
  void Take(const Event& event);
  void TakeAt(uint32_t directory, const Event& event);
  void Tell(int error);

  uint64_t seed_;
  EventReader reader_;
  std::shared_ptr<LoopPoll> poll_;
  std::optional<Marks> marks_;
  std::vector<std::optional<Bound>> bound_;
  IdTable directories_;
  IdTable names_;

  /** What one turn of the loop has found: see the callback in src/rungs/native.ts. */
  std::vector<uint32_t> pairs_;
  std::vector<std::string> moved_directories_;
  bool overflowed_ = false;

  double events_ = 0;
  double matched_ = 0;
  double own_ = 0;
  Napi::FunctionReference callback_;
  std::unique_ptr<Napi::AsyncContext> context_;
};
