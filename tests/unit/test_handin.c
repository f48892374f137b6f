/* objects: course/handin base/base base/file */
/* test_handin.c - what follows if a submission cannot be read: a verdict about it, or a fault of
 * the grader. */
#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "../../harness/base/base.h"
#include "../../harness/base/file.h"
#include "../../harness/course/handin.h"

static char *class; /* the submissions; ann/pool/pool.c is valid */
static struct handin_folder folder;
static const char *why;
static char *data;
static size_t bytes;

static char *in_class(const char *below)
{
	return path_join(class, below);
}

static void make_folder(const char *below)
{
	char *path = in_class(below);

	cr_assert_eq(folder_make(path, 0755), 0, "%s", error_text());
	free(path);
}

static void make_file(const char *below, const char *text)
{
	char *path = in_class(below);

	cr_assert_eq(file_write(path, text, strlen(text)), 0, "%s", error_text());
	free(path);
}

static void make_link(const char *target, const char *below)
{
	char *path = in_class(below);

	cr_assert_eq(symlink(target, path), 0);
	free(path);
}

static void set_up(void)
{
	char name[] = "/tmp/test-handin-XXXXXX";

	cr_assert_not_null(mkdtemp(name));
	class = xstrdup(name);
	make_folder("ann/pool");
	make_file("ann/pool/pool.c", "int x;\n");
}

static void tear_down(void)
{
	handin_close(&folder);
	folder_remove(class);
	free(class);
}

TestSuite(handin, .init = set_up, .fini = tear_down);

static enum handin open_of(const char *below)
{
	char *path = in_class(below);
	enum handin result = handin_open_in_class(&folder, path, &why);

	free(path);
	return result;
}

static enum handin read_of(const char *name)
{
	free(data);
	cr_assert_eq(open_of("ann/pool"), HANDIN_THERE);
	enum handin result = handin_read(&folder, name, false, &data, &bytes, &why);
	handin_close(&folder);
	cr_expect_eq(result == HANDIN_THERE, data != NULL);
	return result;
}

#define EXPECT_UNFIT(call, words) \
	do { \
		why = ""; \
		cr_expect_eq((call), HANDIN_UNFIT); \
		cr_expect_not_null(strstr(why, words), "'%s'", why); \
	} while (0)

Test(handin, a_file_is_read_whole)
{
	cr_assert_eq(read_of("pool.c"), HANDIN_THERE);
	cr_expect_eq(bytes, 7);
	cr_expect_str_eq(data, "int x;\n");
	cr_expect_eq(read_of("pool_mpi.c"), HANDIN_ABSENT);
}

Test(handin, links_are_unfit_at_every_level)
{
	make_link("ann", "twin");
	make_folder("eve");
	make_link("../ann/pool", "eve/pool");
	make_link("pool.c", "ann/pool/link.c");
	make_link("nowhere", "ann/pool/dangling.c");
	make_link("loop.c", "ann/pool/loop.c");
	EXPECT_UNFIT(open_of("twin/pool"), "symbolic link");
	EXPECT_UNFIT(open_of("eve/pool"), "symbolic link");
	EXPECT_UNFIT(read_of("link.c"), "symbolic link");
	EXPECT_UNFIT(read_of("dangling.c"), "symbolic link");
	EXPECT_UNFIT(read_of("loop.c"), "symbolic link");
}

Test(handin, links_in_a_path_that_was_given_by_hand_are_followed)
{
	make_link("ann/pool", "shortcut");
	make_link("pool.c", "ann/pool/link.c");
	char *path = in_class("shortcut");
	cr_assert_eq(handin_open_given(&folder, path, &why), HANDIN_THERE);
	cr_expect_eq(handin_read(&folder, "link.c", true, &data, &bytes, &why), HANDIN_THERE);
	free(path);
}

Test(handin, anything_but_a_regular_file_is_unfit)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	char *fifo = in_class("ann/pool/fifo.c"), *name = in_class("ann/pool/socket.c");

	cr_assert_eq(mkfifo(fifo, 0600), 0);
	snprintf(at.sun_path, sizeof at.sun_path, "%s", name);
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	cr_assert_eq(bind(fd, (struct sockaddr *)&at, sizeof at), 0);
	close(fd);
	make_folder("ann/pool/folder.c");
	EXPECT_UNFIT(read_of("fifo.c"), "not a regular file");
	EXPECT_UNFIT(read_of("socket.c"), "not a regular file");
	EXPECT_UNFIT(read_of("folder.c"), "not a regular file");
	free(fifo);
	free(name);
}

Test(handin, anything_but_a_folder_is_unfit)
{
	make_file("ann/sweep", "x");
	make_file("bob", "x");
	EXPECT_UNFIT(open_of("ann/sweep"), "not a folder");
	EXPECT_UNFIT(open_of("bob/pool"), "not a folder");
	cr_expect_eq(open_of("ann/matmul"), HANDIN_ABSENT);
	cr_expect_eq(open_of("nobody/matmul"), HANDIN_ABSENT);
}

Test(handin, a_large_file_is_unfit_and_not_read)
{
	char *path = in_class("ann/pool/huge.c");
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	cr_assert_eq(ftruncate(fd, (off_t)1 << 40), 0);
	close(fd);
	free(path);
	EXPECT_UNFIT(read_of("huge.c"), "larger than 1 MiB");
}

Test(handin, an_unreadable_file_is_the_submissions_fault)
{
	char *file = in_class("ann/pool/pool.c");
	bool root = geteuid() == 0; /* root may open every file */

	cr_assert_eq(chmod(class, 0755), 0);
	cr_assert_eq(chmod(file, 0), 0);
	free(file);
	if (root)
		cr_assert_eq(seteuid(65534), 0);
	enum handin result = read_of("pool.c");
	if (root)
		cr_assert_eq(seteuid(0), 0);
	cr_expect_eq(result, HANDIN_UNFIT);
	cr_expect_not_null(strstr(why, "permission denied"), "'%s'", why);
}

Test(handin, a_lack_of_descriptors_is_the_graders_fault)
{
	struct rlimit few = {0, 0}, before;

	cr_assert_eq(open_of("ann/pool"), HANDIN_THERE);
	getrlimit(RLIMIT_NOFILE, &before);
	few.rlim_max = before.rlim_max;
	setrlimit(RLIMIT_NOFILE, &few);
	enum handin file = handin_read(&folder, "pool.c", false, &data, &bytes, &why);
	struct handin_folder other;
	char *path = in_class("ann/pool");
	enum handin inner = handin_open_in_class(&other, path, &why);
	char *words = xstrdup(error_text());
	setrlimit(RLIMIT_NOFILE, &before);
	cr_expect_eq(file, HANDIN_FAULT);
	cr_expect_eq(inner, HANDIN_FAULT);
	cr_expect_not_null(strstr(words, "Too many open files"), "%s", words);
	free(path);
	free(words);
}

Test(handin, an_unreadable_class_is_the_graders_fault)
{
	cr_expect_eq(handin_open_in_class(&folder, "/nowhere/ann/pool", &why), HANDIN_FAULT);
}

Test(handin, errors_are_attributed)
{
	static const int graders[] = {EMFILE, ENFILE, ENOMEM, EIO, EINTR, EAGAIN, ENOSPC, ESTALE, EINVAL};

	for (size_t i = 0; i < ARRAY_LENGTH(graders); i++)
		cr_expect_eq(handin_error(graders[i]), HANDIN_FAULT, "%s", strerror(graders[i]));
	cr_expect_eq(handin_error(EACCES), HANDIN_UNFIT);
	cr_expect_eq(handin_error(ELOOP), HANDIN_UNFIT);
}

/* The file has two names.  UIDs: 0 root, 1 the instructor, 2 the student, 3 another user. */
Test(handin, a_hard_link_costs_nobody_else)
{
	cr_expect_not(handin_is_foreign(2, 2, 2, 1), "the student's own, linked by another");
	cr_expect_not(handin_is_foreign(2, 1, 1, 1), "collected by the instructor");
	cr_expect_not(handin_is_foreign(2, 3, 1, 1), "a drop folder of the instructor's: nothing is certain");
	cr_expect_not(handin_is_foreign(2, 3, 0, 1));
	cr_expect_not(handin_is_foreign(1, 3, 2, 1), "it has no other name");
	cr_expect(handin_is_foreign(2, 3, 2, 1), "another's, in the student's own folder");
	cr_expect(handin_is_foreign(2, 0, 2, 0));
}

Test(handin, a_file_with_two_names_is_read_under_both)
{
	char *one = in_class("ann/pool/pool.c"), *two = in_class("ann/pool/copy.c");

	cr_assert_eq(link(one, two), 0);
	cr_expect_eq(read_of("pool.c"), HANDIN_THERE);
	cr_expect_eq(read_of("copy.c"), HANDIN_THERE);
	free(one);
	free(two);
}
