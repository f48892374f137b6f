/* proctree.h - the processes below one process, by /proc: for machines where
 * no control group does it.  Exact only for trees that hold still; each
 * function looks again until it finds nothing new. */
#ifndef PARLAB_PROCTREE_H
#define PARLAB_PROCTREE_H

#include <sys/types.h>

pid_t proctree_first_child(pid_t parent);   /* the lowest PID; -1: none */
double proctree_cpu_s(pid_t root);          /* of all below, with their reaped children */
int proctree_stop(pid_t root);              /* SIGSTOP all below `root`, until all are stopped; -1: they would not */
int proctree_continue(pid_t root);

#endif
