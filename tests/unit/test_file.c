/* objects: base/base base/file base/process */
/* test_file.c - files, folders and helper programs of file.h and process.h. */
#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/base.h"
#include "base/file.h"
#include "base/process.h"

static char folder[] = "/tmp/parlab-test-XXXXXX";

static void make_folder(void)
{
	cr_assert_not_null(mkdtemp(folder));
	cr_assert_eq(chdir(folder), 0);
}

static void drop_folder(void)
{
	cr_assert_eq(folder_remove(folder), 0, "%s", error_text());
}

TestSuite(file, .init = make_folder, .fini = drop_folder);
TestSuite(process, .init = make_folder, .fini = drop_folder);

static void put(const char *path, const char *text)
{
	cr_assert_eq(file_write(path, text, strlen(text)), 0, "%s", error_text());
}

Test(path, join_puts_one_slash)
{
	const char *cases[][3] = {{"a", "b", "a/b"}, {"a/", "b", "a/b"}, {"/", "b", "/b"}, {"", "b", "b"}};

	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		char *path = path_join(cases[i][0], cases[i][1]);
		cr_assert_str_eq(path, cases[i][2]);
		free(path);
	}
}

Test(file, folder_make_makes_parents_and_accepts_existing_folders)
{
	umask(077);
	cr_assert_eq(folder_make("a/b/c/", 0755), 0, "%s", error_text());
	struct stat status;
	cr_assert_eq(stat("a/b/c", &status), 0);
	cr_assert_eq(status.st_mode & 07777, 0755);
	cr_assert_eq(folder_make("a/b/c", 0700), 0);
	put("a/file", "");
	cr_assert_eq(folder_make("a/file", 0755), -1);
	cr_assert_eq(folder_make("a/file/below", 0755), -1);
	cr_assert_eq(symlink("b", "a/link"), 0);
	cr_assert_eq(folder_make("a/link", 0755), -1);
	cr_assert_eq(folder_make("a/link/below", 0755), 0);
	cr_assert(path_is_folder("a/b/below"));
	cr_assert(path_is_folder("a/link"));
	cr_assert_not(path_is_folder("a/file"));
	cr_assert(path_is_file("a/file"));
	cr_assert_not(path_is_file("a"));
	cr_assert_not(path_is_file("nothing"));
}

Test(file, folder_remove_does_not_follow_links)
{
	cr_assert_eq(folder_make("outside", 0755), 0);
	put("outside/kept", "still here");
	cr_assert_eq(folder_make("tree/below", 0755), 0);
	cr_assert_eq(symlink("../outside", "tree/link"), 0);
	cr_assert_eq(symlink("../../outside/kept", "tree/below/link"), 0);
	cr_assert_eq(folder_remove("tree"), 0, "%s", error_text());
	cr_assert_not(path_is_folder("tree"));
	cr_assert(path_is_file("outside/kept"));

	cr_assert_eq(symlink("outside", "link"), 0);
	cr_assert_eq(folder_remove("link"), -1);
	cr_assert(path_is_file("outside/kept"));
}

Test(file, folder_remove_copes_with_read_only_folders)
{
	/* Root may write anywhere, so drop root privileges for this test. */
	if (geteuid() == 0) {
		cr_assert_eq(chown(folder, 65534, 65534), 0);
		cr_assert_eq(seteuid(65534), 0);
	}
	cr_assert_eq(folder_make("tree/closed/below", 0755), 0, "%s", error_text());
	put("tree/closed/below/file", "");
	put("tree/closed/file", "");
	cr_assert_eq(chmod("tree/closed/file", 0), 0);
	cr_assert_eq(chmod("tree/closed/below", 0), 0);
	cr_assert_eq(chmod("tree/closed", 0500), 0);
	cr_assert_eq(chmod("tree", 0), 0);
	cr_assert_eq(folder_remove("tree"), 0, "%s", error_text());
	cr_assert_eq(access("tree", F_OK), -1);
	if (getuid() == 0)
		cr_assert_eq(seteuid(0), 0);
}

Test(file, folder_remove_copes_with_any_depth)
{
	cr_assert_eq(folder_make("tree", 0755), 0);
	int at = open("tree", O_RDONLY | O_DIRECTORY);
	for (int i = 0; i < 5000; i++) { /* far deeper than PATH_MAX and the limit of descriptors allow */
		cr_assert_eq(mkdirat(at, "d", 0755), 0);
		int below = openat(at, "d", O_RDONLY | O_DIRECTORY);
		cr_assert_geq(below, 0);
		close(at);
		at = below;
	}
	close(at);
	cr_assert_eq(folder_remove("tree"), 0, "%s", error_text());
	cr_assert_eq(access("tree", F_OK), -1);
}

Test(file, folder_remove_of_a_missing_folder_succeeds)
{
	cr_assert_eq(folder_remove("nothing"), 0);
	put("file", "");
	cr_assert_eq(folder_remove("file"), -1);
	cr_assert(path_is_file("file"));
}

Test(file, folder_list_is_sorted_by_byte)
{
	const char *names[] = {"B", "a", "\xc3\xa9", ".hidden", "z", "10", "9"};
	const char *sorted[] = {".hidden", "10", "9", "B", "a", "z", "\xc3\xa9"};

	cr_assert_eq(folder_make("list", 0755), 0);
	cr_assert_eq(chdir("list"), 0);
	for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
		put(names[i], "");
	char **found = folder_list(".");
	cr_assert_eq(strv_length(found), ARRAY_LENGTH(sorted));
	for (size_t i = 0; i < ARRAY_LENGTH(sorted); i++)
		cr_assert_str_eq(found[i], sorted[i]);
	strv_free(found);
	cr_assert_null(folder_list("nothing"));
	cr_assert(strstr(error_text(), "nothing") != NULL);
}

Test(file, folder_list_of_an_empty_folder_is_an_empty_list)
{
	cr_assert_eq(folder_make("empty", 0755), 0);
	char **found = folder_list("empty");
	cr_assert_not_null(found);
	cr_assert_null(found[0]);
	strv_free(found);
}

Test(file, read_returns_what_was_written)
{
	const char data[] = "a\0b\n";

	cr_assert_eq(file_write("f", data, sizeof data), 0);
	size_t bytes;
	char *back = file_read("f", sizeof data, &bytes);
	cr_assert_eq(bytes, sizeof data);
	cr_assert_arr_eq(back, data, sizeof data);
	cr_assert_eq(back[bytes], '\0');
	free(back);
	put("empty", "");
	back = file_read("empty", 0, &bytes);
	cr_assert_eq(bytes, 0);
	free(back);
	back = file_read("/proc/self/stat", 4096, NULL);
	cr_assert_not_null(back);
	free(back);
}

Test(file, read_refuses_what_is_too_large_or_no_regular_file)
{
	put("f", "12345");
	cr_assert_null(file_read("f", 4, NULL));
	cr_assert(strstr(error_text(), "more than 4 bytes") != NULL);
	cr_assert_eq(symlink("f", "link"), 0);
	cr_assert_null(file_read("link", 100, NULL));
	cr_assert(strstr(error_text(), "link") != NULL);
	cr_assert_eq(mkfifo("fifo", 0600), 0);
	cr_assert_null(file_read("fifo", 100, NULL));
	cr_assert_null(file_read("/dev/zero", 100, NULL));
	cr_assert_null(file_read(".", 100, NULL));
	cr_assert_null(file_read("nothing", 100, NULL));
}

Test(file, write_replaces_in_one_step_and_leaves_nothing_behind)
{
	put("outside", "old");
	cr_assert_eq(symlink("outside", "f"), 0);
	put("f", "new");
	char *text = file_read("f", 10, NULL);
	cr_assert_str_eq(text, "new");
	free(text);
	text = file_read("outside", 10, NULL);
	cr_assert_str_eq(text, "old");
	free(text);
	cr_assert_eq(file_write("nowhere/f", "", 0), -1);
	cr_assert_eq(folder_make("taken", 0755), 0);
	cr_assert_eq(file_write("taken", "", 0), -1);
	char **names = folder_list(".");
	cr_assert_eq(strv_length(names), 3);
	strv_free(names);
}

Test(file, copy_copies_bytes_and_sets_permissions)
{
	size_t bytes = 300000;
	char *data = xmalloc(bytes);

	for (size_t i = 0; i < bytes; i++)
		data[i] = (char)(i * 31 >> 3);
	cr_assert_eq(file_write("from", data, bytes), 0);
	umask(077);
	cr_assert_eq(file_copy("from", "to", 0444), 0, "%s", error_text());
	struct stat status;
	cr_assert_eq(stat("to", &status), 0);
	cr_assert_eq(status.st_mode & 07777, 0444);
	char *back = file_read("to", bytes, NULL);
	cr_assert_arr_eq(back, data, bytes);
	free(back);
	free(data);
	cr_assert_eq(symlink("from", "link"), 0);
	cr_assert_eq(file_copy("link", "other", 0644), -1);
	cr_assert_eq(access("other", F_OK), -1);
}

Test(file, memory_file_has_its_size_and_is_closed_on_exec)
{
	int fd = memory_file("test", 12345);
	struct stat status;

	cr_assert_eq(fstat(fd, &status), 0);
	cr_assert_eq(status.st_size, 12345);
	cr_assert(fcntl(fd, F_GETFD) & FD_CLOEXEC);
	cr_assert_eq(fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW), 0);
	cr_assert_eq(ftruncate(fd, 0), -1);
	close(fd);
	cr_assert_eq(memory_file("test", SIZE_MAX), -1);
}

Test(path, self_path_starts_where_build_stands_or_at_parlab_home)
{
	unsetenv("PARLAB_HOME");
	char *path = self_path("harness/base/base.h");
	cr_assert(path_is_file(path), "%s", path);
	free(path);
	setenv("PARLAB_HOME", "/elsewhere", 1);
	path = self_path("plots");
	cr_assert_str_eq(path, "/elsewhere/plots");
	free(path);
}

Test(process, output_input_and_exit_code)
{
	struct process_result result;
	char *argv[] = {"sh", "-c", "cat; echo to stderr >&2; exit 3", NULL};

	cr_assert_eq(process_run(argv, "hello\n", 10, &result), 0, "%s", error_text());
	cr_assert_str_eq(result.output, "hello\nto stderr\n");
	cr_assert_eq(result.exit_code, 3);
	free(result.output);
}

Test(process, signals_are_reported)
{
	struct process_result result;
	char *argv[] = {"sh", "-c", "kill -9 $$", NULL};

	cr_assert_eq(process_run(argv, NULL, 10, &result), 0);
	cr_assert_eq(result.exit_code, 128 + 9);
	cr_assert_str_eq(result.output, "");
	free(result.output);
}

Test(process, large_unread_input_and_large_output)
{
	char *input = xmalloc(1000001);

	memset(input, 'x', 1000000);
	input[1000000] = '\0';
	struct process_result result;
	char *deaf[] = {"true", NULL};
	cr_assert_eq(process_run(deaf, input, 10, &result), 0);
	cr_assert_eq(result.exit_code, 0);
	free(result.output);
	char *echo[] = {"cat", NULL};
	cr_assert_eq(process_run(echo, input, 10, &result), 0);
	cr_assert_str_eq(result.output, input);
	free(result.output);
	free(input);
}

Test(process, a_timeout_kills_the_process_and_its_children)
{
	struct process_result result;
	char *argv[] = {"sh", "-c", "sleep 1000 & sleep 1000", NULL};

	cr_assert_eq(process_run(argv, NULL, 0.1, &result), -1);
	cr_assert(strstr(error_text(), "did not end within 0.1 s") != NULL);
}

Test(process, a_grandchild_that_keeps_the_pipe_is_not_waited_for, .timeout = 30)
{
	struct process_result result;
	char *argv[] = {"sh", "-c", "sleep 40 & echo done; kill -9 $! & exit 0", NULL};

	cr_assert_eq(process_run(argv, NULL, 20, &result), 0, "%s", error_text());
	cr_assert_str_eq(result.output, "done\n");
	free(result.output);
}

Test(process, a_missing_program_is_an_error)
{
	struct process_result result;
	char *argv[] = {"no-such-program-anywhere", NULL};

	cr_assert_eq(process_run(argv, NULL, 1, &result), -1);
	cr_assert(strstr(error_text(), "no-such-program-anywhere") != NULL);
	cr_assert_null(result.output);
}
