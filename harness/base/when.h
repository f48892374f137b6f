/* when.h - points in time as people and platforms write them. */
#ifndef PARLAB_WHEN_H
#define PARLAB_WHEN_H

#include <stdint.h>

/* when_parse: "2026-11-05", "2026-11-05 23:59", "2026-11-05T23:59:59.123Z",
 * "2026-11-05 23:59:59 +0100", "... UTC": seconds since the epoch.  Without a zone it is this
 * machine's; without a time it is the end of that day.  -1 with error_text(). */
int when_parse(const char *text, int64_t *epoch_s);

#endif
