/* box.h - run untrusted code in a sandbox.
 *
 * A box is a bubblewrap sandbox (threat model and layers: box.c).  It knows nothing of
 * assignments: it gets a command, the paths to show, open files to pass on, and limits.
 * Only what the command writes to these open files outlives it.
 */
#ifndef PARLAB_BOX_H
#define PARLAB_BOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* All are required but file_bytes (0: no limit) and tmp_bytes. */
struct box_limits {
	double wall_s;       /* then box_wait kills the whole tree */
	double cpu_s;        /* of all processes together where a cgroup counts it, and of each by rlimit */
	size_t memory_bytes; /* of all processes together where there is a cgroup; address space is not limited */
	unsigned processes; /* processes and threads */
	size_t file_bytes;  /* largest file any of them can write */
	size_t tmp_bytes;   /* size of /tmp and of /dev/shm, each */
};

/* A host path shown read-only inside. */
struct box_view {
	const char *host, *inside;
};
/* An open file, passed on as a fixed descriptor (>= 3). */
struct box_file {
	int host, inside;
};

struct box_request {
	char *const *argv;        /* absolute path inside, and arguments */
	char *const *environment; /* NAME=VALUE, NULL-terminated; NULL: only PATH, HOME and LANG */
	const struct box_view *views;
	size_t view_count;
	const struct box_file *files;
	size_t file_count;
	int stdout_fd, stderr_fd; /* -1: to /dev/null */
	bool toolchain;           /* show compilers and headers too, not only libraries */
	bool tracing_inside;  /* allow ptrace within the box (LeakSanitizer stops its own threads by it) */
	bool fixed_stderr;    /* refuse to close, replace or copy standard error, where reports go */
	bool fixed_addresses; /* no address space randomisation (ThreadSanitizer's shadow needs it) */
	bool loopback;        /* sockets of the internet family too: mpirun talks to its ranks by them */
	bool trusted;         /* a program of ours: no memory is reserved for it beside other boxes */
	struct box_limits limits;
	const int *cpus;
	size_t cpu_count; /* pin the box to these CPUs; 0: all */
};

struct box; /* one running box */

enum box_end {
	BOX_EXITED,    /* code is the command's exit code: only a hint, since the command chose it */
	BOX_SIGNALLED, /* code is the signal that ended the command, as bubblewrap saw it */
	BOX_TIMED_OUT, /* wall clock */
	BOX_CPU_EXHAUSTED,
	BOX_OUT_OF_MEMORY, /* the cgroup's out-of-memory killer acted */
	BOX_KILLED,        /* by box_kill */
};
struct box_result {
	enum box_end end;
	int code;
	bool process_limit_hit; /* the cgroup refused a fork or a thread */
	double wall_s, cpu_s;
	size_t memory_peak_bytes; /* 0 if unknown */
};

/* box_start: NULL if the sandbox itself could not be set up (never because of
 * the command).  The caller keeps its files and views. */
struct box *box_start(const struct box_request *request);
/* box_wait: wait until the command ends or its wall clock limit; then the whole tree is
 * gone. -1: the sandbox failed. */
int box_wait(struct box *box, struct box_result *result);
/* box_ended: a descriptor, readable (poll) when the command has ended. */
int box_ended_fd(const struct box *box);
void box_kill(struct box *box);  /* the whole tree, at once */
int box_freeze(struct box *box); /* stop every process; returns when they have stopped */
int box_thaw(struct box *box);
double box_cpu_s(struct box *box); /* CPU time used by the whole tree so far */
double box_cpu_grain_s(void); /* how much of it may be missing for each process: 0 where a cgroup counts */
pid_t box_first_pid(struct box *box); /* the command's PID outside the box; -1 if it is gone */
void box_free(struct box *box);       /* kills what is left; accepts NULL */

/* box_run: start, wait, free. */
int box_run(const struct box_request *request, struct box_result *result);

/* box_go_without: run every later command without a sandbox, as the current user, with only
 * rlimits and the deadline.  For students' own work on their own machines; the caller marks
 * every result. -1: refused (root). */
int box_go_without(void);
bool box_is_without(void);

/* The isolation available here, for doctor and records. */
struct box_host {
	bool bubblewrap; /* works for this user */
	char *problem;   /* if not: why, and the remedy */
	const char *memory, *processes, *cpu,
		*freezer; /* "cgroup v2", "cgroup v1", "rlimit", "signals", "/proc" */
	unsigned uid;     /* of boxes, outside */
};
int box_host_read(struct box_host *host);
void box_host_free(struct box_host *host);
/* box_sweep: remove what killed graders left behind (cgroups, run folders). */
void box_sweep(void);
/* box_folder: a new private folder that this host's boxes can read; folder_remove it.  It
 * is in TMPDIR, or in /tmp if boxes cannot enter TMPDIR. */
char *box_folder(void);

#endif
