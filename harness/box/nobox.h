/* nobox.h - a box's command, adapted to run without a sandbox. */
#ifndef PARLAB_NOBOX_H
#define PARLAB_NOBOX_H

#include "box.h"

/* plain_command, plain_environment: the request's, with every path inside the box replaced
 * by the host's, and /tmp by `folder`; the caller strv_free's them. */
char **plain_command(const struct box_request *request, const char *folder);
char **plain_environment(const struct box_request *request, const char *folder);

#endif
