/* fingerprint.c - SHA-256 over everything a result depends on.
 *
 * Everything is hashed with its length before it, so that no two lists of
 * things look alike.  Trusted sources count without their comments; oracles and
 * the kit, which are there only compiled, without what is kept for debuggers.
 * It reads files and judges nothing.
 */
#include "fingerprint.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/base.h"
#include "../base/digest.h"
#include "../base/file.h"
#include "../base/process.h"
#include "../course/manifest_digest.h"
#include "secret_draw.h"
#include "source_text.h"
#include "stages.h"

/* Raised when the same files give other evidence (or other points of the same
 * evidence) than with the parlab before, so that all is found (or scored) anew. */
enum { EVIDENCE_VERSION = 5, SCALE_VERSION = 2 };
enum { FILE_MOST = 64 << 20 };

/* ---- hashing ------------------------------------------------------------------ */

static enum handin hash_theirs(struct digest *digest, const struct handin_folder *folder, const char *name,
                               bool follow)
{
	size_t bytes = 0;
	char *data = NULL;
	const char *why = "";
	enum handin result =
		folder->fd < 0 ? HANDIN_ABSENT : handin_read(folder, name, follow, &data, &bytes, &why);

	digest_text(digest, name);
	digest_number(digest, result);
	digest_text(digest, result == HANDIN_UNFIT ? why : "");
	digest_bytes(digest, data ? data : "", bytes);
	free(data);
	return result;
}

/* The folder of the submission, or why it cannot be taken. */
static void hash_folder_theirs(struct digest *digest, const struct pipeline_job *job,
                               struct handin_folder *folder, char **name)
{
	const char *why = "";
	enum handin result = collect_open(job, folder, name, &why);

	digest_number(digest, result);
	digest_text(digest, result == HANDIN_UNFIT ? why : "");
}

/* One of the exercise's own sources. */
static void hash_source(struct digest *digest, const char *folder, const char *name)
{
	char *path = path_join(folder, name);
	size_t bytes;
	char *data = path_is_file(path) ? file_read(path, FILE_MOST, &bytes) : NULL;
	char *text = data ? source_text(data, bytes) : NULL;

	digest_text(digest, name);
	digest_number(digest, data != NULL);
	digest_text(digest, text);
	free(text);
	free(data);
	free(path);
}

/* ---- compiled tools, each looked at once ----------------------------------------- */

struct kept_digest {
	char *path, *text;
};
struct digests {
	pthread_mutex_t lock;
	struct kept_digest *list;
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
static char *digest_without_debug(const struct workshop *w, const char *path)
{
	char *bare = xasprintf("%s/bare-%d", w->tools, (int)getpid());
	char *const argv[] = {
		"objcopy", "-D", "--strip-debug", "--remove-section=.note.gnu.build-id", (char *)path,
		bare,      NULL};
	struct process_result result = {0};
	struct digest digest;
	size_t bytes = 0;
	bool stripped = process_run(argv, NULL, 30, &result) == 0 && result.exit_code == 0;
	char *data = file_read(stripped ? bare : path, FILE_MOST, &bytes);

	digest_begin(&digest);
	digest_bytes(&digest, data ? data : "", bytes);
	free(data);
	free(result.output);
	unlink(bare);
	free(bare);
	return digest_end(&digest);
}

static char *kept_digest(struct workshop *w, const char *path)
{
	struct digests *d = w->digests;
	char *text = NULL;

	pthread_mutex_lock(&d->lock);
	for (size_t i = 0; !text && i < d->count; i++)
		if (strcmp(d->list[i].path, path) == 0)
			text = xstrdup(d->list[i].text);
	if (!text) {
		text = digest_without_debug(w, path);
		*GROW(d->list, d->count) = (struct kept_digest){xstrdup(path), xstrdup(text)};
	}
	pthread_mutex_unlock(&d->lock);
	return text;
}

static void hash_tool(struct digest *digest, struct workshop *w, const char *folder, const char *name)
{
	char *path = path_join(folder, name), *text = path_is_file(path) ? kept_digest(w, path) : NULL;

	digest_text(digest, name);
	digest_text(digest, text);
	free(text);
	free(path);
}

/* ---- the parts of the evidence ------------------------------------------------------ */

static char *submitted(const struct pipeline_job *job)
{
	struct handin_folder folder;
	char *by_hand;
	struct digest digest;

	digest_begin(&digest);
	hash_folder_theirs(&digest, job, &folder, &by_hand);
	enum handin first = HANDIN_THERE;
	for (char **name = job->exercise->submit; !by_hand && *name; name++) {
		enum handin result = hash_theirs(&digest, &folder, *name, false);
		first = name == job->exercise->submit ? result : first;
	}
	if (by_hand)
		hash_theirs(&digest, &folder, by_hand, true);
	if (job->found && first != HANDIN_THERE)
		digest_text(&digest, job->found);
	handin_close(&folder);
	free(by_hand);
	return digest_end(&digest);
}

static void hash_model_object(struct digest *digest, const struct manifest *m)
{
	char *path = m->reference ? path_join(m->reference, MODEL_OBJECT) : NULL;
	size_t bytes;
	char *data = path && path_is_file(path) ? file_read(path, FILE_MOST, &bytes) : NULL;

	if (data)
		digest_bytes(digest, data, bytes);
	free(data);
	free(path);
}

static char *exercise(struct workshop *w, const struct pipeline_job *job)
{
	const struct manifest *m = job->exercise;
	const uint64_t mark = draw(job->secret, m->name, DRAWN_MARK, 0);
	char *kit = path_join(w->tools, "kit"), *oracles = path_join(w->tools, "oracles");
	char **names = folder_list(m->folder), **kits = folder_list(kit);
	struct digest digest;

	digest_begin(&digest);
	digest_number(&digest, EVIDENCE_VERSION);
	digest_bytes(&digest, &mark, sizeof mark);
	manifest_digest(&digest, m, MANIFEST_EVIDENCE);
	for (char **name = names; name && *name; name++)
		if (is_assignments_own(m, *name))
			hash_source(&digest, m->folder, *name);
	for (char **name = m->submit; m->reference && *name; name++)
		hash_source(&digest, m->reference, *name);
	hash_model_object(&digest, m);
	for (char **name = kits; name && *name; name++)
		hash_tool(&digest, w, kit, *name);
	hash_tool(&digest, w, oracles, m->name);
	strv_free(names);
	strv_free(kits);
	free(kit);
	free(oracles);
	return digest_end(&digest);
}

static char *machine(const struct workshop *w)
{
	struct digest digest;

	digest_begin(&digest);
	digest_text(&digest, w->host.model);
	digest_number(&digest, w->host.usable);
	digest_text(&digest, w->compiler);
	digest_number(&digest, box_is_without());
	return digest_end(&digest);
}

char *fingerprint_evidence(struct workshop *w, const struct pipeline_job *job)
{
	char *a = submitted(job), *b = exercise(w, job), *c = machine(w);
	char *all = xasprintf("%s-%s-%s", a, b, c);

	free(a);
	free(b);
	free(c);
	return all;
}

char *fingerprint_program(struct workshop *w)
{
	char *path = realpath("/proc/self/exe", NULL), *text = path ? kept_digest(w, path) : xstrdup("?");

	free(path);
	return text;
}

/* ---- the scale ------------------------------------------------------------------------ */

static char *points(const struct manifest *m)
{
	struct digest digest;

	digest_begin(&digest);
	digest_number(&digest, SCALE_VERSION);
	manifest_digest(&digest, m, MANIFEST_SCALE);
	return digest_end(&digest);
}

static char *answers(const struct pipeline_job *job)
{
	struct handin_folder folder;
	char *by_hand;
	struct digest digest;

	digest_begin(&digest);
	if (job->exercise->question_count > 0) {
		hash_folder_theirs(&digest, job, &folder, &by_hand);
		hash_theirs(&digest, &folder, "ANSWERS.md", false);
		handin_close(&folder);
		free(by_hand);
	}
	return digest_end(&digest);
}

/* "" if it is in time: most are, and gradebooks were kept before there were deadlines. */
static char *lateness(const struct pipeline_job *job)
{
	struct digest digest;

	if (!job->late_words)
		return xstrdup("");
	digest_begin(&digest);
	digest_bytes(&digest, &job->late_share, sizeof job->late_share);
	digest_text(&digest, job->late_words);
	return digest_end(&digest);
}

char *fingerprint_scale(const struct pipeline_job *job)
{
	char *a = points(job->exercise), *b = answers(job), *c = lateness(job);
	char *all = xasprintf("%s-%s%s%s", a, b, *c ? "-" : "", c);

	free(a);
	free(b);
	free(c);
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
		bool last = i + 1 == count; /* it may be absent: lateness */
		if ((a != DIGEST_DIGITS && (a > 0 || !last)) || (b != DIGEST_DIGITS && (b > 0 || !last)))
			break;
		if (a != b || strncmp(before, now, a) != 0)
			return names[i];
		before += a + (before[a] == '-');
		now += b + (now[b] == '-');
	}
	return otherwise;
}

bool fingerprint_same_work(const char *before, const char *now)
{
	size_t work = strcspn(now, "-");

	return strncmp(before, now, work) == 0 && before[work] == now[work];
}

const char *fingerprint_evidence_difference(const char *before, const char *now)
{
	static const char *const names[] = {"submission changed", "exercise changed",
	                                    "machine or compiler changed"};

	return difference(before, now, names, ARRAY_LENGTH(names), "graded by an earlier parlab");
}

const char *fingerprint_scale_difference(const char *before, const char *now)
{
	static const char *const names[] = {"points changed", "answers changed", "lateness changed"};

	return difference(before, now, names, ARRAY_LENGTH(names), "scored by an earlier parlab");
}
