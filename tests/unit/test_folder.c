/* objects: base/base base/file base/folder */
/* test_folder.c - private folders and files are opened only if no other user can change them. */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/base.h"
#include "base/file.h"
#include "base/folder.h"

static char top[] = "/tmp/parlab-test-XXXXXX";

static void make_top(void)
{
	cr_assert_not_null(mkdtemp(top));
	cr_assert_eq(chdir(top), 0);
	umask(0);
}

static void drop_top(void)
{
	cr_assert_eq(folder_remove(top), 0, "%s", error_text());
}

TestSuite(folder, .init = make_top, .fini = drop_top);

static unsigned mode_of(const char *path)
{
	struct stat status;

	cr_assert_eq(lstat(path, &status), 0);
	return status.st_mode & 07777;
}

static void refused(const char *path, const char *why)
{
	struct folder folder;

	cr_assert_eq(folder_open(&folder, path), -1);
	cr_assert(strstr(error_text(), why), "%s", error_text());
	cr_assert_eq(strncmp(error_text(), path, strcspn(path, "/")), 0, "no place first: %s", error_text());
	folder_close(&folder); /* harmless */
}

Test(folder, new_folders_and_files_are_private)
{
	struct folder out, in;

	cr_assert_eq(folder_open(&out, "a/b/"), 0, "%s", error_text());
	cr_assert_eq(folder_open_in(&in, &out, "c"), 0, "%s", error_text());
	cr_assert_eq(folder_write(&in, "f", "new", 3), 0, "%s", error_text());
	int fd = folder_create(&in, "g");
	cr_assert_geq(fd, 0);
	close(fd);
	cr_assert_eq(mode_of("a"), 0700u);
	cr_assert_eq(mode_of("a/b"), 0700u);
	cr_assert_eq(mode_of("a/b/c"), 0700u);
	cr_assert_eq(mode_of("a/b/c/f"), 0600u);
	cr_assert_eq(mode_of("a/b/c/g"), 0600u);
	char *real = folder_real(&in, "f"), *expected = xasprintf("%s/a/b/c/f", top);
	cr_assert_str_eq(real, expected);
	free(real);
	free(expected);
	folder_close(&in);
	folder_close(&out);
}

Test(folder, one_writable_by_others_is_refused)
{
	static const unsigned bad[] = {0777, 0720, 0702, 01777};

	cr_assert_eq(mkdir("out", 0755), 0);
	for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
		cr_assert_eq(chmod("out", bad[i]), 0);
		refused("out", "chmod -R go= out");
		refused("out/", "chmod -R go= out");
	}
	cr_assert_eq(chmod("out", 0755), 0);
	struct folder out;
	cr_assert_eq(folder_open(&out, "out"), 0, "%s", error_text());
	cr_assert_eq(mkdir("out/in", 0777), 0);
	struct folder in;
	cr_assert_eq(folder_open_in(&in, &out, "in"), -1);
	cr_assert(strstr(error_text(), "out/in: others may write to it"), "%s", error_text());
	folder_close(&out);
}

Test(folder, a_link_is_refused)
{
	struct folder out, in;

	cr_assert_eq(mkdir("real", 0700), 0);
	cr_assert_eq(symlink("real", "link"), 0);
	refused("link", "is a link");
	refused("link/", "is a link");
	cr_assert_eq(symlink("nowhere", "dangling"), 0);
	refused("dangling", "is a link");
	cr_assert_eq(file_write("file", "", 0), 0);
	refused("file", "is not a folder");
	cr_assert_eq(folder_open(&out, "real"), 0);
	cr_assert_eq(symlink("../real", "real/again"), 0);
	cr_assert_eq(folder_open_in(&in, &out, "again"), -1);
	cr_assert(strstr(error_text(), "real/again: is a link"), "%s", error_text());
	folder_close(&out);
}

Test(folder, one_of_another_user_is_refused)
{
	if (geteuid() != 0)
		cr_skip_test("only root can give a folder away");
	cr_assert_eq(mkdir("out", 0700), 0);
	cr_assert_eq(chown("out", 4321, (gid_t)-1), 0);
	refused("out", "belongs to user 4321");
	refused("out", "chown -R 0 out");
}

/* A link in place of a file is replaced, and its target is not changed. */
Test(folder, no_file_is_written_through_a_link)
{
	struct folder out;
	size_t bytes;

	cr_assert_eq(file_write("victim", "precious", 8), 0);
	cr_assert_eq(folder_open(&out, "out"), 0);
	cr_assert_eq(symlink("../victim", "out/page"), 0);
	cr_assert_eq(symlink("../victim", "out/table"), 0);
	cr_assert_not(folder_has(&out, "page"));
	cr_assert_null(folder_read(&out, "page", 100, &bytes));
	cr_assert_eq(folder_write(&out, "page", "new", 3), 0, "%s", error_text());
	int fd = folder_create(&out, "table");
	cr_assert_eq(write(fd, "new", 3), 3);
	close(fd);
	char *text = file_read("victim", 100, NULL);
	cr_assert_str_eq(text, "precious");
	free(text);
	text = folder_read(&out, "page", 100, &bytes);
	cr_assert_str_eq(text, "new");
	free(text);
	cr_assert_eq(folder_rename(&out, "table", "page"), 0);
	cr_assert_eq(folder_drop(&out, "page"), 0);
	cr_assert_eq(folder_drop(&out, "page"), 0); /* a missing file is no error */
	folder_close(&out);
}

/* Once a folder is open, replacing its name has no effect. */
Test(folder, a_replaced_name_has_no_effect)
{
	struct folder out;

	cr_assert_eq(folder_open(&out, "out"), 0);
	cr_assert_eq(mkdir("trap", 0700), 0);
	cr_assert_eq(rename("out", "away"), 0);
	cr_assert_eq(symlink("trap", "out"), 0);
	cr_assert_eq(folder_write(&out, "page", "new", 3), 0);
	cr_assert(path_is_file("away/page"));
	cr_assert_not(path_is_file("trap/page"));
	folder_close(&out);
}

Test(folder, a_private_file_is_not_writable_by_others)
{
	cr_assert_eq(file_private("absent"), 0);
	cr_assert_eq(file_write("book", "", 0), 0);
	cr_assert_eq(chmod("book", 0640), 0);
	cr_assert_eq(file_private("book"), 0, "%s", error_text());
	cr_assert_eq(chmod("book", 0666), 0);
	cr_assert_eq(file_private("book"), -1);
	cr_assert_eq(symlink("book", "link"), 0);
	cr_assert_eq(file_private("link"), -1);
	cr_assert(strstr(error_text(), "is a link"));
	cr_assert_eq(mkfifo("pipe", 0600), 0);
	cr_assert_eq(file_private("pipe"), -1);
}

Test(folder, reports_a_full_disk)
{
	struct rlimit limit = {.rlim_cur = 1 << 20, .rlim_max = RLIM_INFINITY};
	struct folder out;

	cr_assert_eq(folder_open(&out, "out"), 0);
	signal(SIGXFSZ, SIG_IGN);
	cr_assert_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
	cr_assert_eq(folder_room(&out, 1 << 20), 0, "%s", error_text());
	cr_assert_eq(folder_room(&out, 2 << 20), -1);
	cr_assert(strstr(error_text(), "out: no room for the 2048 kB"), "%s", error_text());
	char **names = folder_list("out");
	cr_assert_eq(strv_length(names), 0); /* nothing is left behind */
	strv_free(names);
	folder_close(&out);
}
