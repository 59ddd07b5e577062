#include "cache/folder.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <functional>

#include "tests/support/temporary_folder.h"

using adc::cache::Folder;
using adc::tests::TemporaryFolder;
using Missing = Folder::Missing;

namespace {

constexpr std::uint64_t kMost = 1 << 20;

/// What `holds` says in a process of its own, which may change its limits and its user.
bool in_child(const std::function<bool()>& holds) {
  const pid_t child = fork();
  if (child == 0) _exit(holds() ? 0 : 1);
  int status = 0;
  return waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/// Makes a folder a file system of 64 KiB, which only this process sees; false where the system does not let it.
bool mount_small(const std::filesystem::path& folder) {
  const uid_t user = geteuid();
  const gid_t group = getegid();
  if (unshare(CLONE_NEWNS | (user == 0 ? 0 : CLONE_NEWUSER)) != 0) return false;
  if (user != 0) {  // who mounts is root of a space of its own
    std::ofstream("/proc/self/setgroups") << "deny";
    std::ofstream("/proc/self/uid_map") << "0 " << user << " 1";
    std::ofstream("/proc/self/gid_map") << "0 " << group << " 1";
  }
  return mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
         mount("none", folder.c_str(), "tmpfs", 0, "size=64k,mode=0700") == 0;
}

mode_t mode(const std::filesystem::path& path) {
  struct stat status{};
  REQUIRE(stat(path.c_str(), &status) == 0);
  return status.st_mode & 07777U;
}

std::string reason(const std::filesystem::path& path) { return Folder(path, Missing::Leave).reason(); }

}  // namespace

TEST_CASE("a folder is made for this user alone, and what is written is read") {
  const TemporaryFolder parent;
  const auto path = parent.path() / "a" / "b";
  CHECK_FALSE(Folder(path, Missing::Leave).is_open());
  CHECK(reason(path).empty());
  CHECK_FALSE(std::filesystem::exists(path));
  const mode_t before = umask(0);
  const Folder folder(path, Missing::Make);
  REQUIRE(folder.is_open());
  CHECK(folder.write("name", "text"));
  umask(before);
  CHECK(mode(path) == 0700);
  CHECK(mode(path.parent_path()) == 0700);
  CHECK(mode(path / "name") == 0600);
  CHECK(folder.read("name", kMost) == "text");
  CHECK(folder.write("name", ""));
  CHECK(folder.read("name", kMost) == "");
  CHECK_FALSE(folder.read("other", kMost));
  CHECK(folder.has("name"));
  CHECK(folder.files().size() == 1);
  CHECK(folder.remove("name"));
  CHECK(folder.files().empty());
}

TEST_CASE("a folder that others may write into is not used") {
  const TemporaryFolder parent;
  for (const mode_t open : {0777U, 0770U, 0702U, 01777U}) {
    REQUIRE(chmod(parent.path().c_str(), open) == 0);
    CHECK_THAT(reason(parent.path()), Catch::Contains("others than its owner may write into"));
    CHECK_FALSE(Folder(parent.path(), Missing::Make).is_open());
  }
  REQUIRE(chmod(parent.path().c_str(), 0755) == 0);
  CHECK(Folder(parent.path(), Missing::Leave).is_open());
}

TEST_CASE("another user's folder is not used, nor a link to it") {
  const TemporaryFolder parent;
  const std::filesystem::path link = parent.path() / "link";
  constexpr uid_t kOther = 12345;
  const auto refuses = [&](const std::filesystem::path& path) {
    return reason(path).find("belongs to another user") != std::string::npos;
  };
  if (geteuid() == 0) {
    const std::filesystem::path theirs = parent.path() / "theirs";
    std::filesystem::create_directory(theirs);
    REQUIRE(chown(theirs.c_str(), kOther, kOther) == 0);
    std::filesystem::create_symlink(theirs, link);
    CHECK(refuses(theirs));
  } else {
    std::filesystem::create_symlink("/", link);
    CHECK(refuses("/"));
  }
  CHECK(refuses(link));
}

TEST_CASE("a link to a folder of one's own is that folder; a file is none") {
  const TemporaryFolder parent;
  const std::filesystem::path own = parent.path() / "own";
  REQUIRE(Folder(own, Missing::Make).write("name", "text"));
  std::filesystem::create_symlink(own, parent.path() / "link");
  CHECK(Folder(parent.path() / "link", Missing::Leave).read("name", kMost) == "text");
  std::ofstream(parent.path() / "file") << "text";
  CHECK_THAT(reason(parent.path() / "file"), Catch::Contains("Not a directory"));
  CHECK_FALSE(Folder(parent.path() / "file" / "below", Missing::Make).is_open());
}

TEST_CASE("only this user's own files are read, and no links, pipes, folders or long ones") {
  const TemporaryFolder parent;
  const Folder folder(parent.path(), Missing::Leave);
  REQUIRE(folder.is_open());
  REQUIRE(folder.write("name", "text"));
  std::filesystem::create_symlink(parent.path() / "name", parent.path() / "link");
  std::filesystem::create_directory(parent.path() / "folder");
  REQUIRE(mkfifo((parent.path() / "pipe").c_str(), 0600) == 0);
  for (const char* const other : {"link", "folder", "pipe"}) CHECK_FALSE(folder.read(other, kMost));
  CHECK_FALSE(folder.write("folder", "text"));
  CHECK_FALSE(folder.read("name", 3));
  CHECK(folder.read("name", 4) == "text");
  CHECK(folder.files().size() == 1);
  REQUIRE(chmod((parent.path() / "name").c_str(), 0622) == 0);
  CHECK_FALSE(folder.read("name", kMost));
  if (geteuid() == 0) {
    REQUIRE(chmod((parent.path() / "name").c_str(), 0600) == 0);
    REQUIRE(chown((parent.path() / "name").c_str(), 12345, 12345) == 0);
    CHECK_FALSE(folder.read("name", kMost));
  }
}

TEST_CASE("where a file cannot be written nothing of it remains, and the process goes on") {
  const TemporaryFolder parent;
  const Folder folder(parent.path(), Missing::Leave);
  REQUIRE(folder.is_open());
  CHECK(in_child([&] {
    const rlimit limit{100, 100};
    setrlimit(RLIMIT_FSIZE, &limit);
    return !folder.write("large", std::string(1000, 'x')) && folder.write("small", std::string(100, 'x'));
  }));
  CHECK(folder.files().size() == 1);
  CHECK(folder.read("small", kMost) == std::string(100, 'x'));
  CHECK(in_child([&] {
    const rlimit limit{0, 0};
    setrlimit(RLIMIT_NOFILE, &limit);
    return !folder.write("name", "text") && !folder.read("small", kMost) && folder.files().empty() &&
           !Folder(parent.path(), Missing::Make).is_open();
  }));
}

TEST_CASE("on a full disk nothing of a file remains, and what is there is read") {
  const TemporaryFolder parent;
  const auto can_mount = [&] { return mount_small(parent.path()); };
  if (!in_child(can_mount)) {
    WARN("skipped: no small file system can be mounted here");
    return;
  }
  CHECK(in_child([&] {
    if (!can_mount()) return false;
    const Folder folder(parent.path(), Missing::Leave);
    const std::string half(std::size_t{40} << 10U, 'x');
    return folder.write("one", half) && !folder.write("two", half) && folder.files().size() == 1 &&
           folder.read("one", kMost) == half && folder.remove("one") && folder.write("two", half);
  }));
}

TEST_CASE("a folder that may only be read is read") {
  const TemporaryFolder parent;
  REQUIRE(Folder(parent.path(), Missing::Leave).write("name", "text"));
  constexpr uid_t kOther = 12345;
  const bool is_root = geteuid() == 0;
  if (is_root) {  // whom no mode hinders
    REQUIRE(chown((parent.path() / "name").c_str(), kOther, kOther) == 0);
    REQUIRE(chown(parent.path().c_str(), kOther, kOther) == 0);
  }
  REQUIRE(chmod(parent.path().c_str(), 0500) == 0);
  CHECK(in_child([&] {
    if (is_root && setuid(kOther) != 0) return false;
    const Folder folder(parent.path(), Missing::Make);
    return folder.read("name", kMost) == "text" && !folder.write("other", "text") && !folder.remove("name");
  }));
  REQUIRE(chmod(parent.path().c_str(), 0700) == 0);
}

TEST_CASE("a folder that is removed while it is open has nothing and takes nothing") {
  const TemporaryFolder parent;
  const std::filesystem::path path = parent.path() / "folder";
  const Folder folder(path, Missing::Make);
  REQUIRE(folder.write("name", "text"));
  std::filesystem::remove_all(path);
  CHECK_FALSE(folder.read("name", kMost));
  CHECK_FALSE(folder.write("name", "text"));
  CHECK(folder.files().empty());
  CHECK(Folder(path, Missing::Make).write("name", "text"));
}

TEST_CASE("reading a file that was last used long ago is noted") {
  const TemporaryFolder parent;
  const Folder folder(parent.path(), Missing::Leave);
  REQUIRE(folder.write("name", "text"));
  const timespec old[2] = {{1000, 0}, {1000, 0}};
  REQUIRE(utimensat(AT_FDCWD, (parent.path() / "name").c_str(), old, 0) == 0);
  CHECK(folder.files()[0].used == 1000);
  CHECK(folder.read("name", kMost));
  CHECK(folder.files()[0].used > 1'000'000'000);
}
