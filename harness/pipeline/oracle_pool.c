/* oracle_pool.c - boxes in which a submission's oracle serves requests (judge/serve.h).
 *
 * Each thread opens an oracle with its first request and keeps it, since a box ends
 * with the thread that started it (bubblewrap's die-with-parent).  Submissions never
 * share an oracle: an answer that exploits the oracle can affect only its own
 * submission.
 *
 * A box that exits never counts as a judgement.
 */
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../base/base.h"
#include "../base/file.h"
#include "stages.h"

static const struct box_limits oracle_limits = {
	.wall_s = 120,
	.cpu_s = 100,
	.memory_bytes = (size_t)4 << 30,
	.processes = 64,
	.tmp_bytes = 1 << 20,
};

/* A parlab built with sanitizers has oracles built with them (workshop.c).  Their shadow
 * memory needs unlimited address space, ThreadSanitizer's at fixed addresses, and
 * LeakSanitizer stops threads by ptrace.  A sanitizer's finding is a fault of the oracle,
 * with a distinct exit code. */
#if defined(__SANITIZE_ADDRESS__)
enum { ADDRESS_SANITIZER = 1, THREAD_SANITIZER = 0 };
#elif defined(__SANITIZE_THREAD__)
enum { ADDRESS_SANITIZER = 0, THREAD_SANITIZER = 1 };
#else
enum { ADDRESS_SANITIZER = 0, THREAD_SANITIZER = 0 };
#endif
static char *const sanitizer_environment[] = {
	"PATH=/usr/bin:/bin",
	"HOME=/tmp",
	"LANG=C.UTF-8",
	"OPENBLAS_NUM_THREADS=1",
	"ASAN_OPTIONS=exitcode=99",
	"LSAN_OPTIONS=exitcode=99",
	"UBSAN_OPTIONS=halt_on_error=1:exitcode=99:print_stacktrace=1",
	"TSAN_OPTIONS=exitcode=99",
	NULL,
};

struct waiting {
	uint64_t owner; /* the thread that uses this oracle */
	struct box *box;
	int control;
	struct waiting *next;
};

struct oracle_pool {
	pthread_mutex_t lock;
	struct waiting *idle;
};

struct oracle_pool *oracle_pool_new(void)
{
	struct oracle_pool *pool = xcalloc(1, sizeof *pool);

	pthread_mutex_init(&pool->lock, NULL);
	return pool;
}

static void end_oracle(struct waiting *oracle)
{
	if (oracle->control >= 0)
		close(oracle->control);
	box_free(oracle->box);
	free(oracle);
}

void oracle_pool_close(struct oracle_pool *pool)
{
	pthread_mutex_lock(&pool->lock);
	struct waiting *idle = pool->idle;
	pool->idle = NULL;
	pthread_mutex_unlock(&pool->lock);
	while (idle) {
		struct waiting *next = idle->next;
		end_oracle(idle);
		idle = next;
	}
}

void oracle_pool_free(struct oracle_pool *pool)
{
	if (!pool)
		return;
	oracle_pool_close(pool);
	pthread_mutex_destroy(&pool->lock);
	free(pool);
}

/* An oracle whose source was deleted must not judge.  This cannot be checked where parlab came
 * without sources. */
static bool source_is_gone(const struct workshop *w, const char *exercise)
{
	char *references = path_join(w->home, "reference");
	char *source = xasprintf("%s/%s/oracle.c", references, exercise),
	     *object = xasprintf("%s/%s/" MODEL_OBJECT, references, exercise);
	bool gone = path_is_folder(references) && !path_is_file(source) && !path_is_file(object);

	free(source);
	free(object);
	free(references);
	return gone;
}

static struct waiting *start_oracle(struct workshop *w, const char *exercise)
{
	static char *const argv[] = {"/oracle", "serve", NULL};
	char *folder = path_join(w->tools, "oracles"), *program = path_join(folder, exercise);
	struct box_view views[] = {{program, "/oracle"}};
	struct waiting *oracle = xcalloc(1, sizeof *oracle);
	int pair[2] = {-1, -1};

	oracle->control = -1;
	if (source_is_gone(w, exercise)) {
		error_set("reference/%s/oracle.c: missing, so '%s' cannot be judged; write it, then run "
		          "`make`",
		          exercise, exercise);
	} else if (!path_is_file(program)) {
		error_set("%s: no oracle was built; run `make` first", exercise);
	} else if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0) {
		error_errno("%s: socketpair", exercise);
	} else {
		struct box_file files[] = {{pair[1], SERVE_FD_CONTROL}};
		struct box_request request = {
			.argv = argv,
			.views = views,
			.view_count = 1,
			.files = files,
			.file_count = 1,
			.stdout_fd = -1,
			.stderr_fd = -1,
			.trusted = true,
			.limits = oracle_limits,
			.tracing_inside = ADDRESS_SANITIZER,
			.fixed_addresses = THREAD_SANITIZER,
		};
		if (ADDRESS_SANITIZER || THREAD_SANITIZER)
			request.environment = sanitizer_environment;
		oracle->control = pair[0];
		oracle->box = box_start(&request);
		close(pair[1]);
	}
	free(folder);
	free(program);
	if (oracle->box)
		return oracle;
	end_oracle(oracle);
	return NULL;
}

/* A number for this thread; unlike the system's, it is never reused. */
static uint64_t own_number(void)
{
	static atomic_uint_fast64_t last;
	static _Thread_local uint64_t own;

	if (own == 0)
		own = atomic_fetch_add(&last, 1) + 1;
	return own;
}

static struct waiting *take_oracle(struct submission *sub)
{
	uint64_t owner = own_number();

	pthread_mutex_lock(&sub->oracles->lock);
	struct waiting **at = &sub->oracles->idle;
	while (*at && (*at)->owner != owner)
		at = &(*at)->next;
	struct waiting *oracle = *at;
	if (oracle)
		*at = oracle->next;
	pthread_mutex_unlock(&sub->oracles->lock);
	if (!oracle && (oracle = start_oracle(sub->workshop, sub->job.exercise->name)) != NULL)
		oracle->owner = owner;
	return oracle;
}

static void return_oracle(struct submission *sub, struct waiting *oracle)
{
	pthread_mutex_lock(&sub->oracles->lock);
	oracle->next = sub->oracles->idle;
	sub->oracles->idle = oracle;
	pthread_mutex_unlock(&sub->oracles->lock);
}

static int ask(struct waiting *oracle, char *const *words, const int files[SERVE_FILES])
{
	union {
		struct cmsghdr header;
		char bytes[CMSG_SPACE(SERVE_FILES * sizeof(int))];
	} rights = {.bytes = {0}};
	char text[SERVE_WORDS_BYTES];
	size_t bytes = 0;

	for (int i = 0; words[i]; i++) {
		size_t length = strlen(words[i]) + 1;
		if (bytes + length > sizeof text || i >= SERVE_WORDS_MOST)
			return error_set("a case has too many arguments");
		memcpy(text + bytes, words[i], length);
		bytes += length;
	}
	struct iovec packet = {text, bytes};
	struct msghdr message = {.msg_iov = &packet,
	                         .msg_iovlen = 1,
	                         .msg_control = rights.bytes,
	                         .msg_controllen = sizeof rights.bytes};
	struct cmsghdr *first = CMSG_FIRSTHDR(&message);
	first->cmsg_level = SOL_SOCKET;
	first->cmsg_type = SCM_RIGHTS;
	first->cmsg_len = CMSG_LEN(SERVE_FILES * sizeof(int));
	memcpy(CMSG_DATA(first), files, SERVE_FILES * sizeof(int));
	return sendmsg(oracle->control, &message, MSG_NOSIGNAL) == (ssize_t)bytes
	               ? 0
	               : error_errno("no request can be sent to the oracle");
}

/* Wait for the reply, the end of the box, or the deadline. */
static int hear(struct waiting *oracle, struct serve_reply *reply)
{
	uint64_t deadline = clock_ns() + (uint64_t)(oracle_limits.wall_s * 1e9);
	struct pollfd p[2] = {{.fd = oracle->control, .events = POLLIN},
	                      {.fd = box_ended_fd(oracle->box), .events = POLLIN}};

	for (;;) {
		uint64_t now = clock_ns();
		int n = now < deadline ? poll(p, 2, (int)((deadline - now) / 1000000) + 1) : 0;
		if (n < 0 && errno != EINTR)
			return error_errno("poll");
		if (n == 0)
			return error_set("no reply within %g s; it was stopped", oracle_limits.wall_s);
		if (n > 0 && (p[0].revents & POLLIN))
			return recv(oracle->control, reply, sizeof *reply, MSG_DONTWAIT) == sizeof *reply
			               ? 0
			               : error_set("it gave no reply");
		if (n > 0)
			return error_set("it ended without a reply");
	}
}

int oracle_pool_ask(struct submission *sub, char *const *words, const int files[SERVE_FILES],
                    struct serve_reply *reply)
{
	struct waiting *oracle = take_oracle(sub);

	if (!oracle)
		return -1;
	if (ask(oracle, words, files) != 0 || hear(oracle, reply) != 0) {
		end_oracle(oracle);
		return error_prefix("reference/%s/oracle.c", sub->job.exercise->name);
	}
	return_oracle(sub, oracle);
	return 0;
}
