/* lock.c - the lock that graders share (lock.h).
 *
 * flock on a file that everybody can open.  Information about a holder comes from the
 * kernel (/proc/locks, /proc/PID), never from the file, which anybody could write.
 */
#include "lock.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <time.h>
#include <unistd.h>

#include "../base/base.h"

enum { POLL_MS = 100, EARNED = 3 };

static const char lock_name[] = "parlab.lock";

/* ---- patience ---------------------------------------------------------------- */

/* Threads may wait, or hold the lock shared, at the same time; that time counts once. */
struct spell {
	int threads;
	uint64_t since_ns;
};

static struct {
	pthread_mutex_t mutex;
	double most_s, left_s;
	struct spell waiting, holding;
} patience = {.mutex = PTHREAD_MUTEX_INITIALIZER, .most_s = 3600, .left_s = 3600};

static double seconds_of(const struct spell *s)
{
	return s->threads ? (double)(clock_ns() - s->since_ns) / 1e9 : 0;
}

static void spell_begin(struct spell *s)
{
	pthread_mutex_lock(&patience.mutex);
	if (s->threads++ == 0)
		s->since_ns = clock_ns();
	pthread_mutex_unlock(&patience.mutex);
}

/* The last thread accounts for it. */
static void spell_end(struct spell *s, double worth)
{
	pthread_mutex_lock(&patience.mutex);
	double left = patience.left_s + worth * seconds_of(s);
	if (--s->threads == 0)
		patience.left_s = left < 0 ? 0 : left > patience.most_s ? patience.most_s : left;
	pthread_mutex_unlock(&patience.mutex);
}

static double patience_left(void)
{
	pthread_mutex_lock(&patience.mutex);
	double left = patience.left_s - seconds_of(&patience.waiting);
	pthread_mutex_unlock(&patience.mutex);
	return left;
}

void host_lock_patience(double seconds)
{
	pthread_mutex_lock(&patience.mutex);
	patience.most_s = patience.left_s = seconds;
	pthread_mutex_unlock(&patience.mutex);
}

/* ---- the file ------------------------------------------------------------------ */

/* All graders must choose the same folder, whoever runs them, so the choice depends only on
 * the folder, not on this user's rights in it. */
static const char *lock_folder(void)
{
	struct stat status;
	bool found = stat("/run/lock", &status) == 0 && S_ISDIR(status.st_mode);

	return found && (status.st_mode & S_IWOTH) ? "/run/lock" : "/tmp";
}

/* Without O_CREAT: in a sticky folder the kernel may refuse that flag for a file of another
 * user (fs.protected_regular).  O_NONBLOCK: a FIFO in its place must not block us. */
static int open_existing(const char *path)
{
	return open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
}

/* Make the file readable by all before it gets its name, so that nobody finds it half made,
 * and independent of the umask.  If the name exists already, another grader was faster. */
static int create_shared(const char *folder, const char *path)
{
	char *temporary = xasprintf("%s/.parlab.XXXXXX", folder);
	int file = mkostemp(temporary, O_CLOEXEC);

	if (file < 0) {
		free(temporary);
		return -1;
	}
	int failed = fchmod(file, 0444);
	if (!failed && link(temporary, path) && errno != EEXIST)
		failed = -1;
	int why = errno;
	unlink(temporary);
	close(file);
	free(temporary);
	errno = why;
	return failed;
}

/* Open the lock file; create it first if it is absent. */
static int open_shared(const char *folder, const char *path)
{
	int file = open_existing(path);

	if (file < 0 && errno == ENOENT && create_shared(folder, path) == 0)
		file = open_existing(path);
	if (file < 0)
		return error_errno("%s: cannot open the lock that graders share", path);
	struct stat status;
	if (fstat(file, &status) || !S_ISREG(status.st_mode)) {
		close(file);
		return error_set("%s: not a regular file; remove it", path);
	}
	return file;
}

/* ---- who holds it ---------------------------------------------------------------- */

/* "since 2024-03-01 14:02"; `ticks`: from /proc/PID/stat, since the machine started. */
static void say_since(unsigned long long ticks, char *text, size_t size)
{
	struct timespec now, up;
	struct tm local;

	clock_gettime(CLOCK_REALTIME, &now);
	clock_gettime(CLOCK_BOOTTIME, &up);
	time_t started = now.tv_sec - up.tv_sec + (time_t)(ticks / (unsigned long long)sysconf(_SC_CLK_TCK));
	if (!localtime_r(&started, &local) || strftime(text, size, "%Y-%m-%d %H:%M", &local) == 0)
		snprintf(text, size, "?");
}

/* Not the owner of /proc/PID, which is root for a non-dumpable process. */
static uid_t user_of(int pid)
{
	char path[64], line[256];
	unsigned user = 0;

	snprintf(path, sizeof path, "/proc/%d/status", pid);
	FILE *file = fopen(path, "re");
	while (file && fgets(line, sizeof line, file) && sscanf(line, "Uid: %u", &user) != 1)
		continue;
	if (file)
		fclose(file);
	return (uid_t)user;
}

/* A process as the kernel knows it.  It can choose its command name, so unusual characters
 * in it are masked. */
static char *describe(int pid)
{
	char path[64], line[512] = "", since[32];
	unsigned long long ticks;

	snprintf(path, sizeof path, "/proc/%d/stat", pid);
	FILE *file = fopen(path, "re");
	bool read = file && fgets(line, sizeof line, file);
	if (file)
		fclose(file);
	char *name = strchr(line, '('), *end = strrchr(line, ')');
	if (!read || !name || !end ||
	    sscanf(end + 1,
	           " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %*d %*d %llu",
	           &ticks) != 1)
		return xasprintf("a descendant of process %d, which cannot be seen", pid);
	*end = '\0';
	for (char *c = ++name; *c; c++)
		*c = *c > ' ' && *c < 127 ? *c : '?';
	say_since(ticks, since, sizeof since);
	char *user = user_name(user_of(pid));
	char *text = xasprintf("'%s' (process %d of %s, running since %s)", name, pid, user, since);
	free(user);
	return text;
}

/* The first holder and how many more; caller frees. /proc/locks has a line for each: "1:
 * FLOCK ADVISORY WRITE 1234 00:1a:5678 0 EOF", with "->" for a waiter. */
static char *holders(int lock)
{
	FILE *file = fopen("/proc/locks", "re");
	char line[256];
	struct stat status;
	int first = 0, count = 0;

	while (file && fstat(lock, &status) == 0 && fgets(line, sizeof line, file)) {
		unsigned major, minor;
		unsigned long long inode;
		int pid;
		if (sscanf(line, "%*d: FLOCK %*s %*s %d %x:%x:%llu", &pid, &major, &minor, &inode) != 4 ||
		    inode != status.st_ino || makedev(major, minor) != status.st_dev)
			continue;
		first = first > 0 ? first : pid;
		count++;
	}
	if (file)
		fclose(file);
	if (first <= 0)
		return xstrdup("a process that cannot be seen from here");
	char *one = describe(first);
	if (count == 1)
		return one;
	char *all = xasprintf("%s and %d more", one, count - 1);
	free(one);
	return all;
}

/* ---- taking it ------------------------------------------------------------------- */

static void say_waiting(const char *path, const char *holder, double left_s)
{
	bool minutes = left_s >= 100;

	fprintf(stderr, "waiting for other graders on this machine, at most %.0f %s: %s is held by %s\n",
	        minutes ? left_s / 60 : left_s, minutes ? "minutes" : "seconds", path, holder);
}

/* 1: taken; 0: the patience is used up. */
static int wait_for(int file, int kind, const char *path)
{
	const struct timespec pause = {.tv_nsec = POLL_MS * 1000000L};
	int taken;

	spell_begin(&patience.waiting);
	double left = patience_left();
	if (left > 0) {
		char *holder = holders(file);
		say_waiting(path, holder, left);
		free(holder);
	}
	while ((taken = flock(file, kind | LOCK_NB) == 0) == 0 && patience_left() > 0)
		nanosleep(&pause, NULL);
	spell_end(&patience.waiting, -1);
	return taken;
}

void host_lock_take_in(struct host_lock *lock, const char *folder, bool exclusive)
{
	char *path = xasprintf("%s/%s", folder, lock_name);
	int file = open_shared(folder, path), kind = exclusive ? LOCK_EX : LOCK_SH;

	*lock = (struct host_lock){.file = file};
	if (file < 0) {
		lock->without = xstrdup(error_text());
	} else if (flock(file, kind | LOCK_NB) != 0 && !wait_for(file, kind, path)) {
		char *holder = holders(file);
		lock->without = xasprintf("%s was held by %s", path, holder);
		free(holder);
		close(file);
		lock->file = -1;
	}
	if (lock->file >= 0)
		spell_begin(&patience.holding);
	free(path);
}

void host_lock_take(struct host_lock *lock, bool exclusive)
{
	static atomic_flag told = ATOMIC_FLAG_INIT;

	host_lock_take_in(lock, lock_folder(), exclusive);
	if (lock->without && !atomic_flag_test_and_set(&told))
		fprintf(stderr, "going on without the lock that graders share: %s\n", lock->without);
}

void host_lock_drop(struct host_lock *lock)
{
	if (lock->file >= 0) {
		spell_end(&patience.holding, EARNED);
		close(lock->file);
	}
	free(lock->without);
	*lock = (struct host_lock){.file = -1};
}
