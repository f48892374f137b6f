/* objects: harness/course/submissions harness/course/key harness/course/listing harness/course/catalog harness/course/manifest harness/course/manifest_rules harness/course/manifest_keys harness/course/manifest_read harness/course/manifest_source */
/* objects: harness/base/base harness/base/file harness/base/nearest harness/base/utf8 harness/base/when harness/base/digest */
/* fuzz_names.c - a folder of submissions whose names are arbitrary bytes.
 *
 * Each line of the input is an entry: the first byte selects its kind (a folder, a file, a link, a
 * folder with an exercise in it), the rest is its name.  Every folder must become a submission
 * with a unique key of printable UTF-8 without a slash, and with the path of the real folder. */
#include <fcntl.h>
#include <locale.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>

#include "base/base.h"
#include "base/file.h"
#include "course/submissions.h"
#include "fuzz.h"

enum { ENTRIES_MOST = 6, NAME_MOST = 255, KEY_MOST = 128 };

static char home[] = "/dev/shm/fuzz-names-XXXXXX";
static int home_fd;
static struct manifest exercise = {.name = "some-exercise"};
static struct manifest *exercises[] = {&exercise};
static struct catalog catalog = {exercises, 1};

static void remove_home(void)
{
	folder_remove(home);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	MUST(setlocale(LC_CTYPE, "C.UTF-8") != NULL);
	MUST(mkdtemp(home) != NULL && atexit(remove_home) == 0);
	home_fd = open(home, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	MUST(home_fd >= 0);
	return 0;
}

/* make_entry: 1 if it made a folder that must be found. */
static int make_entry(unsigned kind, const char *name)
{
	if (kind % 8 == 0) {
		int fd = openat(home_fd, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
		if (fd >= 0)
			close(fd);
		return 0;
	}
	if (kind % 8 == 1)
		return symlinkat("nowhere", home_fd, name) == 0;
	if (mkdirat(home_fd, name, 0700) != 0)
		return 0;
	char *inside = xasprintf("%s/%s", name,
	                         kind & 1   ? exercise.name
	                         : kind & 2 ? "another"
	                                    : "some-exercize");
	if (strlen(name) + 20 < NAME_MOST)
		mkdirat(home_fd, inside, 0700);
	free(inside);
	return 1;
}

static size_t make_entries(struct fuzz_bytes *from)
{
	size_t made = 0;

	for (int i = 0; i < ENTRIES_MOST && from->left > 0; i++) {
		unsigned kind = fuzz_byte(from);
		char name[NAME_MOST + 1];
		size_t used = 0;
		while (from->left > 0 && *from->at != '\n' && used < NAME_MOST) {
			char c = (char)fuzz_byte(from);
			name[used++] = c == '/' || c == '\0' ? '_' : c;
		}
		name[used] = '\0';
		if (from->left > 0 && *from->at == '\n')
			fuzz_byte(from);
		/* Names that begin with a dot are hidden, and ignored on purpose. */
		if (used > 0 && name[0] != '.')
			made += (size_t)make_entry(kind, name);
	}
	return made;
}

/* Valid UTF-8, checked independently of submissions.c. */
static bool is_utf8(const char *text)
{
	return mbstowcs(NULL, text, 0) != (size_t)-1;
}

static void check_key(const char *key)
{
	MUST(*key && strlen(key) <= KEY_MOST && !strchr(key, '/'));
	MUST(strcmp(key, ".") != 0 && strcmp(key, "..") != 0);
	MUST(is_utf8(key));
	for (; *key; key++)
		MUST((unsigned char)*key >= ' ' && *key != 0x7f);
}

static bool is_there(const char *folder)
{
	struct stat status;
	char *student = xstrndup(folder, (size_t)(strrchr(folder, '/') - folder));
	bool there = lstat(student, &status) == 0;

	free(student);
	return there;
}

static void check_found(size_t made)
{
	struct submissions found;
	char **warnings;

	MUST(submissions_find(&found, &catalog, home, exercise.name, &warnings) == 0);
	MUST(found.count == made);
	for (size_t i = 0; i < found.count; i++) {
		check_key(found.list[i].student);
		MUST(found.list[i].exercise == &exercise && is_there(found.list[i].folder));
		for (size_t j = 0; j < i; j++)
			MUST(strcmp(found.list[i].student, found.list[j].student) != 0);
	}
	for (char **w = warnings; *w; w++) {
		MUST(is_utf8(*w));
		for (const char *c = *w; *c; c++)
			MUST((unsigned char)*c >= ' ' && *c != 0x7f);
	}
	strv_free(warnings);
	submissions_free(&found);
}

static void empty_home(void)
{
	char **names = folder_list(home);

	for (char **name = names; name && *name; name++) {
		char *path = path_join(home, *name);
		MUST(unlink(path) == 0 || folder_remove(path) == 0);
		free(path);
	}
	strv_free(names);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	struct fuzz_bytes from = {data, bytes};

	check_found(make_entries(&from));
	empty_home();
	return 0;
}
