/* proctree.h - the processes below one process, by /proc: for machines without control
 * groups.  Exact only for trees that do not change; each function repeats its scan until it
 * finds nothing new. */
#ifndef PARLAB_PROCTREE_H
#define PARLAB_PROCTREE_H

#include <stdbool.h>
#include <sys/types.h>

pid_t proctree_first_child(pid_t parent); /* the lowest PID; -1: none */
/* proctree_below: every process below `root` that has not ended; the caller frees. */
pid_t *proctree_below(pid_t root, size_t *count);
/* Each covers all processes below `root`, and `root` itself if `with_root`. */
double proctree_cpu_s(pid_t root, bool with_root); /* including that of their reaped children */
int proctree_stop(pid_t root,
                  bool with_root); /* SIGSTOP, until all are stopped; -1: they did not stop in time */
int proctree_continue(pid_t root, bool with_root);
void proctree_kill(pid_t root); /* SIGKILL, `root` too */

#endif
