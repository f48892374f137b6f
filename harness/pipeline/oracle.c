/* oracle.c - ask an exercise's oracle to make a case, to judge an answer, and to
 * turn one that is right into rows of a chart's table.
 *
 * The oracle is trusted, but it reads untrusted bytes, so it runs in a box as well
 * (oracle_pool.c).  A defect in it can affect only the judgements of that submission.  Inputs and answers are memory files.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/base.h"
#include "../base/file.h"
#include "secret_draw.h"
#include "stages.h"

enum {
	WORDS_BYTES = 16 * 1024,
	TABLE_BYTES = 1 << 20,
	CODE_RIGHT = 0,
	CODE_WRONG = 1,
	CODE_LATE = 3,
	CODE_ARGS = 4
};
enum { FILE_OUT = 2, FILE_WORDS = 3 }; /* of those that go with a question (judge/serve.h) */
static char **split_words(char **list, const char *text)
{
	while (*(text += strspn(text, " \t"))) {
		size_t length = strcspn(text, " \t");
		list = strv_append(list, xstrndup(text, length));
		text += length;
	}
	return list;
}

static bool says(const struct serve_reply *reply, int code)
{
	return reply->signal == 0 && reply->code == code;
}

static char *read_reply(int fd)
{
	char *text = xcalloc(WORDS_BYTES + 1, 1);
	ssize_t got = pread(fd, text, WORDS_BYTES, 0);

	text[got > 0 ? got : 0] = 0;
	return text;
}

static int map_made(int fd, const void **base, size_t *bytes)
{
	struct stat status;

	if (fstat(fd, &status) != 0 || status.st_size < PROTOCOL_LAYOUT_BYTES)
		return error_set("the oracle made a case that is too short");
	*bytes = (size_t)status.st_size;
	void *mapped = mmap(NULL, *bytes, PROT_READ, MAP_SHARED, fd, 0);
	if (mapped == MAP_FAILED)
		return error_errno("cannot map a case");
	*base = mapped;
	return 0;
}

/* place_of_args: where they stand in the manifest; the caller frees. */
static char *place_of_args(const struct manifest *m, const char *args)
{
	for (size_t i = 0; i < m->args_count; i++)
		if (strcmp(m->args[i].text, args) == 0)
			return xasprintf("%s/assignment.yaml:%zu: '%s'", m->folder, m->args[i].line,
			                 m->args[i].path);
	return xasprintf("%s/assignment.yaml", m->folder);
}

/* oracle_fault: the oracle failed; its last output says why. */
static int oracle_fault(const struct manifest *m, const char *what, const char *args,
                        const struct serve_reply *reply, int words)
{
	char *said = read_reply(words), *last = said, *place = place_of_args(m, args);

	for (char *line = said; (line = strstr(line, "oracle: ")) != NULL; last = line)
		line += strlen("oracle: ");
	last[strcspn(last, "\n")] = 0;
	if (says(reply, CODE_ARGS))
		error_set("%s: %.500s", place, last);
	else if (reply->signal)
		error_set("reference/%s/oracle.c: crashed (%s) when it was to %s '%s'", m->name,
		          strsignal(reply->signal), what, args);
	else
		error_set("reference/%s/oracle.c: cannot %s '%s': %.500s", m->name, what, args,
		          *last ? last : "it ended without a word");
	free(place);
	free(said);
	return -1;
}

static char **question(const char *word)
{
	return strv_append(strv_append(NULL, xstrdup("/oracle")), xstrdup(word));
}

/* accepts: would the oracle make such a case?  `written` is what the manifest says. */
static int accepts(struct submission *sub, const char *written, const char *args)
{
	char **argv = split_words(question("args"), args);
	struct serve_reply reply = {0};
	int words = memory_file("words", WORDS_BYTES), failed = -1;

	if (words >= 0)
		failed = oracle_pool_ask(sub, argv, (int[]){words, words, words, words}, &reply);
	if (!failed && !says(&reply, CODE_RIGHT))
		failed = oracle_fault(sub->job.exercise, "take", written, &reply, words);
	if (words >= 0)
		close(words);
	strv_free(argv);
	return failed;
}

int oracle_reads(struct submission *sub, const char *args)
{
	char **argv = split_words(question("reads"), args);
	struct serve_reply reply = {0};
	const int files[] = {memory_file("input", 0), memory_file("layout", 0),
	                     memory_file("words", WORDS_BYTES)};
	const int words = files[2];
	int failed = -1;

	if (files[0] >= 0 && files[1] >= 0 && words >= 0)
		failed = oracle_pool_ask(sub, argv, (int[]){files[0], files[1], words, words}, &reply);
	if (!failed && !says(&reply, CODE_RIGHT))
		failed = oracle_fault(sub->job.exercise, "take", args, &reply, words);
	for (size_t i = 0; i < ARRAY_LENGTH(files); i++)
		if (files[i] >= 0)
			close(files[i]);
	strv_free(argv);
	return failed;
}

char *oracle_changed_args(const struct manifest_error *error)
{
	return xasprintf("%s set.%s", error->args, error->change);
}

int oracle_accepts(struct submission *sub)
{
	const struct manifest *m = sub->job.exercise;
	int failed = 0;

	for (size_t i = 0; !failed && i < m->args_count; i++) {
		const char *args = m->args[i].text;
		size_t sizes = args == m->sizes.args ? m->sizes.value_count : 0;
		for (size_t k = 0; !failed && k < sizes; k++) {
			char *sized = manifest_size_args(m, m->sizes.values[k]);
			failed = accepts(sub, args, sized);
			free(sized);
		}
		if (!failed && sizes == 0)
			failed = accepts(sub, args, args);
	}
	for (size_t i = 0; !failed && i < m->error_count; i++) {
		char *changed = oracle_changed_args(&m->errors[i]);
		failed = accepts(sub, m->errors[i].args, changed);
		free(changed);
	}
	return failed;
}

static int make(struct submission *sub, struct oracle_case *made, int words)
{
	char **argv = question("gen");
	struct serve_reply reply = {0};

	argv = strv_append(argv, xasprintf("%llu", (unsigned long long)made->seed));
	argv = split_words(argv, made->args);
	int failed =
		oracle_pool_ask(sub, argv, (int[]){made->input_fd, made->layout_fd, words, words}, &reply);
	strv_free(argv);
	if (failed)
		return -1;
	if (!says(&reply, CODE_RIGHT))
		return oracle_fault(sub->job.exercise, "make", made->args, &reply, words);
	return map_made(made->input_fd, &made->input, &made->input_bytes) ||
	                       map_made(made->layout_fd, &made->layout, &made->answer_bytes)
	               ? -1
	               : 0;
}

int oracle_make_case(struct submission *sub, const char *args, uint64_t seed, struct oracle_case *made)
{
	int words = memory_file("words", WORDS_BYTES), failed = -1;

	*made = (struct oracle_case){.args = xstrdup(args), .seed = seed};
	made->input_fd = memory_file("input", 0);
	made->layout_fd = memory_file("layout", 0);
	if (words >= 0 && made->input_fd >= 0 && made->layout_fd >= 0)
		failed = make(sub, made, words);
	if (words >= 0)
		close(words);
	if (failed)
		oracle_case_free(made);
	return failed;
}

void oracle_case_free(struct oracle_case *c)
{
	if (c->input)
		munmap((void *)c->input, c->input_bytes);
	if (c->layout)
		munmap((void *)c->layout, c->answer_bytes);
	if (c->args && c->input_fd >= 0)
		close(c->input_fd);
	if (c->args && c->layout_fd >= 0)
		close(c->layout_fd);
	free(c->args);
	*c = (struct oracle_case){.input_fd = -1, .layout_fd = -1};
}

void judgement_free(struct judgement *judgement)
{
	free(judgement->message);
	free(judgement->hint);
	*judgement = (struct judgement){0};
}

/* The first line is the message, what follows the hint. */
static void split_message(char *said, struct judgement *judgement)
{
	char *end = strchr(said, '\n');

	judgement->message = end ? xstrndup(said, (size_t)(end - said)) : xstrdup(said);
	if (end && end[1]) {
		judgement->hint = xstrdup(end + 1);
		judgement->hint[strcspn(judgement->hint, "\n")] = 0;
	}
}

static int read_only(int fd)
{
	char *path = xasprintf("/proc/self/fd/%d", fd);
	int again = open(path, O_RDONLY | O_CLOEXEC);

	free(path);
	return again;
}

static int judge(struct submission *sub, const struct oracle_case *c, char *const *argv, int answer,
                 int words, struct judgement *judgement)
{
	struct serve_reply reply = {0};
	int input = read_only(c->input_fd);
	int failed = input < 0 || answer < 0
	                     ? error_errno("cannot open a case again")
	                     : oracle_pool_ask(sub, argv, (int[]){input, answer, words, words}, &reply);

	if (input >= 0)
		close(input);
	if (failed)
		return -1;
	char *said = read_reply(words);
	judgement->right = says(&reply, CODE_RIGHT);
	judgement->late = says(&reply, CODE_LATE);
	if (judgement->late || says(&reply, CODE_WRONG))
		split_message(said, judgement);
	else if (!judgement->right)
		failed = oracle_fault(sub->job.exercise, "judge an answer to", c->args, &reply, words);
	free(said);
	return failed;
}

static char **add_sightings(char **argv, const struct sightings *seen)
{
	argv = strv_append(argv, xasprintf("seen.wall_s=%.9f", seen->wall_s));
	argv = strv_append(argv, xasprintf("seen.cpu_s=%.9f", seen->cpu_s));
	argv = strv_append(argv, xasprintf("seen.cpu_grain_s=%g", box_cpu_grain_s()));
	if (!seen->observed)
		return argv;
	argv = strv_append(argv, xasprintf("seen.processes=%d", seen->processes));
	argv = strv_append(argv, xasprintf("seen.threads=%d", seen->threads));
	argv = strv_append(argv, xasprintf("seen.most_processes=%d", seen->most_processes));
	argv = strv_append(argv, xasprintf("seen.most_threads=%d", seen->most_threads));
	for (int i = 0; i < seen->worker_count; i++)
		argv = strv_append(argv, xasprintf("seen.worker_cpu_s.%d=%.6f", i, seen->worker_cpu_s[i]));
	return argv;
}

int oracle_judge(struct submission *sub, const struct oracle_case *c, int answer_fd, enum mode mode,
                 int workers, const struct sightings *seen, struct judgement *judgement)
{
	char **argv = question("check");
	int words = memory_file("words", WORDS_BYTES), answer = read_only(answer_fd), failed = -1;

	*judgement = (struct judgement){0};
	argv = strv_append(argv, xstrdup(mode_name(mode)));
	argv = strv_append(argv, xasprintf("%d", workers));
	argv = add_sightings(split_words(argv, c->args), seen);
	if (words >= 0)
		failed = judge(sub, c, argv, answer, words, judgement);
	if (words >= 0)
		close(words);
	if (answer >= 0)
		close(answer);
	strv_free(argv);
	return failed;
}

/* The whole of what was printed; NULL if it is empty or more than a table may be. */
static char *read_table(int fd, const struct manifest *m, const char *chart)
{
	struct stat status;
	size_t bytes = fstat(fd, &status) == 0 ? (size_t)status.st_size : 0;
	char *text;

	if (bytes == 0 || bytes > TABLE_BYTES) {
		error_set("%s: the oracle's table for the chart '%s' has %zu bytes; from 1 to %d are taken",
		          m->name, chart, bytes, TABLE_BYTES);
		return NULL;
	}
	text = xcalloc(bytes + 1, 1);
	if (pread(fd, text, bytes, 0) == (ssize_t)bytes)
		return text;
	free(text);
	error_errno("cannot read a table");
	return NULL;
}

static int tabulate(struct submission *sub, const char *chart, char *const *argv,
                    const int files[SERVE_FILES], char **table)
{
	const struct manifest *m = sub->job.exercise;
	struct serve_reply reply = {0};

	for (int i = 0; i < SERVE_FILES; i++)
		if (files[i] < 0)
			return error_errno("cannot open the files for a table");
	if (oracle_pool_ask(sub, argv, files, &reply) != 0)
		return -1;
	if (!says(&reply, CODE_RIGHT))
		return oracle_fault(m, "make a table for the chart", chart, &reply, files[FILE_WORDS]);
	*table = read_table(files[FILE_OUT], m, chart);
	return *table ? 0 : -1;
}

int oracle_table(struct submission *sub, const char *chart, const struct oracle_case *c, int answer_fd,
                 enum mode mode, int workers, const struct sightings *seen, char **table)
{
	char **argv = question("table");
	int files[SERVE_FILES] = {read_only(c->input_fd), read_only(answer_fd), memory_file("table", 0),
	                          memory_file("words", WORDS_BYTES)};

	argv = strv_append(argv, xstrdup(chart));
	argv = strv_append(argv, xstrdup(mode_name(mode)));
	argv = strv_append(argv, xasprintf("%d", workers));
	argv = add_sightings(split_words(argv, c->args), seen);
	argv = strv_append(argv, xasprintf("seen.usable_cpus=%d", sub->workshop->host.usable));
	int failed = tabulate(sub, chart, argv, files, table);
	for (int i = 0; i < SERVE_FILES; i++)
		if (files[i] >= 0)
			close(files[i]);
	strv_free(argv);
	return failed;
}

uint64_t oracle_seed_of_case(const struct submission *sub, size_t case_index)
{
	return draw(sub->job.secret, sub->job.exercise->name, DRAWN_INPUT, case_index);
}
