/* objects: harness/course/manifest harness/course/manifest_rules harness/course/manifest_keys harness/course/manifest_read harness/course/manifest_source harness/base/base harness/base/file harness/base/nearest */
/* fuzz_manifest.c - an assignment.yaml of arbitrary bytes is read, or refused with a one-line
 * message that names the file.
 *
 * The file is in memory (/dev/shm), in a temporary folder of the process. */
#include <fcntl.h>
#include <string.h>

#include "base/base.h"
#include "base/file.h"
#include "course/manifest.h"
#include "fuzz.h"

static char home[] = "/dev/shm/fuzz-manifest-XXXXXX";
static char *folder, *path;
static int fd;

static void remove_home(void)
{
	folder_remove(home);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	MUST(mkdtemp(home) != NULL && atexit(remove_home) == 0);
	folder = path_join(home, "some-exercise");
	path = path_join(folder, "assignment.yaml");
	MUST(folder_make(folder, 0700) == 0);
	char *given = path_join(folder, "given.c");
	MUST(file_write(given, "", 0) == 0);
	free(given);
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	MUST(fd >= 0);
	return 0;
}

static void check_complaint(void)
{
	const char *text = error_text();

	MUST(strncmp(text, path, strlen(path)) == 0 && text[strlen(path)] == ':');
	for (; *text; text++)
		MUST((unsigned char)*text >= ' ' && *text != 0x7f);
}

/* The properties that the rest of the harness relies on without checking. */
static void check_promises(const struct manifest *m)
{
	double sum = 0;

	MUST(m->title && m->submit && m->submit[0] && m->given && m->flags && m->libraries && m->census_args);
	MUST(m->mode_count > 0 && m->case_count > 0 && m->points > 0);
	for (size_t i = 0; i < m->mode_count; i++) {
		MUST(m->modes[i].mode < MODE_COUNT && manifest_mode(m, m->modes[i].mode) == &m->modes[i]);
		sum += m->modes[i].correct + m->modes[i].clean + m->modes[i].speed;
	}
	for (size_t i = 0; i < m->question_count; i++)
		sum += m->questions[i].points;
	MUST(sum - m->points < 1e-5 && m->points - sum < 1e-5);
	for (char **name = m->submit; *name; name++)
		MUST(**name && **name != '.' && !strchr(*name, '/'));
	for (size_t i = 0; i < m->case_count; i++)
		for (unsigned w = 0; w < m->cases[i].worker_count; w++)
			MUST(m->cases[i].workers[w] >= 1 && m->cases[i].workers[w] < m->limits.processes);
	MUST(m->census_workers >= 2);
	for (size_t i = 0; i < m->band_count; i++)
		MUST(m->bands[i].gain > 0 && m->bands[i].share >= 0 && m->bands[i].share <= 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	fuzz_file(fd, data, bytes);
	struct manifest *manifest = manifest_load(folder, NULL);

	if (manifest)
		check_promises(manifest);
	else
		check_complaint();
	manifest_free(manifest);
	return 0;
}
