/* fingerprint.c - SHA-256 over what a result hangs on.
 *
 * Everything is hashed with its length before it, so that no two lists of
 * things look alike.  Trusted sources count without their comments; oracles and
 * the kit, which are there only compiled, without what is kept for debuggers.
 * It reads files and judges nothing.
 */
#include "fingerprint.h"

#include <pthread.h>
#include <sha256.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/base.h"
#include "../base/file.h"
#include "../base/process.h"
#include "source_text.h"
#include "stages.h"

/* Raised when the same files give other evidence (or other points of the same
 * evidence) than with the parlab before, so that all is found (or scored) anew. */
enum { EVIDENCE_VERSION = 1, SCALE_VERSION = 1 };
enum { FILE_MOST = 64 << 20, DIGITS = 32 };

/* ---- hashing ------------------------------------------------------------------ */

static void hash_bytes(SHA2_CTX *hash, const void *data, size_t bytes)
{
	uint64_t length = bytes;

	SHA256Update(hash, (const uint8_t *)&length, sizeof length);
	SHA256Update(hash, data, bytes);
}

static void hash_text(SHA2_CTX *hash, const char *text)
{
	hash_bytes(hash, text ? text : "", text ? strlen(text) : 0);
}

static void hash_number(SHA2_CTX *hash, double number)
{
	char *text = xasprintf("%.17g", number);

	hash_text(hash, text);
	free(text);
}

static void hash_list(SHA2_CTX *hash, char *const *list)
{
	hash_number(hash, (double)strv_length(list));
	for (; list && *list; list++)
		hash_text(hash, *list);
}

static char *finished(SHA2_CTX *hash)
{
	char text[SHA256_DIGEST_STRING_LENGTH];

	SHA256End(hash, text);
	return xstrndup(text, DIGITS);
}

/* A file of the submission: what the stage makes of it, and its contents if it would be taken. */
static void hash_theirs(SHA2_CTX *hash, const struct handin_folder *folder, const char *name, bool follow)
{
	size_t bytes = 0;
	char *data = NULL;
	const char *why = "";
	enum handin result =
		folder->fd < 0 ? HANDIN_ABSENT : handin_read(folder, name, follow, &data, &bytes, &why);

	hash_text(hash, name);
	hash_number(hash, result);
	hash_text(hash, result == HANDIN_UNFIT ? why : "");
	hash_bytes(hash, data ? data : "", bytes);
	free(data);
}

/* The folder of the submission, or why it cannot be taken. */
static void hash_folder_theirs(SHA2_CTX *hash, const struct pipeline_job *job, struct handin_folder *folder,
                               char **name)
{
	const char *why = "";
	enum handin result = stage_open(job, folder, name, &why);

	hash_number(hash, result);
	hash_text(hash, result == HANDIN_UNFIT ? why : "");
}

/* One of the exercise's own sources. */
static void hash_source(SHA2_CTX *hash, const char *folder, const char *name)
{
	char *path = path_join(folder, name);
	size_t bytes;
	char *data = path_is_file(path) ? file_read(path, FILE_MOST, &bytes) : NULL;
	char *text = data ? source_text(data, bytes) : NULL;

	hash_text(hash, name);
	hash_number(hash, data != NULL);
	hash_text(hash, text);
	free(text);
	free(data);
	free(path);
}

/* ---- compiled tools, each looked at once ----------------------------------------- */

struct digest {
	char *path, *text;
};
struct digests {
	pthread_mutex_t lock;
	struct digest *list;
	size_t count;
};

struct digests *digests_new(void)
{
	struct digests *d = xcalloc(1, sizeof *d);

	pthread_mutex_init(&d->lock, NULL);
	return d;
}

void digests_free(struct digests *d)
{
	for (size_t i = 0; d && i < d->count; i++) {
		free(d->list[i].path);
		free(d->list[i].text);
	}
	if (d) {
		pthread_mutex_destroy(&d->lock);
		free(d->list);
	}
	free(d);
}

/* Without what tells a debugger of lines, for comments move these. */
static char *digest_of(const struct workshop *w, const char *path)
{
	char *bare = xasprintf("%s/bare-%d", w->tools, (int)getpid());
	char *const argv[] = {
		"objcopy", "-D", "--strip-debug", "--remove-section=.note.gnu.build-id", (char *)path,
		bare,      NULL};
	struct process_result result = {0};
	SHA2_CTX hash;
	size_t bytes = 0;
	bool stripped = process_run(argv, NULL, 30, &result) == 0 && result.exit_code == 0;
	char *data = file_read(stripped ? bare : path, FILE_MOST, &bytes);

	SHA256Init(&hash);
	hash_bytes(&hash, data ? data : "", bytes);
	free(data);
	free(result.output);
	unlink(bare);
	free(bare);
	return finished(&hash);
}

static char *digest(struct workshop *w, const char *path)
{
	struct digests *d = w->digests;
	char *text = NULL;

	pthread_mutex_lock(&d->lock);
	for (size_t i = 0; !text && i < d->count; i++)
		if (strcmp(d->list[i].path, path) == 0)
			text = xstrdup(d->list[i].text);
	if (!text) {
		text = digest_of(w, path);
		*GROW(d->list, d->count) = (struct digest){xstrdup(path), xstrdup(text)};
	}
	pthread_mutex_unlock(&d->lock);
	return text;
}

static void hash_tool(SHA2_CTX *hash, struct workshop *w, const char *folder, const char *name)
{
	char *path = path_join(folder, name), *text = path_is_file(path) ? digest(w, path) : NULL;

	hash_text(hash, name);
	hash_text(hash, text);
	free(text);
	free(path);
}

/* ---- the parts of the evidence ------------------------------------------------------ */

static char *submitted(const struct pipeline_job *job)
{
	struct handin_folder folder;
	char *by_hand;
	SHA2_CTX hash;

	SHA256Init(&hash);
	hash_folder_theirs(&hash, job, &folder, &by_hand);
	for (char **name = job->exercise->submit; !by_hand && *name; name++)
		hash_theirs(&hash, &folder, *name, false);
	if (by_hand)
		hash_theirs(&hash, &folder, by_hand, true);
	handin_close(&folder);
	free(by_hand);
	return finished(&hash);
}

static void hash_cases(SHA2_CTX *hash, const struct manifest *m)
{
	hash_number(hash, (double)m->case_count);
	for (size_t i = 0; i < m->case_count; i++) {
		const struct manifest_case *c = &m->cases[i];
		hash_text(hash, c->name);
		hash_text(hash, c->args);
		hash_number(hash, c->worker_count);
		for (unsigned w = 0; w < c->worker_count; w++)
			hash_number(hash, c->workers[w]);
		hash_number(hash, c->sanitize);
		hash_number(hash, c->observe);
	}
}

/* What is looked at, and within which limits; not what it is worth. */
static void hash_manifest(SHA2_CTX *hash, const struct manifest *m)
{
	const struct manifest_limits *l = &m->limits;

	hash_list(hash, m->submit);
	hash_list(hash, m->given);
	hash_list(hash, m->flags);
	hash_list(hash, m->libraries);
	hash_number(hash, (double)m->mode_count);
	for (size_t i = 0; i < m->mode_count; i++) {
		hash_text(hash, mode_name(m->modes[i].mode));
		hash_number(hash, m->modes[i].speed > 0); /* it is timed */
	}
	hash_cases(hash, m);
	hash_text(hash, m->census_args);
	hash_number(hash, m->census_workers);
	hash_text(hash, m->measure_args);
	hash_number(hash, l->wall_s);
	hash_number(hash, l->cpu_s);
	hash_number(hash, l->memory_mib);
	hash_number(hash, l->processes);
	hash_number(hash, l->output_kib);
}

static char *exercise(struct workshop *w, const struct manifest *m)
{
	char *kit = path_join(w->tools, "kit"), *oracles = path_join(w->tools, "oracles");
	char **names = folder_list(m->folder), **kits = folder_list(kit);
	SHA2_CTX hash;

	SHA256Init(&hash);
	hash_number(&hash, EVIDENCE_VERSION);
	hash_manifest(&hash, m);
	for (char **name = names; name && *name; name++)
		if (is_assignments_own(m, *name))
			hash_source(&hash, m->folder, *name);
	for (char **name = m->submit; m->reference && *name; name++)
		hash_source(&hash, m->reference, *name);
	for (char **name = kits; name && *name; name++)
		hash_tool(&hash, w, kit, *name);
	hash_tool(&hash, w, oracles, m->name);
	strv_free(names);
	strv_free(kits);
	free(kit);
	free(oracles);
	return finished(&hash);
}

static char *machine(const struct workshop *w)
{
	SHA2_CTX hash;

	SHA256Init(&hash);
	hash_text(&hash, w->host.model);
	hash_number(&hash, w->host.usable);
	hash_text(&hash, w->compiler);
	hash_number(&hash, box_is_without());
	return finished(&hash);
}

char *fingerprint_evidence(struct workshop *w, const struct pipeline_job *job)
{
	char *a = submitted(job), *b = exercise(w, job->exercise), *c = machine(w);
	char *all = xasprintf("%s-%s-%s", a, b, c);

	free(a);
	free(b);
	free(c);
	return all;
}

char *fingerprint_program(struct workshop *w)
{
	char *path = realpath("/proc/self/exe", NULL), *text = path ? digest(w, path) : xstrdup("?");

	free(path);
	return text;
}

/* ---- the scale ------------------------------------------------------------------------ */

static char *points(const struct manifest *m)
{
	SHA2_CTX hash;

	SHA256Init(&hash);
	hash_number(&hash, SCALE_VERSION);
	hash_number(&hash, (double)m->mode_count);
	for (size_t i = 0; i < m->mode_count; i++) {
		hash_text(&hash, mode_name(m->modes[i].mode));
		hash_number(&hash, m->modes[i].correct);
		hash_number(&hash, m->modes[i].clean);
		hash_number(&hash, m->modes[i].speed);
	}
	hash_number(&hash, (double)m->band_count);
	for (size_t i = 0; i < m->band_count; i++) {
		hash_number(&hash, m->bands[i].gain);
		hash_number(&hash, m->bands[i].share);
	}
	hash_number(&hash, (double)m->question_count);
	for (size_t i = 0; i < m->question_count; i++) {
		hash_text(&hash, m->questions[i].name);
		hash_number(&hash, m->questions[i].points);
	}
	return finished(&hash);
}

static char *answers(const struct pipeline_job *job)
{
	struct handin_folder folder;
	char *by_hand;
	SHA2_CTX hash;

	SHA256Init(&hash);
	if (job->exercise->question_count > 0) {
		hash_folder_theirs(&hash, job, &folder, &by_hand);
		hash_theirs(&hash, &folder, "ANSWERS.md", false);
		handin_close(&folder);
		free(by_hand);
	}
	return finished(&hash);
}

char *fingerprint_scale(const struct pipeline_job *job)
{
	char *a = points(job->exercise), *b = answers(job), *all = xasprintf("%s-%s", a, b);

	free(a);
	free(b);
	return all;
}

/* ---- what has changed ------------------------------------------------------------------ */

/* Of the parts that are parted by '-', the first that differs names it. */
static const char *difference(const char *before, const char *now, const char *const *names, size_t count,
                              const char *otherwise)
{
	if (strcmp(before, now) == 0)
		return NULL;
	for (size_t i = 0; i < count; i++) {
		size_t a = strcspn(before, "-"), b = strcspn(now, "-");
		if (a != DIGITS || b != DIGITS)
			break;
		if (strncmp(before, now, DIGITS) != 0)
			return names[i];
		before += a + (before[a] == '-');
		now += b + (now[b] == '-');
	}
	return otherwise;
}

const char *fingerprint_evidence_difference(const char *before, const char *now)
{
	static const char *const names[] = {"submission changed", "exercise changed",
	                                    "machine or compiler changed"};

	return difference(before, now, names, ARRAY_LENGTH(names), "graded by an earlier parlab");
}

const char *fingerprint_scale_difference(const char *before, const char *now)
{
	static const char *const names[] = {"points changed", "answers changed"};

	return difference(before, now, names, ARRAY_LENGTH(names), "scored by an earlier parlab");
}
