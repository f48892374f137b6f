/* bwrap.h - bubblewrap's command line for a box. */
#ifndef PARLAB_BWRAP_H
#define PARLAB_BWRAP_H

#include "box.h"

/* Descriptors that bubblewrap itself uses; below RLIMIT_NOFILE. */
enum { FD_STATUS = 60, FD_SECCOMP = 61, FD_GATE = 62 };

/* bwrap_command: argv for bubblewrap; the caller strv_free's it. */
char **bwrap_command(const struct box_request *request);

#endif
