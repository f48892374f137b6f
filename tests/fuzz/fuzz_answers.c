/* objects: harness/grading/outcome harness/grading/verdict harness/base/base harness/base/file */
/* fuzz_answers.c - an ANSWERS.md of any bytes, and a submission that is one.
 *
 * stage.c is included for its functions that no header names; the rest of the
 * pipeline is not there.  A question counts as answered only if its heading is
 * in the file; reading a second time says the same. */
#include "../../harness/pipeline/stage.c"
#include "fuzz.h"

static char home[] = "/dev/shm/fuzz-answers-XXXXXX";
static int fd;
static struct manifest_question questions[] = {{"why-dynamic", 1}, {"a", 1}, {"speed-2", 1}};
static struct manifest exercise = {
	.name = "x",
	.questions = questions,
	.question_count = ARRAY_LENGTH(questions),
};

char *box_folder(void)
{
	return NULL;
}

static void remove_home(void)
{
	folder_remove(home);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	MUST(mkdtemp(home) != NULL && atexit(remove_home) == 0);
	char *path = path_join(home, "ANSWERS.md");
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	MUST(fd >= 0);
	free(path);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	struct submission p = {.job.exercise = &exercise}, again = p;

	fuzz_file(fd, data, bytes);
	read_answers(&p, home);
	read_answers(&again, home);
	for (size_t i = 0; i < exercise.question_count; i++) {
		const char *name = questions[i].name;
		MUST(p.answered[i] == again.answered[i]);
		MUST(!p.answered[i] || memmem(data, bytes, name, strlen(name)) != NULL);
		MUST(!p.answered[i] || memchr(data, '#', bytes) != NULL);
	}
	free(p.answered);
	free(again.answered);
	return 0;
}
